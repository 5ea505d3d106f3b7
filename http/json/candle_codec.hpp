#pragma once

#include "domain/market/tagged_candle.hpp"
#include "domain/support/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

/// Most candles in one request, and what its body may then weigh.
inline constexpr std::size_t max_candles = 10'000;
inline constexpr std::size_t max_candle_bytes = 4 * 1024 * 1024;

/// The readable candles of a batch, and where each stood in it.
struct candle_batch {
  std::vector<tagged_candle> candles;
  std::vector<std::uint32_t> positions; ///< index in the body, one per candle
  std::vector<refused_candle> refused;  ///< those that could not be read
};

/// Reads the body of POST /api/v1/candles. A candle that can't be read refuses
/// only itself; a body that is no batch refuses the request. Fields that are not
/// known are ignored, open times in microseconds become milliseconds.
result<candle_batch> parse_candles(std::string_view body, std::size_t most = max_candles);

/// The answer: the engine's receipt (its indices are those of `batch.candles`)
/// and the unreadable ones, indexed as in the body.
[[nodiscard]] std::string render_receipt(const ingest_receipt& receipt,
                                         const candle_batch& batch);

/// The answer of GET /api/klines.
[[nodiscard]] std::string render_klines(const std::string& symbol, timeframe base,
                                        const std::vector<candle>& bars, time_ms now);

/// The answer of GET /api/ticker/price.
[[nodiscard]] std::string render_ticker(const std::string& symbol, timeframe base,
                                        const candle& last, time_ms now);

/// One symbol of GET /api/symbols.
struct symbol_line {
  std::string symbol;
  timeframe base = timeframe::m1;
  candle last;
};
[[nodiscard]] std::string render_symbols(const std::vector<symbol_line>& rows,
                                         time_ms now);

/// `data` of the event stream's `bar` events.
[[nodiscard]] std::string render(const tagged_candle& x);

} // namespace tradeeon::json
