#pragma once

#include "domain/alerts/delivery.hpp"
#include "domain/market/candle.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon::json {

/// One message of a user's inbox.
struct inbox_line {
  std::int64_t seq = 0;
  std::string notification_id;
  std::string alert_id;
  std::string event_id;
  std::string symbol;
  std::string text;
  time_ms at = 0;
};

/// The answer of GET /api/v1/notifications: `{notifications:[…], count, next}`,
/// where `next` (null at the end) is the `before` of the next page.
[[nodiscard]] std::string render_inbox(const std::vector<inbox_line>& rows, bool more);

/// The answer of GET /api/v1/deliveries: `{deliveries:[…], count}`.
[[nodiscard]] std::string render_deliveries(const std::vector<delivery>& rows);

} // namespace tradeeon::json
