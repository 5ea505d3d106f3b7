#pragma once

#include "domain/policies/node_role.hpp"
#include "domain/support/secret.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <string>

namespace tradeeon {

/// This node as a part of a cluster.
struct cluster_options {
  std::string name = "tradeeon"; ///< of the cluster
  std::string node;              ///< of this node, unique in the cluster
  std::uint64_t incarnation = 0; ///< of this process; room above it for its memberships
  std::set<node_role> roles;
  std::string listen_host; ///< store node: where other nodes find it
  std::uint16_t listen_port = 0;
  std::string join_host; ///< other nodes: where the store node is
  std::uint16_t join_port = 0;
  bool tls = false;
  secret key; ///< proves membership; may be empty on loopback

  std::function<std::string()> fresh_nonce; ///< store node: random, never the same twice

  [[nodiscard]] bool is_store() const { return roles.count(node_role::store) != 0; }
};

} // namespace tradeeon
