#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/trading/decimal.hpp"

namespace tradeeon {

/// A closed bar in money's numbers.
struct market_bar {
  time_ms open_time = 0;
  time_ms close_time = 0;
  decimal open;
  decimal high;
  decimal low;
  decimal close;
  decimal volume;
};

/// The bar as the feed wrote it, digit for digit.
[[nodiscard]] inline market_bar to_market_bar(const candle& x, timeframe base) {
  return {x.open_time,
          bar_close(base, x.open_time),
          decimal::from_double(x.open),
          decimal::from_double(x.high),
          decimal::from_double(x.low),
          decimal::from_double(x.close),
          decimal::from_double(x.volume)};
}

} // namespace tradeeon
