#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <optional>

namespace tradeeon {

/// Builds the bars of one higher timeframe from closed base candles. Gaps stay
/// gaps: a bar holds what came, and a bar of which nothing came does not exist.
class resampler {
public:
  resampler(timeframe base, timeframe target) : base_(base), target_(target) {}

  /// The forming bar, if it ended before a base candle that opens at `open_time`:
  /// its last base candles never came. Must be asked before `add`.
  std::optional<candle> close_before(time_ms open_time);

  /// Adds a closed base candle; returns the bar that it completes.
  std::optional<candle> add(const candle& bar);

  /// The forming bar with a forming base candle on top; changes nothing.
  [[nodiscard]] candle peek(const candle& forming) const;

  [[nodiscard]] const std::optional<candle>& forming() const noexcept { return forming_; }
  /// When the forming bar ends (its availability time); it must exist.
  [[nodiscard]] time_ms forming_end() const;
  void restore(std::optional<candle> forming) { forming_ = forming; }

private:
  timeframe base_;
  timeframe target_;
  std::optional<candle> forming_;
};

} // namespace tradeeon
