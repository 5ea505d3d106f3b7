// Figures as people read them.
#pragma once

#include "domain/market/candle.hpp"
#include "domain/trading/decimal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tradeeon {

/// What stands where there is no value.
inline constexpr std::string_view absent_text = "–";

/// Rounded to so many digits after the point, with commas between thousands: "12,345.60".
[[nodiscard]] std::string grouped(decimal x, int digits);
/// An amount of money: 2 digits, or up to 8 where it would else look like nothing.
[[nodiscard]] std::string money(decimal x);
/// A price: as many digits as it takes, at most 8 behind the point.
[[nodiscard]] std::string price(decimal x);
[[nodiscard]] std::string percent(const std::optional<decimal>& x);
/// The same with a plus in front of gains.
[[nodiscard]] std::string signed_money(decimal x);
[[nodiscard]] std::string signed_percent(const std::optional<decimal>& x);
/// Two digits, or `absent_text`.
[[nodiscard]] std::string ratio(const std::optional<decimal>& x);
[[nodiscard]] std::string ratio(const std::optional<double>& x);

/// "2024-03-01 14:05", UTC.
[[nodiscard]] std::string minute_text(time_ms t);
/// "3 d 4 h", "4 h 5 min", "12 min".
[[nodiscard]] std::string duration_text(time_ms length);

/// Safe as text and as a quoted attribute of HTML.
[[nodiscard]] std::string html(std::string_view x);

} // namespace tradeeon
