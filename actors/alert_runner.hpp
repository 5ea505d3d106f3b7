#pragma once

#include "actors/context.hpp"
#include "actors/symbol_evaluator.hpp"
#include "domain/alerts/alert_book.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <map>
#include <memory>
#include <string>

namespace tradeeon {

struct alert_runner_state {
  static inline const char* name = "tradeeon.alert_runner";
  alert_runner_state() = default;
  ~alert_runner_state();
  context_ptr context;
  std::unique_ptr<alert_book> book;
  caf::actor evaluator;
  tenure right;
  /// The newest wish per alert and condition: an answer to an older one is void.
  std::map<std::string, std::uint64_t> wishes;
  std::uint64_t last_wish = 0;
  std::int64_t counted_alerts = 0; ///< this symbol's part of the gauge
};

/// Turns one symbol's truth changes into fires and hands each batch's effects to
/// the store, by `right`. Answers:
///   start evaluator tell generation   introduces the evaluator; `ready generation`
///                     goes to `tell` once all alerts of the snapshot are in place
///   step_batch → ingest_receipt   (delegated to the store)
///   event alert deleted · event watched_condition   what has changed
///   settle → settle   once all earlier changes are in place
caf::behavior alert_runner(caf::stateful_actor<alert_runner_state>* self,
                           context_ptr context, snapshot_ptr from, tenure right);

/// What the store is to make durable of a batch, from the batch and the book's
/// effects on it.
[[nodiscard]] storage::symbol_commit to_commit(const step_batch& batch,
                                               alert_book::effects effects);

} // namespace tradeeon
