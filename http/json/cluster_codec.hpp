#pragma once

#include "domain/policies/cluster_view.hpp"
#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon::json {

/// Nodes with the shards they hold, and the leases one by one.
[[nodiscard]] std::string render(const cluster_view& x);

/// `{node, on?}`: `on` is true unless given.
struct drain_request {
  std::string node;
  bool on = true;
};
result<drain_request> parse_drain(std::string_view body);

/// `{role, shard, node}`
struct move_request {
  node_role what = node_role::evaluator;
  std::uint16_t shard = 0;
  std::string node;
};
result<move_request> parse_move(std::string_view body);

} // namespace tradeeon::json
