#pragma once

#include "domain/support/result.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// What a node does for the whole.
enum class node_role : std::uint8_t {
  store,     ///< the database, the candles' router, placement
  api,       ///< HTTP; reads the database, so beside the store
  evaluator, ///< condition graphs
  alerts,    ///< alert runners
  notifier,  ///< webhooks and handoffs to bots
};

inline constexpr std::array all_node_roles{node_role::store, node_role::api,
                                           node_role::evaluator, node_role::alerts,
                                           node_role::notifier};

/// Roles whose work is leased: a node does it only as long as it holds the lease.
inline constexpr std::array leased_roles{node_role::evaluator, node_role::alerts,
                                         node_role::notifier};

[[nodiscard]] std::string_view to_string(node_role x) noexcept;

/// "evaluator", or the name of the service that did it before tradeeon
/// ("condition-evaluator"). A problem without a place says what would be accepted.
result<node_role> parse_node_role(std::string_view text);

/// "all", or roles by name; every role once. A problem where none is named.
result<std::set<node_role>> parse_node_roles(const std::vector<std::string>& names);

} // namespace tradeeon
