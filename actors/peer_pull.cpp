#include "actors/peer_pull.hpp"

#include "actors/failure.hpp"
#include "actors/messages.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using evaluator_ptr = caf::stateful_actor<symbol_evaluator_state>*;

constexpr auto patience = 10s;

caf::error away(const char* who) {
  return to_error({problem_code::unavailable, std::string{who} + " is restarting", {}});
}

/// A batch that waits for the candles of other symbols.
struct waiting_batch {
  candle_batch batch;
  pulled done;
  std::set<std::string> asked;
  std::size_t left = 0;
  caf::error failure;
};
using waiting_ptr = std::shared_ptr<waiting_batch>;

void go_on(evaluator_ptr self, const waiting_ptr& on);

void finish_one(evaluator_ptr self, const waiting_ptr& on, const caf::error& why) {
  if (why)
    on->failure = why;
  if (--on->left > 0)
    return;
  if (on->failure)
    return on->done(on->failure);
  go_on(self, on);
}

/// The stored candles first: where one came twice with other numbers, they stay.
void offer(symbol_evaluation& logic, const storage::peer_series& stored,
           const peer_bars& kept, time_ms until) {
  for (const auto& series : stored.history)
    if (series.base == stored.base)
      logic.offer(stored.symbol, stored.base, series.bars, until);
  if (kept.has_base)
    logic.offer(kept.symbol, kept.base, kept.bars, until);
}

void take_answer(evaluator_ptr self, const waiting_ptr& on, const peer_ask& asked,
                 const peer_bars& kept) {
  if (kept.complete_after <= asked.after) {
    offer(*self->state.logic, {}, kept, asked.until);
    return finish_one(self, on, {});
  }
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return finish_one(self, on, away("the store"));
  const auto loaded = [=](const storage::peer_series& stored) {
    offer(*self->state.logic, stored, kept, asked.until);
    finish_one(self, on, {});
  };
  const auto failed = [=](const caf::error& why) { finish_one(self, on, why); };
  if (asked.has_base)
    self
      ->request(store, patience, load_atom_v, peer_atom_v, asked.peer,
                static_cast<std::uint8_t>(asked.base), asked.after, asked.until)
      .then(loaded, failed);
  else
    self->request(store, patience, load_atom_v, peer_atom_v, asked.peer)
      .then(loaded, failed);
}

/// Asks for all that the graph reads now; a condition may have come meanwhile.
void go_on(evaluator_ptr self, const waiting_ptr& on) {
  auto asks = self->state.logic->asks(on->batch);
  asks.erase(std::remove_if(asks.begin(), asks.end(),
                            [&](const auto& x) { return on->asked.count(x.peer) > 0; }),
             asks.end());
  if (asks.empty())
    return on->done({});
  const auto router = self->state.context->names->find(role::router);
  if (!router)
    return on->done(away("the router"));
  on->left = asks.size();
  const auto longest = self->state.context->peer_grace + patience;
  for (const auto& x : asks) {
    on->asked.insert(x.peer);
    self->request(router, longest, x)
      .then([=](const peer_bars& kept) { take_answer(self, on, x, kept); },
            [=](const caf::error& why) { finish_one(self, on, why); });
  }
}

/// Symbols that are read for the first time, one after the other.
struct loading {
  std::vector<std::string> symbols;
  pulled done;
};

void load_next(evaluator_ptr self, const std::shared_ptr<loading>& what);

/// The candles are held up to the home symbol's newest bar: where that has moved on
/// meanwhile, its newer ones have to be looked for again.
void hold(evaluator_ptr self, const std::shared_ptr<loading>& what, time_ms newest,
          storage::peer_series stored, const peer_bars& kept) {
  if (self->state.logic->graph().newest() != newest)
    return load_next(self, what);
  if (kept.has_base && (stored.history.empty() || stored.base == kept.base)) {
    stored.base = kept.base;
    auto base = std::find_if(stored.history.begin(), stored.history.end(),
                             [&](const auto& x) { return x.base == stored.base; });
    if (base == stored.history.end())
      base = stored.history.insert(base, {stored.base, {}});
    for (const auto& bar : kept.bars)
      if (base->bars.empty() || bar.open_time > base->bars.back().open_time)
        base->bars.push_back(bar);
  }
  if (!stored.history.empty())
    self->state.logic->hold(to_candles(stored));
  what->symbols.pop_back();
  load_next(self, what);
}

void load_next(evaluator_ptr self, const std::shared_ptr<loading>& what) {
  if (what->symbols.empty())
    return what->done({});
  const auto router = self->state.context->names->find(role::router);
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return what->done(away("the store"));
  const auto& graph = self->state.logic->graph();
  const auto newest = graph.newest();
  peer_ask ask;
  ask.home = graph.symbol();
  ask.peer = what->symbols.back();
  ask.until = std::numeric_limits<time_ms>::max();
  ask.waits = false;
  // The router first: what it has finished with by then is in the store.
  const auto kept_known = [=](const peer_bars& kept) {
    self->request(store, patience, load_atom_v, peer_atom_v, ask.peer)
      .then(
        [=](const storage::peer_series& stored) {
          hold(self, what, newest, stored, kept);
        },
        [=](const caf::error& why) { what->done(why); });
  };
  if (!router)
    return kept_known({});
  self->request(router, patience, ask).then(kept_known, [=](const caf::error&) {
    kept_known({});
  });
}

} // namespace

void pull_peers(evaluator_ptr self, const candle_batch& batch, pulled done) {
  if (!self->state.logic->graph().has_peers())
    return done({});
  auto on = std::make_shared<waiting_batch>();
  on->batch = batch;
  on->done = std::move(done);
  go_on(self, on);
}

void load_peers(evaluator_ptr self, std::vector<std::string> symbols, pulled done) {
  auto what = std::make_shared<loading>();
  what->symbols = std::move(symbols);
  what->done = std::move(done);
  load_next(self, what);
}

} // namespace tradeeon
