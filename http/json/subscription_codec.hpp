#pragma once

#include "domain/alerts/subscription.hpp"
#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::json {

/// Reads the body of POST /conditions/register: a condition with `symbol` and
/// its timeframe ("same" means `base_timeframe` where that is given). The caller
/// fills in created_at.
result<registered_condition> parse_registration(std::string_view body);

/// Reads the body of POST /conditions/subscribe. The caller fills in
/// subscription_id, user_id and created_at.
result<subscription> parse_subscription(std::string_view body);

/// The answer to a registration.
[[nodiscard]] std::string render_registration(const registered_condition& row,
                                              bool added);
/// The answer to a subscription.
[[nodiscard]] std::string render_subscription(const subscription& row, bool added);
/// The answer of GET /conditions/{id}/status.
[[nodiscard]] std::string render_condition_status(const registered_condition& row,
                                                  std::uint64_t subscribers,
                                                  const std::string& blind_reason);
/// The answer of GET /conditions/user/subscriptions.
[[nodiscard]] std::string
render(const std::vector<std::pair<subscription, registered_condition>>& rows);
/// The answer of GET /conditions/stats.
[[nodiscard]] std::string render_condition_stats(std::uint64_t conditions,
                                                 std::uint64_t subscriptions);

} // namespace tradeeon::json
