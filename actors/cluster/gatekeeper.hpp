#pragma once

#include "actors/context.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <deque>
#include <string>

namespace tradeeon {

struct gatekeeper_state {
  static inline const char* name = "tradeeon.gatekeeper";
  context_ptr context;
  std::deque<std::string> nonces; ///< handed out and not used yet, oldest first
};

/// The only actor of a node that others find by its port. It hands out nothing before
/// a node has proved that it is of this cluster, speaks this version, and knows the
/// key; exit messages don't end it. Answers:
///   hello hello → nonce
///   enter hello nonce proof host → welcome   (delegated to the coordinator)
caf::behavior gatekeeper(caf::stateful_actor<gatekeeper_state>* self,
                         context_ptr context);

} // namespace tradeeon
