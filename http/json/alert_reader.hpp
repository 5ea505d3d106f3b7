#pragma once

#include "domain/alerts/alert.hpp"
#include "http/json/fields.hpp"

#include <string>

namespace tradeeon::json {

/// Which statuses an alert object may ask for.
enum class status_rule {
  settable, ///< active and paused
  any,      ///< whatever an alert can be: rows that come from the server
};

/// Reads the fields of AlertCreate and finishes them. The result's `document` is
/// what the client said, for the echo; alert_id, user_id and times are left as
/// they are. What comes back after a complaint is not to be used.
alert read_alert(fields& from, status_rule rule);

/// The names of AlertCreate's fields.
[[nodiscard]] std::vector<std::string_view> alert_field_names();
/// These and the names that AlertRow adds, which only the server sets.
[[nodiscard]] std::vector<std::string_view> all_alert_field_names();

} // namespace tradeeon::json
