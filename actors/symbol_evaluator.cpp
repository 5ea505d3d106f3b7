#include "actors/symbol_evaluator.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"

#include <caf/result.hpp>
#include <caf/response_promise.hpp>

#include <chrono>
#include <utility>

namespace tradeeon {

symbol_evaluator_state::~symbol_evaluator_state() {
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
caf::result<caf::message> pass_on(evaluator_ptr self, const caf::actor& runner,
                                    step_batch steps) {
  if (runner->node() == self->node())
    return self->delegate(runner, std::move(steps));
  auto promise = self->make_response_promise();
  self->request(runner, std::chrono::seconds{140}, std::move(steps))
    .then([=](ingest_receipt& receipt) mutable { promise.deliver(std::move(receipt)); },
          [=](caf::error& why) mutable { promise.deliver(std::move(why)); });
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
    [=](const candle_batch& batch) {
      return pass_on(self, runner, evaluate(self->state, batch));
    },
    [=](watch_atom, const std::vector<watch_request>& wanted)
      -> caf::result<std::vector<watched_question>> {
      auto views = self->state.logic->watch(wanted);
      if (!views)
        return to_error(views.error());
      count_conditions(self->state);
      return *std::move(views);
    },
    [=](release_atom, const std::vector<watch_release>& gone) {
      self->state.logic->release(gone);
      count_conditions(self->state);
    },
    [=](prune_atom) {
      self->state.logic->prune();
      count_conditions(self->state);
    },
    [=](settle_atom) { return settle_atom_v; },
    [=](blind_atom, std::uint8_t base) {
      return self->state.logic->blind_reason(static_cast<timeframe>(base));
    },
  };
}

} // namespace tradeeon
