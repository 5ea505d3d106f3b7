#include "actors/symbol_evaluator.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"
#include "actors/peer_pull.hpp"

#include <caf/response_promise.hpp>
#include <caf/result.hpp>
#include <caf/sec.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace tradeeon {

symbol_evaluator_state::~symbol_evaluator_state() {
  if (waiting.pending()) // a promise that is dropped answers nobody
    waiting.deliver(
      to_error({problem_code::unavailable, "the evaluation is restarting", {}}));
  if (context)
    context->count->distinct_conditions.add(-counted_conditions);
}

namespace {

using evaluator_ptr = caf::stateful_actor<symbol_evaluator_state>*;

void count_conditions(symbol_evaluator_state& state) {
  const auto now = static_cast<std::int64_t>(state.logic->graph().distinct_conditions());
  state.context->count->distinct_conditions.add(now - state.counted_conditions);
  state.counted_conditions = now;
}

/// Runs what is waiting, one after the other.
void next_turn(evaluator_ptr self) {
  auto& state = self->state;
  while (!state.turn_under_way && !state.turns.empty()) {
    auto turn = std::move(state.turns.front());
    state.turns.pop_front();
    turn();
  }
}

void in_turn(evaluator_ptr self, std::function<void()> turn) {
  self->state.turns.push_back(std::move(turn));
  next_turn(self);
}

void watch(evaluator_ptr self, const std::vector<watch_request>& wanted,
           caf::response_promise promise) {
  auto views = self->state.logic->watch(wanted);
  if (!views)
    return promise.deliver(to_error(views.error()));
  count_conditions(self->state);
  promise.deliver(*std::move(views));
}

/// Symbols that are read for the first time bring what is known of them.
void watch_in_turn(evaluator_ptr self, const std::vector<watch_request>& wanted,
                   caf::response_promise promise) {
  auto unknown = self->state.logic->unknown_peers(wanted);
  if (unknown.empty())
    return watch(self, wanted, std::move(promise));
  self->state.turn_under_way = true;
  load_peers(self, std::move(unknown), [=](const caf::error& why) mutable {
    if (why)
      promise.deliver(why);
    else
      watch(self, wanted, std::move(promise));
    self->state.turn_under_way = false;
    next_turn(self);
  });
}

step_batch evaluate(symbol_evaluator_state& state, const candle_batch& batch) {
  if (state.context->before_evaluation && !batch.quarantine)
    state.context->before_evaluation(batch);
  auto& count = *state.context->count;
  const auto started = std::chrono::steady_clock::now();
  const auto evaluations = state.logic->graph().evaluations();
  auto steps = state.logic->apply(batch);
  steps.right = state.right;
  count.condition_evaluations.add(state.logic->graph().evaluations() - evaluations);
  count.candles_accepted.add(steps.receipt.accepted);
  count.candles_duplicate.add(steps.receipt.duplicates);
  count.candles_refused.add(steps.receipt.refused.size());
  count.candle_gaps.add(steps.gaps.size());
  count.bars_quarantined.add(steps.quarantined.size());
  count.alert_evaluation_seconds.observe(
    std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  return steps;
}

/// A runner on this node answers for us. From another node the answer comes back this
/// way: answers to other nodes' requests go where the request came from.
void pass_on(evaluator_ptr self, caf::response_promise promise, const caf::actor& runner,
             step_batch steps) {
  if (runner->node() == self->node()) {
    promise.delegate(runner, std::move(steps));
    return;
  }
  self->request(runner, std::chrono::seconds{140}, std::move(steps))
    .then([=](ingest_receipt& receipt) mutable { promise.deliver(std::move(receipt)); },
          [=](caf::error& why) mutable { promise.deliver(std::move(why)); });
}

/// As above once the candles of other symbols are there. An exception ends this actor as
/// any does; whoever waits has to be told here, outside of the request's handler.
caf::result<caf::message> evaluate_with_peers(evaluator_ptr self,
                                              const candle_batch& batch,
                                              const caf::actor& runner) {
  self->state.waiting = self->make_response_promise();
  auto promise = self->state.waiting;
  pull_peers(self, batch, [=](const caf::error& why) {
    auto answer = std::exchange(self->state.waiting, caf::response_promise{});
    if (why)
      return answer.deliver(why);
    try {
      pass_on(self, answer, runner, evaluate(self->state, batch));
    } catch (const std::exception& crash) {
      answer.deliver(caf::make_error(caf::sec::runtime_error, crash.what()));
      throw;
    }
  });
  return promise;
}

} // namespace

caf::behavior symbol_evaluator(evaluator_ptr self, context_ptr context, snapshot_ptr from,
                               caf::actor runner, tenure right) {
  follow_house_rules(self, *context->count, "evaluator of " + from->symbol);
  auto& state = self->state;
  state.context = context;
  state.right = right;
  state.logic = std::make_unique<symbol_evaluation>(*from, context->history,
                                                    context->checkpoint_every);
  return {
    [=](const candle_batch& batch) -> caf::result<caf::message> {
      if (self->state.logic->graph().has_peers())
        return evaluate_with_peers(self, batch, runner);
      // Evaluated before there is a promise: an exception then answers the request.
      auto steps = evaluate(self->state, batch);
      auto promise = self->make_response_promise();
      pass_on(self, promise, runner, std::move(steps));
      return promise;
    },
    [=](watch_atom,
        const std::vector<watch_request>& wanted) -> caf::result<caf::message> {
      auto promise = self->make_response_promise();
      in_turn(self, [=] { watch_in_turn(self, wanted, promise); });
      return promise;
    },
    [=](release_atom, const std::vector<watch_release>& gone) {
      in_turn(self, [=] {
        self->state.logic->release(gone);
        count_conditions(self->state);
      });
    },
    [=](prune_atom) {
      in_turn(self, [=] {
        self->state.logic->prune();
        count_conditions(self->state);
      });
    },
    [=](settle_atom) -> caf::result<caf::message> {
      auto promise = self->make_response_promise();
      in_turn(self, [=]() mutable { promise.deliver(settle_atom_v); });
      return promise;
    },
    [=](blind_atom, std::uint8_t base, const std::string& expression) {
      return self->state.logic->blind_reason(static_cast<timeframe>(base), expression);
    },
  };
}

} // namespace tradeeon
