#pragma once

#include "domain/market/candle.hpp"

#include <string>
#include <vector>

namespace tradeeon {

/// A scale of values with round numbers at its lines.
struct value_axis {
  double low = 0, high = 1;
  double step = 1; ///< from line to line

  /// Around all values from `low` to `high`, with about `lines` lines.
  static value_axis around(double low, double high, int lines);
  /// 0 at the top, 1 at the bottom.
  [[nodiscard]] double place(double value) const { return (high - value) / (high - low); }
  /// The lines' values, lowest first.
  [[nodiscard]] std::vector<double> lines() const;
  /// A line's label, with as many digits as its step takes.
  [[nodiscard]] std::string label(double value) const;
};

struct time_mark {
  double place = 0; ///< 0 at the left, 1 at the right
  std::string label;
};

/// At most `most` round moments within a span, UTC.
[[nodiscard]] std::vector<time_mark> time_marks(time_ms from, time_ms to,
                                                std::size_t most);

} // namespace tradeeon
