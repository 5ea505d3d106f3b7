// How the store keeper's requests become parts of its next transaction.
#pragma once

#include "actors/failure.hpp"
#include "actors/messages.hpp"
#include "actors/store_keeper.hpp"

#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

#include <memory>
#include <utility>

namespace tradeeon {

using keeper_ptr = caf::stateful_actor<store_keeper_state>*;

/// After such a problem a transaction can only be rolled back.
[[nodiscard]] inline bool is_fatal(const problem& what) {
  return what.code == problem_code::internal || what.code == problem_code::unavailable;
}

inline void flush_later(keeper_ptr self) {
  if (!std::exchange(self->state.flush_due, true))
    self->send(self, flush_atom_v); // behind all that is in the mailbox already
}

/// Queues work whose answer is `*answer` once it is durable.
template <class T, class Run>
caf::result<T> later(keeper_ptr self, bool patient, Run run) {
  auto promise = self->make_response_promise<T>();
  auto answer = std::make_shared<T>();
  store_keeper_state::job x;
  x.patient = patient;
  x.run = [answer, run = std::move(run)](storage::store& store, committed& facts) {
    return run(store, facts, *answer);
  };
  x.succeed = [promise, answer]() mutable { promise.deliver(std::move(*answer)); };
  x.fail = [promise](const problem& why) mutable { promise.deliver(to_error(why)); };
  self->state.jobs.push_back(std::move(x));
  flush_later(self);
  return promise;
}

template <class T>
caf::result<T> answer(result<T> x) {
  if (!x)
    return to_error(x.error());
  return *std::move(x);
}

/// Counts and tells where it is for its lease that a write was refused.
[[nodiscard]] problem fenced(const engine_context& context, problem why);

/// What the subscriptions of a condition want now, for the symbol's runner.
result<void> note_condition(storage::store& store, const std::string& condition_id,
                            committed& facts);

} // namespace tradeeon
