#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace tradeeon {

/// Stands for "no value yet" inside indicator and series code. Never compare
/// with it; ask `has_value`.
inline constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// True unless `x` is `no_value` (or any other NaN).
[[nodiscard]] inline bool has_value(double x) noexcept {
  return x == x;
}

/// Shortest decimal that reads back as exactly `x`, without an exponent for
/// magnitudes between 1e-7 and 1e21: "30", "0.5", "1.02".
[[nodiscard]] std::string format_number(double x);

/// The whole of `text` as a finite number; nothing where any character is left
/// over. Locale-independent.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

} // namespace tradeeon
