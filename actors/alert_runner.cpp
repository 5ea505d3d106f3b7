#include "actors/alert_runner.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"
#include "domain/alerts/fire_policy.hpp"
#include "domain/conditions/question.hpp"

#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tradeeon {

alert_runner_state::~alert_runner_state() {
  if (context)
    context->count->active_alerts.add(-counted_alerts);
}

storage::symbol_commit to_commit(const step_batch& batch, alert_book::effects effects) {
  storage::symbol_commit out;
  out.symbol = batch.symbol;
  out.base = batch.base;
  out.watermark = batch.watermark;
  out.gaps = batch.gaps;
  out.quarantined = batch.quarantined;
  out.checkpoint = batch.checkpoint;
  out.peers = batch.peers;
  out.firings = std::move(effects.firings);
  out.states = std::move(effects.states);
  out.intrabar = batch.watermark < 0;
  std::map<timeframe, std::vector<candle>> bars;
  for (const auto& step : batch.steps)
    for (const auto& x : step.closed)
      bars[x.base].push_back(x.bar);
  for (auto& [base, list] : bars)
    out.bars.push_back({base, std::move(list)});
  return out;
}

namespace {

using namespace std::chrono_literals;
using runner_ptr = caf::stateful_actor<alert_runner_state>*;

constexpr auto patience = 10s;
/// A full disk is waited for; this long, then the symbol starts over.
constexpr auto commit_patience = 120s;

void count_alerts(alert_runner_state& state) {
  const auto now = static_cast<std::int64_t>(state.book->size());
  state.context->count->active_alerts.add(now - state.counted_alerts);
  state.counted_alerts = now;
}

watch_request request_of(const alert& row) {
  return {row.expression, row.base, is_intrabar(row.mode)};
}

std::vector<watch_release> releases_of(const watched_question& x, bool intrabar) {
  std::vector<watch_release> out;
  for (const auto& item : x.items)
    out.push_back({item.root, intrabar});
  return out;
}

void drop_alert(runner_ptr self, const std::string& alert_id) {
  auto& book = *self->state.book;
  const auto* row = book.find(alert_id);
  if (row == nullptr)
    return;
  std::vector<watch_release> gone;
  for (const auto which : book.roots_of(alert_id))
    gone.push_back({which, is_intrabar(row->mode)});
  self->send(self->state.evaluator, release_atom_v, std::move(gone));
  book.remove(alert_id);
  count_alerts(self->state);
}

// -- steps ---------------------------------------------------------------------

storage::symbol_commit run(runner_ptr self, const step_batch& batch) {
  auto& state = self->state;
  auto& count = *state.context->count;
  const auto started = std::chrono::steady_clock::now();
  const auto looked = state.book->looked_at();
  for (const auto& step : batch.steps)
    state.book->apply(step, batch.received_at);
  auto out = to_commit(batch, state.book->take_effects());
  if (state.right.epoch != 0)
    out.rights = {batch.right, state.right};
  for (const auto& id : state.book->take_completed()) {
    state.wishes.erase(id);
    drop_alert(self, id);
  }
  count.alerts_evaluated.add(state.book->looked_at() - looked);
  for (const auto& series : out.bars)
    if (series.base == out.base)
      count.bars_processed.add(series.bars.size());
  count.runner_loop_seconds.observe(
    std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  return out;
}

bool has_effects(const storage::symbol_commit& x) {
  return x.watermark >= 0 || !x.firings.empty() || !x.states.empty();
}

/// Answers once the batch's effects are durable. Where they can't be made so,
/// what book and graph remember is ahead of the store: this symbol has to be
/// built anew from it, before anything else is taken.
caf::result<ingest_receipt> take(runner_ptr self, const step_batch& batch) {
  auto commit = run(self, batch);
  if (!has_effects(commit))
    return batch.receipt;
  auto promise = self->make_response_promise<ingest_receipt>();
  auto fail = [=](caf::error why) mutable {
    promise.deliver(why);
    self->quit(std::move(why));
  };
  const auto store = self->state.context->names->find(role::store);
  if (!store) {
    fail(to_error({problem_code::unavailable, "the store is restarting", {}}));
    return promise;
  }
  self->request(store, commit_patience, commit_atom_v, std::move(commit), batch.receipt)
    .then([=](ingest_receipt& receipt) mutable { promise.deliver(std::move(receipt)); },
          [=](caf::error& why) mutable { fail(std::move(why)); });
  return promise;
}

// -- alerts and conditions come and go -------------------------------------------

std::uint64_t new_wish(alert_runner_state& state, const std::string& key) {
  return state.wishes[key] = ++state.last_wish;
}

/// False once a newer wish, or the end of the alert, has overtaken this one.
bool still_wished(const alert_runner_state& state, const std::string& key,
                  std::uint64_t wish) {
  const auto found = state.wishes.find(key);
  return found != state.wishes.end() && found->second == wish;
}

void tell_unreadable(const alert& row, const problem& why) {
  journal::error("alert.unreadable", why.text,
                 {{"alert_id", row.alert_id}, {"place", why.place}});
}

void take_in(runner_ptr self, const alert& row, std::uint64_t wish) {
  auto asks = parse_question(row.expression, {row.symbol, row.base});
  if (!asks) {
    tell_unreadable(row, asks.error());
    return;
  }
  const auto key = row.alert_id;
  self
    ->request(self->state.evaluator, patience, watch_atom_v,
              std::vector<watch_request>{request_of(row)})
    .then(
      [=](const std::vector<watched_question>& views) {
        auto& state = self->state;
        if (!still_wished(state, key, wish)) {
          self->send(state.evaluator, release_atom_v,
                     releases_of(views.front(), is_intrabar(row.mode)));
          return;
        }
        // An edit that leaves the question alone keeps what the alert remembers.
        alert_state kept;
        const auto* held = state.book->state_of(key);
        const auto* present = state.book->find(key);
        const bool keeps =
          held != nullptr && held->version == row.version && present->mode == row.mode;
        if (keeps)
          kept = *held;
        drop_alert(self, key);
        state.book->put(row, *asks, views.front().items, keeps ? &kept : nullptr);
        count_alerts(state);
      },
      [=](const caf::error& why) {
        // Without its conditions an alert would be silently blind: start over.
        self->quit(why);
      });
}

void on_alert(runner_ptr self, const alert& row, bool deleted) {
  const auto* held = self->state.book->find(row.alert_id);
  if (held != nullptr && held->version > row.version)
    return; // from before the snapshot that this runner started with
  if (!deleted && row.status == alert_status::active)
    return take_in(self, row, new_wish(self->state, row.alert_id));
  self->state.wishes.erase(row.alert_id);
  drop_alert(self, row.alert_id);
}

void on_condition(runner_ptr self, const storage::watched_condition& wanted) {
  const auto release_held = [=] {
    if (const auto* view = self->state.book->watched(wanted.condition_id)) {
      self->send(self->state.evaluator, release_atom_v,
                 std::vector<watch_release>{{view->index, false}});
      self->state.book->unwatch(wanted.condition_id);
    }
  };
  if (wanted.text.empty()) {
    self->state.wishes.erase(wanted.condition_id);
    return release_held();
  }
  auto what = parse_canonical(wanted.text);
  if (!what)
    return journal::error("condition.unreadable", what.error().text,
                          {{"condition_id", wanted.condition_id}});
  const auto base = what->base;
  const auto wish = new_wish(self->state, wanted.condition_id);
  self
    ->request(self->state.evaluator, patience, watch_atom_v,
              std::vector<watch_request>{{print(*what), base, false}})
    .then(
      [=](const std::vector<watched_question>& views) {
        if (!still_wished(self->state, wanted.condition_id, wish)) {
          self->send(self->state.evaluator, release_atom_v,
                     releases_of(views.front(), false));
          return;
        }
        release_held();
        self->state.book->watch(views.front().items.front().parts.front(), base,
                                wanted.level);
      },
      [=](const caf::error& why) { self->quit(why); });
}

// -- start ---------------------------------------------------------------------

struct starting_alert {
  alert row;
  question asks;
};

/// Asks for the conditions of all alerts in one request.
void start(runner_ptr self, const snapshot_ptr& from, const caf::actor& tell,
           std::uint64_t generation) {
  auto starting = std::make_shared<std::vector<starting_alert>>();
  std::vector<watch_request> wanted;
  for (const auto& row : from->alerts) {
    auto asks = parse_question(row.expression, {row.symbol, row.base});
    if (!asks) {
      tell_unreadable(row, asks.error());
      continue;
    }
    wanted.push_back(request_of(row));
    starting->push_back({row, *std::move(asks)});
  }
  self->request(self->state.evaluator, 60s, watch_atom_v, std::move(wanted))
    .then(
      [=](const std::vector<watched_question>& views) {
        std::map<std::string, const alert_state*> states;
        for (const auto& state : from->states)
          states[state.alert_id] = &state;
        for (std::size_t i = 0; i < starting->size(); ++i) {
          const auto& x = (*starting)[i];
          const auto known = states.find(x.row.alert_id);
          self->state.book->put(x.row, x.asks, views[i].items,
                                known == states.end() ? nullptr : known->second);
        }
        count_alerts(self->state);
        for (const auto& x : from->conditions)
          on_condition(self, x);
        self->request(self->state.evaluator, patience, settle_atom_v)
          .then(
            [=](settle_atom) {
              self->send(self->state.evaluator, prune_atom_v);
              self->send(tell, ready_atom_v, generation);
            },
            [=](const caf::error& why) { self->quit(why); });
      },
      [=](const caf::error& why) { self->quit(why); });
}

} // namespace

caf::behavior alert_runner(runner_ptr self, context_ptr context, snapshot_ptr from,
                           tenure right) {
  follow_house_rules(self, *context->count, "alert runner of " + from->symbol);
  self->state.context = context;
  self->state.right = right;
  self->state.book = std::make_unique<alert_book>(from->symbol);
  return {
    [=](start_atom, const caf::actor& evaluator, const caf::actor& tell,
        std::uint64_t generation) {
      self->state.evaluator = evaluator;
      start(self, from, tell, generation);
    },
    [=](const step_batch& batch) { return take(self, batch); },
    [=](event_atom, const alert& row, bool deleted) { on_alert(self, row, deleted); },
    [=](event_atom, const storage::watched_condition& x) { on_condition(self, x); },
    [=](settle_atom) -> caf::result<settle_atom> {
      auto promise = self->make_response_promise<settle_atom>();
      self->request(self->state.evaluator, patience, settle_atom_v)
        .then([=](settle_atom) mutable { promise.deliver(settle_atom_v); },
              [=](caf::error& why) mutable { promise.deliver(std::move(why)); });
      return promise;
    },
  };
}

} // namespace tradeeon
