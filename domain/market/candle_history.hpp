#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tradeeon {

/// Closed candles of one symbol, by timeframe, oldest first.
using candle_history = std::vector<std::pair<timeframe, std::vector<candle>>>;

/// Another symbol's candles, for those who read it.
struct peer_candles {
  std::string symbol;
  timeframe base = timeframe::m1; ///< what it is fed with
  candle_history bars;
};

} // namespace tradeeon
