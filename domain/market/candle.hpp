#pragma once

#include <cstdint>

namespace tradeeon {

/// UTC milliseconds since the epoch.
using time_ms = std::int64_t;

/// One bar of one series. Prices are in the quote currency, volume as the feed
/// gives it.
struct candle {
  time_ms open_time = 0;
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;
  bool closed = true;
  /// When a forming candle was current (event time of the feed). For a closed
  /// candle it plays no part: its time is the close of the bar.
  time_ms update_time = 0;
};

/// The prices a series can be computed from.
enum class price_source : unsigned char {
  open,
  high,
  low,
  close,
  volume,
  hl2,   ///< (high + low) / 2
  hlc3,  ///< (high + low + close) / 3
  ohlc4, ///< (open + high + low + close) / 4
  hlcc4, ///< (high + low + 2 close) / 4
};

/// The value of one source on one bar.
[[nodiscard]] constexpr double price_of(const candle& bar, price_source source) noexcept {
  switch (source) {
  case price_source::open:
    return bar.open;
  case price_source::high:
    return bar.high;
  case price_source::low:
    return bar.low;
  case price_source::close:
    return bar.close;
  case price_source::volume:
    return bar.volume;
  case price_source::hl2:
    return (bar.high + bar.low) / 2;
  case price_source::hlc3:
    return (bar.high + bar.low + bar.close) / 3;
  case price_source::ohlc4:
    return (bar.open + bar.high + bar.low + bar.close) / 4;
  case price_source::hlcc4:
    return (bar.high + bar.low + bar.close + bar.close) / 4;
  }
  return bar.close;
}

} // namespace tradeeon
