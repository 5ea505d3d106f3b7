#include "actors/market_router.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"
#include "domain/market/candle_check.hpp"

#include <caf/result.hpp>

#include <algorithm>
#include <chrono>
#include <map>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using router_ptr = caf::stateful_actor<market_router_state>*;

/// Candles that may wait per symbol before more are refused.
constexpr std::size_t most_waiting = 50'000;
constexpr auto patience = 150s; // longer than a runner waits for a full disk

void pump(router_ptr self, const std::string& symbol);

void settle_request(router_ptr self, std::uint64_t id, std::size_t finished) {
  auto& requests = self->state.requests;
  const auto found = requests.find(id);
  if (found == requests.end())
    return;
  auto& x = found->second;
  x.left -= std::min(x.left, finished);
  if (x.left > 0)
    return;
  std::sort(x.receipt.refused.begin(), x.receipt.refused.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  x.promise.deliver(std::move(x.receipt));
  requests.erase(found);
}

void on_taken(router_ptr self, const std::string& symbol, ingest_receipt& part) {
  const auto done = self->state.queues.at(symbol).on_taken();
  if (const auto found = self->state.requests.find(done.request);
      found != self->state.requests.end()) {
    auto& whole = found->second.receipt;
    whole.accepted += part.accepted;
    whole.duplicates += part.duplicates;
    std::move(part.refused.begin(), part.refused.end(),
              std::back_inserter(whole.refused));
  }
  settle_request(self, done.request, done.candles);
  pump(self, symbol);
}

void on_failed(router_ptr self, const std::string& symbol, const caf::error& why) {
  auto& queue = self->state.queues.at(symbol);
  queue.on_failed(is_crash(why), self->system().render(why));
  const auto doublings = std::min<std::size_t>(queue.failures(), 6);
  self->delayed_send(self, std::chrono::milliseconds{25 << doublings}, retry_atom_v,
                     symbol);
}

void pump(router_ptr self, const std::string& symbol) {
  auto& queue = self->state.queues.at(symbol);
  auto batch = queue.next();
  if (!batch)
    return;
  const auto evaluation = self->state.context->names->find(role::evaluation);
  if (!evaluation)
    return on_failed(self, symbol, caf::sec::request_receiver_down);
  self->request(evaluation, patience, *std::move(batch))
    .then([=](ingest_receipt& receipt) { on_taken(self, symbol, receipt); },
          [=](const caf::error& why) { on_failed(self, symbol, why); });
}

/// Candles by symbol and timeframe, in the order in which they came.
using sorted_parts = std::map<std::pair<std::string, timeframe>, candle_queue::part>;

sorted_parts sort_out(const std::vector<tagged_candle>& candles, time_ms received_at,
                      ingest_receipt& receipt) {
  sorted_parts out;
  for (std::uint32_t i = 0; i < candles.size(); ++i) {
    const auto& x = candles[i];
    auto why = refusal(x.bar, x.base, received_at > 0 ? received_at : any_time);
    if (!why.empty()) {
      receipt.refused.push_back({i, std::move(why)});
      continue;
    }
    auto& part = out[{x.symbol, x.base}];
    part.base = x.base;
    part.received_at = received_at;
    part.candles.push_back(x.bar);
    part.indices.push_back(i);
    if (!x.bar.closed && x.bar.update_time == 0)
      part.candles.back().update_time = std::max(received_at, x.bar.open_time);
  }
  return out;
}

/// What others read of the symbol is there as soon as it is accepted.
void tell_readers(router_ptr self, const std::string& symbol, timeframe base,
                  const std::vector<candle>& accepted) {
  auto& state = self->state;
  if (!state.peers.keeps(symbol))
    return;
  for (const auto& bar : accepted)
    if (bar.closed)
      state.peers.take(symbol, base, bar);
  for (auto& [id, bars] : state.peers.answered(symbol)) {
    state.peer_promises.at(id).deliver(std::move(bars));
    state.peer_promises.erase(id);
  }
}

caf::result<peer_bars> answer_reader(router_ptr self, const peer_ask& asked) {
  auto& state = self->state;
  if (!state.peers.keeps(asked.peer)) {
    state.peers.keep(asked.peer);
    if (const auto queue = state.queues.find(asked.peer); queue != state.queues.end())
      queue->second.each_waiting([&](timeframe base, const candle& bar) {
        if (bar.closed)
          state.peers.take(asked.peer, base, bar);
      });
  }
  const auto id = ++state.last_request;
  if (auto bars = state.peers.ask(id, asked))
    return *std::move(bars);
  auto promise = self->make_response_promise<peer_bars>();
  state.peer_promises.emplace(id, promise);
  self->delayed_send(self, state.context->peer_grace, expire_atom_v, id);
  return promise;
}

void stop_waiting(router_ptr self, std::uint64_t id) {
  auto& state = self->state;
  if (auto bars = state.peers.give_up(id)) {
    state.peer_promises.at(id).deliver(*std::move(bars));
    state.peer_promises.erase(id);
  }
}

caf::result<ingest_receipt>
ingest(router_ptr self, const std::vector<tagged_candle>& candles, time_ms received_at) {
  auto& state = self->state;
  market_router_state::request made;
  auto parts = sort_out(candles, received_at, made.receipt);
  state.context->count->candles_refused.add(made.receipt.refused.size());
  if (parts.empty())
    return std::move(made.receipt);
  for (const auto& [key, part] : parts) {
    const auto queue = state.queues.find(key.first);
    if (queue != state.queues.end() &&
        queue->second.waiting() + part.candles.size() > most_waiting)
      return to_error(
        {problem_code::unavailable,
         "too many candles of " + key.first + " are waiting; send them later",
         {}});
    made.left += part.candles.size();
  }
  const auto id = ++state.last_request;
  made.promise = self->make_response_promise<ingest_receipt>();
  auto promise = made.promise;
  state.requests.emplace(id, std::move(made));
  for (auto& [key, part] : parts) {
    part.request = id;
    tell_readers(self, key.first, part.base, part.candles);
    auto& queue = state.queues.try_emplace(key.first, key.first).first->second;
    if (const auto outdated = queue.push(std::move(part))) {
      if (const auto older = state.requests.find(*outdated);
          older != state.requests.end())
        ++older->second.receipt.accepted;
      settle_request(self, *outdated, 1);
    }
    pump(self, key.first);
  }
  return promise;
}

} // namespace

caf::behavior market_router(router_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "router");
  self->state.context = context;
  context->names->enter(role::router, caf::actor{self});
  return {
    [=](ingest_atom, const std::vector<tagged_candle>& candles, time_ms received_at) {
      return ingest(self, candles, received_at);
    },
    [=](retry_atom, const std::string& symbol) { pump(self, symbol); },
    [=](const peer_ask& asked) { return answer_reader(self, asked); },
    [=](expire_atom, std::uint64_t id) { stop_waiting(self, id); },
  };
}

} // namespace tradeeon
