#pragma once

#include "domain/conditions/condition.hpp"
#include "domain/conditions/truth.hpp"

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

} // namespace tradeeon
