#pragma once

#include "actors/cluster/wire.hpp"
#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace tradeeon {

struct node_host_state {
  static inline const char* name = "tradeeon.node_host";
  node_host_state() = default;
  ~node_host_state();

  struct hosted {
    caf::actor handle;
    caf::actor_addr owner; ///< the guard that asked for it; it ends with that
  };
  context_ptr context;
  hello who;
  welcome given;
  bool inside = false;         ///< between welcome and end
  std::int64_t renewed_at = 0; ///< boot clock at the newest renewal that was granted
  std::map<std::pair<std::string, node_role>, hosted> symbols;
  std::unordered_map<caf::actor_addr, caf::actor> runs; ///< of bots
  std::optional<lease> granted_early;                   ///< before the welcome was here
  caf::actor notification; ///< dispatcher and notifier, while this node has their lease
};

/// Hosts what a node does for the cluster during one membership: it starts evaluators
/// and alert runners where the store node's guards ask for them, runs of bots where its
/// trading floor does, and delivers where it is granted that. It renews the node's leases
/// once a second; where three seconds pass without, on a clock that goes on while the
/// machine sleeps, it ends with all it hosts, before the leases can be another's.
/// Answers:
///   start welcome
///   host role snapshot tenure runner → actor   `runner` is for evaluators
///   host bot_id tenure floor [trading_switch] → actor   with the halts that concern it
///   halt trading_switch → bool   for all runs here
///   grant lease · revoke role
caf::behavior node_host(caf::stateful_actor<node_host_state>* self, context_ptr context,
                        hello who);

} // namespace tradeeon
