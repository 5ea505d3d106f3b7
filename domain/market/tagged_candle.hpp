#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <string>
#include <vector>

namespace tradeeon {

/// A candle that says where it belongs; what a push feed receives.
struct tagged_candle {
  std::string symbol; ///< normalised
  timeframe base = timeframe::m1;
  candle bar;
};

/// Why one candle of a batch was refused.
struct refused_candle {
  std::uint32_t index = 0; ///< position in the batch as received
  std::string reason;
};

/// What became of a batch. Sent when the effects of the accepted closed
/// candles are durable.
struct ingest_receipt {
  std::uint32_t accepted = 0;
  std::uint32_t duplicates = 0; ///< closed before, or older than the newest closed
  std::vector<refused_candle> refused;
};

} // namespace tradeeon
