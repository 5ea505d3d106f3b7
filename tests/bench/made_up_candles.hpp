#pragma once

#include "domain/market/random_walk.hpp"

#include <cstddef>
#include <vector>

namespace tradeeon::bench {

/// The first bars of the random walk, always the same.
inline std::vector<candle> made_up_candles(std::size_t bars) {
  random_walk market{{}};
  std::vector<candle> out;
  for (std::size_t i = 0; i < bars; ++i)
    out.push_back(**market.next());
  return out;
}

} // namespace tradeeon::bench
