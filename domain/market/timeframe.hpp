#pragma once

#include "domain/market/candle.hpp"
#include "domain/support/result.hpp"

#include <array>
#include <string_view>

namespace tradeeon {

/// Bar lengths, shortest first; the order of the enumerators is the order in
/// which bars that close at the same instant are applied.
enum class timeframe : unsigned char {
  m1,
  m3,
  m5,
  m15,
  m30,
  h1,
  h2,
  h4,
  h6,
  h8,
  h12,
  d1,
  d3,
  w1,
  mo1
};

inline constexpr std::size_t timeframe_count = 15;

/// All timeframes, shortest first.
[[nodiscard]] const std::array<timeframe, timeframe_count>& all_timeframes() noexcept;

/// "1m" … "1M", as exchanges spell them.
[[nodiscard]] std::string_view to_string(timeframe tf) noexcept;

/// Reads "1m" … "1M" (case matters: 1m is a minute, 1M a month).
result<timeframe> parse_timeframe(std::string_view text);

/// Open time of the bar of `tf` that contains `t`. Bars are aligned to the UTC
/// epoch; weeks start on Monday, months on the 1st, 3d counts from the epoch.
[[nodiscard]] time_ms bar_open(timeframe tf, time_ms t) noexcept;

/// Open time of the bar after the one that opens at `open_time`, which is also
/// the close (availability) time of that one.
[[nodiscard]] time_ms bar_close(timeframe tf, time_ms open_time) noexcept;

/// How many bars of `tf` lie from one bar's open time to another's: 1 for the next.
[[nodiscard]] std::int64_t bars_between(timeframe tf, time_ms from, time_ms to) noexcept;

/// True where every bar of `whole` consists of whole bars of `part`.
[[nodiscard]] bool divides(timeframe part, timeframe whole) noexcept;

} // namespace tradeeon
