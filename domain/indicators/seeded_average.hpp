// Exponential averages that start from the plain mean of their first n values.
#pragma once

#include "domain/indicators/compensated.hpp"
#include "domain/support/bytes.hpp"
#include "domain/support/numbers.hpp"

#include <cstdint>

namespace tradeeon {

/// An average that is the mean of the first n values at the n-th value and from
/// then on moves by `Step`. No value before that.
template <class Step>
class seeded_average {
public:
  /// `length` is 1 or more.
  explicit seeded_average(std::uint32_t length) : step_(length), length_(length) {}

  /// The average as it would be after `x`.
  [[nodiscard]] double next(double x) const noexcept {
    if (seen_ == length_)
      return step_(average_, x);
    if (seen_ + 1 < length_)
      return no_value;
    auto total = seed_;
    total.add(x);
    return divide_whole(total.value(), length_);
  }

  /// Takes `x` in and returns the average after it.
  double commit(double x) noexcept {
    average_ = next(x);
    if (seen_ < length_) {
      seed_.add(x);
      ++seen_;
    }
    return average_;
  }

  void save(byte_writer& out) const {
    out.u32(seen_);
    out.f64(average_);
    seed_.save(out);
  }
  void load(byte_reader& in) {
    seen_ = in.u32();
    average_ = in.f64();
    seed_.load(in);
    if (seen_ > length_)
      in.fail();
  }

private:
  Step step_;
  std::uint32_t length_;
  std::uint32_t seen_ = 0; ///< values so far, at most length_
  double average_ = no_value;
  compensated_sum seed_;
};

/// EMA: the new value has weight 2 / (n + 1). Of length 1 it is the value itself,
/// which the formula alone would miss by a rounding.
struct exponential_step {
  explicit exponential_step(double length) : weight(2 / (length + 1)) {}
  [[nodiscard]] double operator()(double average, double x) const noexcept {
    return weight < 1 ? average + weight * (x - average) : x;
  }
  double weight;
};

/// Wilder's smoothing: the new value has weight 1 / n; length 1 as above.
struct wilder_step {
  explicit wilder_step(double length_) : length(length_) {}
  [[nodiscard]] double operator()(double average, double x) const noexcept {
    return length > 1 ? average + (x - average) / length : x;
  }
  double length;
};

using exponential_average = seeded_average<exponential_step>;
using wilder_average = seeded_average<wilder_step>;

} // namespace tradeeon
