#pragma once

#include "domain/market/candle.hpp"

#include <cstddef>
#include <vector>

namespace tradeeon {

struct curve_point {
  time_ms at = 0;
  double value = 0;
};

/// A line through any number of points, for drawing: kept as at most so many stretches
/// of equally many points, of which each remembers its lowest and its highest. Memory is
/// bounded, and no spike is ever lost.
class thinned_curve {
public:
  explicit thinned_curve(std::size_t most_stretches = 748) : most_(most_stretches) {}

  /// The next point, later than all before.
  void add(time_ms at, double value);
  /// Oldest first, the first and the last of all included: at most two per stretch and
  /// two more.
  [[nodiscard]] std::vector<curve_point> points() const;

private:
  struct stretch {
    curve_point low, high;
    std::size_t count = 0;
  };
  static void join(stretch& into, const stretch& next);
  void halve();

  std::size_t most_;
  std::size_t length_ = 1; ///< points of a full stretch
  std::vector<stretch> all_;
  curve_point first_, last_;
};

} // namespace tradeeon
