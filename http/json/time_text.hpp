#pragma once

#include "domain/market/candle.hpp"
#include "domain/support/result.hpp"

#include <string>
#include <string_view>

namespace tradeeon::json {

/// "2026-01-31T12:00:00.000Z": ISO 8601, UTC, milliseconds. Years 0 to 9999;
/// times outside are shown at that border.
[[nodiscard]] std::string iso_time(time_ms t);

/// Reads ISO 8601 with seconds, up to nine fractional digits (those below a
/// millisecond are dropped) and `Z` or an offset such as `+02:00`.
result<time_ms> parse_iso_time(std::string_view text, std::string place);

} // namespace tradeeon::json
