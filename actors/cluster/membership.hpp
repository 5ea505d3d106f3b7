#pragma once

#include "actors/cluster/wire.hpp"
#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace tradeeon {

struct membership_state {
  static inline const char* name = "tradeeon.membership";
  context_ptr context;
  caf::actor host; ///< of the present membership, or of the try under way
  std::uint64_t tries = 0;
  std::chrono::milliseconds backoff{0};
  bool inside = false;
  std::string last_refusal; ///< said once, not with every try
};

/// Makes this node a member of its cluster and keeps it one: finds the store node (over
/// the network, or at home where this is the store node), introduces the node, starts a
/// host, and begins anew with a fresh one whenever a membership ends, with growing
/// pauses. Never gives up: the store node may be away for long. Answers:
///   status → text   why this node is no member; empty while it is one
caf::behavior membership(caf::stateful_actor<membership_state>* self,
                         context_ptr context);

} // namespace tradeeon
