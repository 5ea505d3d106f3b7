// Arithmetic with about twice the digits of double, so that running sums stay
// as good as fresh ones. Relies on IEEE rounding: never build with -ffast-math.
#pragma once

#include "domain/support/bytes.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace tradeeon {

/// A number as an unevaluated sum of a large and a small part.
struct two_part {
  double high = 0;
  double low = 0;
};

/// a + b without any rounding error.
[[nodiscard]] inline two_part two_sum(double a, double b) noexcept {
  const double sum = a + b;
  const double of_b = sum - a;
  return {sum, (a - (sum - of_b)) + (b - of_b)};
}

/// `x` as its upper 26 bits and the rest.
[[nodiscard]] inline two_part split(double x) noexcept {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);
  bits &= ~std::uint64_t{0x7ffffff};
  double high = 0;
  std::memcpy(&high, &bits, sizeof high);
  return {high, x - high};
}

/// x * x with a relative error below 2^-104.
[[nodiscard]] inline two_part two_square(double x) noexcept {
  const auto [high, low] = split(x);
  const double square = x * x;
  return {square, ((high * high - square) + 2 * high * low) + low * low};
}

/// x * n without any rounding error, for a whole n of at most 26 bits.
[[nodiscard]] inline two_part times_whole(double x, double n) noexcept {
  const auto [high, low] = split(x);
  const double product = x * n;
  return {product, (high * n - product) + low * n};
}

/// total / n, correctly rounded but for freak cases: the mean of n equal values
/// is exactly that value. `n` is whole and of at most 26 bits.
[[nodiscard]] inline double divide_whole(two_part total, double n) noexcept {
  const double quotient = total.high / n;
  const auto back = times_whole(quotient, n);
  return quotient + (((total.high - back.high) - back.low) + total.low) / n;
}

/// n times the population standard deviation of n values from their sum and the
/// sum of their squares: the caller has a division to fold that n into. Wrong by
/// less than the last digit of the values themselves.
[[nodiscard]] inline double scaled_deviation(two_part sum, two_part squares,
                                             double n) noexcept {
  // n^2 * variance = n * squares - sum^2, which cancels nearly to nothing: both
  // products keep their low parts, and the difference of the high ones is exact
  // whenever it is small.
  const auto of_squares = times_whole(squares.high, n);
  const auto of_sum = two_square(sum.high);
  const double low =
    of_squares.low + squares.low * n - (of_sum.low + (2 * sum.high + sum.low) * sum.low);
  const double scaled = (of_squares.high - of_sum.high) + low;
  return scaled > 0 ? std::sqrt(scaled) : 0;
}

/// A sum that collects its own rounding errors (Neumaier's method), good for
/// taking terms away again.
class compensated_sum {
public:
  void add(double x) noexcept {
    const auto [sum, error] = two_sum(sum_, x);
    sum_ = sum;
    error_ += error;
  }
  void add(two_part x) noexcept {
    add(x.high);
    error_ += x.low;
  }
  void subtract(double x) noexcept { add(-x); }
  void subtract(two_part x) noexcept { add(two_part{-x.high, -x.low}); }
  /// The parts may overlap in their digits.
  [[nodiscard]] two_part value() const noexcept { return {sum_, error_}; }

  void save(byte_writer& out) const {
    out.f64(sum_);
    out.f64(error_);
  }
  void load(byte_reader& in) {
    sum_ = in.f64();
    error_ = in.f64();
  }

private:
  double sum_ = 0;
  double error_ = 0;
};

} // namespace tradeeon
