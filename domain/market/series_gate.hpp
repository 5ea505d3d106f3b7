#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

namespace tradeeon {

/// How a candle relates to what came before it.
enum class arrival : unsigned char {
  next,      ///< follows the newest closed candle, or is the first
  after_gap, ///< newer, but candles in between are missing
  repeated,  ///< not newer than the newest closed candle
};

/// `newest`: open time of the newest closed candle, -1 for none.
[[nodiscard]] inline arrival classify(const candle& bar, timeframe base,
                                      time_ms newest) noexcept {
  if (newest < 0)
    return arrival::next;
  if (bar.open_time <= newest)
    return arrival::repeated;
  return bar.open_time == bar_close(base, newest) ? arrival::next : arrival::after_gap;
}

} // namespace tradeeon
