#pragma once

#include "actors/context.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

namespace tradeeon {

struct notifier_state {
  static inline const char* name = "tradeeon.notifier";
  context_ptr context;
  bool under_way = false; ///< a handover has been asked for
  bool again = false;     ///< more has come meanwhile
};

/// Hands each condition trigger to the condition's active subscriptions: reads
/// the trigger log by a cursor that moves in the transaction of its effects, so
/// that each subscriber is served once, through any crash. Accepts
/// `event committed`.
caf::behavior notifier(caf::stateful_actor<notifier_state>* self, context_ptr context);

} // namespace tradeeon
