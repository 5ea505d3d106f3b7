#pragma once

#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <cstdint>

namespace tradeeon {

struct cluster_port_state {
  static inline const char* name = "tradeeon.cluster_port";
  context_ptr context;
  caf::actor gatekeeper;
  std::uint16_t port = 0; ///< 0 until it listens
};

/// Owns the port at which other nodes find this one, and the gatekeeper behind it: where
/// somebody has killed that, a fresh one takes its place. Outlives the engine's tree, so
/// that a restarted part of the store node is found behind the same port.
caf::behavior cluster_port(caf::stateful_actor<cluster_port_state>* self,
                           context_ptr context);

} // namespace tradeeon
