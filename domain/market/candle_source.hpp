#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/support/result.hpp"

#include <optional>
#include <string>

namespace tradeeon {

/// Where a feed's candles come from: a file, a generator, an exchange. One
/// symbol and one timeframe each. Used from one thread; may block on I/O.
class candle_source {
public:
  candle_source() = default;
  candle_source(const candle_source&) = delete;
  candle_source& operator=(const candle_source&) = delete;
  virtual ~candle_source() = default;

  [[nodiscard]] virtual const std::string& symbol() const noexcept = 0;
  [[nodiscard]] virtual timeframe base() const noexcept = 0;

  /// The next candle in time order; nothing at the end of the data.
  virtual result<std::optional<candle>> next() = 0;

  /// Starts again from the first candle (feeds that loop).
  virtual void rewind() = 0;
};

} // namespace tradeeon
