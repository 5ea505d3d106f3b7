#include "domain/conditions/compare.hpp"

#include "domain/support/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

truth equal(double a, double b) {
  constexpr double tolerance = 1e-10;
  return to_truth(std::fabs(a - b) <= tolerance * std::max(std::fabs(a), std::fabs(b)));
}

truth above(double now_a, double now_b, double then_a, double then_b) {
  if (!has_value(then_a) || !has_value(then_b))
    return truth::unknown;
  return to_truth(now_a > now_b && then_a <= then_b);
}

truth inside(double x, double low, double high) {
  if (!has_value(x) || !has_value(low) || !has_value(high))
    return truth::unknown;
  return to_truth(low <= x && x <= high);
}

} // namespace

truth compare(comparison how, const operand_values& x) noexcept {
  if (how == comparison::holds)
    return has_value(x.left) ? to_truth(x.left > 0.5) : truth::unknown;
  if (!has_value(x.left) || !has_value(x.right))
    return truth::unknown;
  switch (how) {
  case comparison::greater:
    return to_truth(x.left > x.right);
  case comparison::less:
    return to_truth(x.left < x.right);
  case comparison::greater_equal:
    return to_truth(x.left >= x.right);
  case comparison::less_equal:
    return to_truth(x.left <= x.right);
  case comparison::equal:
    return equal(x.left, x.right);
  case comparison::not_equal:
    return negated(equal(x.left, x.right));
  case comparison::crosses_above:
    return above(x.left, x.right, x.previous_left, x.previous_right);
  case comparison::crosses_below:
    return above(x.right, x.left, x.previous_right, x.previous_left);
  case comparison::crosses:
    return either(above(x.left, x.right, x.previous_left, x.previous_right),
                  above(x.right, x.left, x.previous_right, x.previous_left));
  case comparison::between:
    return inside(x.left, x.right, x.high);
  case comparison::outside:
    return negated(inside(x.left, x.right, x.high));
  case comparison::enters:
  case comparison::exits: {
    const auto now = inside(x.left, x.right, x.high);
    const auto before = inside(x.previous_left, x.previous_right, x.previous_high);
    if (now == truth::unknown || before == truth::unknown)
      return truth::unknown;
    const auto wanted = how == comparison::enters ? truth::yes : truth::no;
    return to_truth(now == wanted && before != wanted);
  }
  case comparison::rising:
  case comparison::falling:
  case comparison::moves_up:
  case comparison::moves_down:
  case comparison::holds:
    break;
  }
  return truth::unknown;
}

} // namespace tradeeon
