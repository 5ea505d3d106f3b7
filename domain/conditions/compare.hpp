#pragma once

#include "domain/conditions/condition.hpp"
#include "domain/conditions/truth.hpp"
#include "domain/support/numbers.hpp"

#include <cmath>

namespace tradeeon {

/// What an operator reads: each operand now and one home bar before; NaN where
/// there is no value.
struct operand_values {
  double left;
  double previous_left;
  double right;
  double previous_right;
  double high;
  double previous_high;
};

/// Truth of every operator except rising and falling, which read a longer past.
[[nodiscard]] truth compare(comparison how, const operand_values& x) noexcept;

/// Whether a series has risen, fallen or moved over `bars` bars: `at(n)` is its
/// value n bars ago, for n up to `bars`. `percent` is what the moves are held
/// against: (now - then) / |then| in percent.
template <class At>
[[nodiscard]] truth moved(comparison how, std::size_t bars, double percent, At at) {
  if (how == comparison::moves_up || how == comparison::moves_down) {
    const double now = at(0), then = at(bars);
    if (!has_value(now) || !has_value(then) || then == 0)
      return truth::unknown;
    const double change = 100 * (now - then) / std::fabs(then);
    return to_truth(how == comparison::moves_up ? change >= percent : change <= -percent);
  }
  auto all = truth::yes;
  for (std::size_t i = 0; i < bars; ++i) {
    const double newer = at(i), older = at(i + 1);
    if (!has_value(newer) || !has_value(older))
      return truth::unknown;
    if (how == comparison::rising ? newer <= older : newer >= older)
      all = truth::no;
  }
  return all;
}

} // namespace tradeeon
