#pragma once

#include "domain/market/candle.hpp"
#include "domain/policies/node_role.hpp"

#include <cstdint>
#include <string>

namespace tradeeon {

/// A node's right to act in a role for a shard: whatever it writes names this, and is
/// refused once a later epoch has been granted. Roles that are not sharded use shard 0.
struct tenure {
  node_role what = node_role::evaluator;
  std::uint16_t shard = 0;
  std::uint64_t epoch = 0; ///< 0: none; a node on its own holds no leases
};

/// Who holds a tenure.
struct lease {
  tenure right;
  std::string node;              ///< by name
  std::uint64_t incarnation = 0; ///< of that node's process
  time_ms granted_at = 0;
};

} // namespace tradeeon
