#pragma once

#include "actors/cluster/placement_book.hpp"
#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <map>
#include <string>

namespace tradeeon {

struct coordinator_state {
  static inline const char* name = "tradeeon.coordinator";
  context_ptr context;
  placement_book book;
  std::map<std::string, caf::actor> hosts; ///< by node
  bool settled = false;                    ///< the wait for nodes of a former run is over
  bool granting = false;                   ///< the store is being asked
  bool again = false;                      ///< something has changed meanwhile
};

/// Knows which nodes live and grants them their leases. Runs on the store node.
/// Answers:
///   enter hello host → welcome      a node has come; its host is watched from now on
///   renew node incarnation → bool   false: it has to enter again
///   place symbol → assignment       `unavailable` while nobody holds the symbol's shard
///   cluster → cluster_view
///   drain node on → cluster_view · move role shard node → cluster_view
/// Sends `moved [lease]` to the evaluation and the trading floor when leases have changed
/// hands, and `grant lease` or `revoke role` to the hosts of nodes with leases beyond
/// symbols.
caf::behavior coordinator(caf::stateful_actor<coordinator_state>* self,
                          context_ptr context);

} // namespace tradeeon
