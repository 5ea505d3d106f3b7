// Rows of the former database's tables as domain values, through the same readers
// as the HTTP API: what it would not accept is not accepted here.
#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/subscription.hpp"
#include "domain/support/result.hpp"
#include "http/json/export_rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

enum class export_table { alerts, conditions, subscriptions };

[[nodiscard]] std::string_view to_string(export_table table) noexcept;

/// Which table has such columns; nothing where none or several could. Names are
/// the same with and without underscores and in any case.
[[nodiscard]] std::optional<export_table>
table_with(const std::vector<std::string>& columns);

/// Columns that a row of the table is not made from.
[[nodiscard]] std::vector<std::string>
columns_left_out(export_table table, const std::vector<std::string>& columns);

// A problem's place is the column, with the path inside it where it holds JSON:
// "conditions[0].operator".

result<alert> alert_of(const export_row& row);

struct exported_condition {
  registered_condition row; ///< under the id that it has here
  std::string former_id;
};
result<exported_condition> condition_of(const export_row& row);

struct exported_subscription {
  subscription row; ///< names its condition by the former id
  bool active = true;
};
result<exported_subscription> subscription_of(const export_row& row);

/// Reads a time as PostgreSQL writes it or as ISO 8601; without a zone it is UTC.
result<time_ms> parse_export_time(std::string_view text);

} // namespace tradeeon::json
