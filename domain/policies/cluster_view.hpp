// The cluster as operators see it.
#pragma once

#include "domain/policies/tenure.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon {

/// A living node.
struct node_view {
  std::string node;
  std::string version;
  std::uint64_t incarnation = 0;
  std::vector<node_role> roles;
  bool draining = false;
  std::int64_t seen_ms_ago = 0; ///< since it last renewed its leases
};

/// Nodes and who works on what.
struct cluster_view {
  std::vector<node_view> nodes;    ///< by name
  std::vector<lease> leases;       ///< the newest of each role and shard
  std::vector<node_role> missing;  ///< leased roles that no living node has
  std::uint64_t fenced_writes = 0; ///< refused since the store node started
};

} // namespace tradeeon
