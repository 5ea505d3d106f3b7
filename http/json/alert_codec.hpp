#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/support/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

/// Reads the body of POST /alerts. The caller fills in alert_id, user_id and
/// created_at.
result<alert> parse_alert(std::string_view body);

/// What a PATCH makes of an alert.
struct alert_change {
  alert row;
  /// The state starts afresh: the question, its symbol, timeframe or mode has
  /// changed, or the alert was ended and becomes active again.
  bool fresh_state = false;
};

/// Merges the body of PATCH /alerts/{id} into the stored row: fields that are
/// absent or null stay as they are. A new question, symbol or base timeframe
/// raises the version. Fields that only the server sets may be repeated
/// unchanged, as clients do that send the whole row back.
result<alert_change> merge_alert(const alert& stored, std::string_view body);

/// An AlertRow.
[[nodiscard]] std::string render(const alert& row);
/// `[AlertRow]` in the given order.
[[nodiscard]] std::string render(const std::vector<alert>& rows);

/// `{active_alerts, max_alerts, remaining}`
[[nodiscard]] std::string render_quota(std::uint64_t active, std::uint64_t most);

/// Reads a file of alerts: an array of objects as POST /alerts takes them, each
/// with an `alert_id` of its own; whole AlertRows are fine too. A problem's
/// place starts with the index: "[3].conditions[0].operator".
result<std::vector<alert>> parse_alert_file(std::string_view text);

} // namespace tradeeon::json
