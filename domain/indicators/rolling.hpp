// Statistics over the last n values, each with the window that it is over.
#pragma once

#include "domain/indicators/sliding_window.hpp"
#include "domain/support/numbers.hpp"

namespace tradeeon {

/// Sum of the last n values; none before there are n. Exactly 0 where all are.
class rolling_sum {
public:
  explicit rolling_sum(std::size_t length) : window_(length) {}

  [[nodiscard]] double next(double x) const noexcept {
    auto sum = sum_;
    return take(sum, x, x == 0 ? zeros_ + 1 : 0);
  }
  double commit(double x) noexcept {
    zeros_ = x == 0 ? zeros_ + 1 : 0;
    const double result = take(sum_, x, zeros_);
    window_.push(x);
    return result;
  }
  void save(byte_writer& out) const {
    window_.save(out);
    sum_.save(out);
    out.u64(zeros_);
  }
  void load(byte_reader& in) {
    window_.load(in);
    sum_.load(in);
    zeros_ = in.u64();
  }

private:
  [[nodiscard]] double take(window_sum& sum, double x,
                            std::uint64_t zeros) const noexcept {
    sum.take(window_, x, window_.leaving());
    if (!window_.fills())
      return no_value;
    const auto total = sum.value();
    return zeros >= window_.size() ? 0 : total.high + total.low;
  }
  sliding_window window_;
  window_sum sum_;
  std::uint64_t zeros_ = 0; ///< how many of the newest values are 0
};

/// Mean of the last n values; none before there are n. The mean of equal values
/// is exactly that value.
class rolling_mean {
public:
  explicit rolling_mean(std::size_t length) : window_(length) {}

  [[nodiscard]] double next(double x) const noexcept {
    auto sum = sum_;
    return take(sum, x);
  }
  double commit(double x) noexcept {
    const double result = take(sum_, x);
    window_.push(x);
    return result;
  }
  void save(byte_writer& out) const {
    window_.save(out);
    sum_.save(out);
  }
  void load(byte_reader& in) {
    window_.load(in);
    sum_.load(in);
  }

private:
  [[nodiscard]] double take(window_sum& sum, double x) const noexcept {
    sum.take(window_, x, window_.leaving());
    return window_.fills()
             ? divide_whole(sum.value(), static_cast<double>(window_.size()))
             : no_value;
  }
  sliding_window window_;
  window_sum sum_;
};

/// Mean and deviation of the last n values.
struct moments {
  double mean = no_value;
  double scaled_deviation = no_value; ///< n times the population deviation
};

/// Mean and deviation over a window; `no_value` before there are n values.
class rolling_moments {
public:
  explicit rolling_moments(std::size_t length) : window_(length) {}

  [[nodiscard]] moments next(double x) const noexcept {
    auto sums = sums_;
    return take(sums, x);
  }
  moments commit(double x) noexcept {
    const auto result = take(sums_, x);
    window_.push(x);
    return result;
  }
  void save(byte_writer& out) const {
    window_.save(out);
    sums_.save(out);
  }
  void load(byte_reader& in) {
    window_.load(in);
    sums_.load(in);
  }

private:
  [[nodiscard]] moments take(window_moments& sums, double x) const noexcept {
    sums.take(window_, x);
    if (!window_.fills())
      return {};
    const auto n = static_cast<double>(window_.size());
    return {sums.mean(n), sums.scaled_deviation(n)};
  }
  sliding_window window_;
  window_moments sums_;
};

/// The plain and the weighted sum of a window, weight n on the newest value.
struct weighted_sums {
  two_part plain{no_value, 0};
  two_part weighted{no_value, 0};
};

/// Weighted sums of the last n values; `no_value` before there are n. As in
/// window_sum, a trip round the ring replaces them by ones only ever added to.
class rolling_weights {
public:
  explicit rolling_weights(std::size_t length) : window_(length) {}

  [[nodiscard]] weighted_sums next(double x) const noexcept {
    auto sums = sums_;
    return take(sums, x);
  }
  weighted_sums commit(double x) noexcept {
    const auto result = take(sums_, x);
    window_.push(x);
    return result;
  }
  void save(byte_writer& out) const {
    window_.save(out);
    sums_.plain.save(out);
    sums_.weighted.save(out);
    sums_.fresh.save(out);
    out.u32(sums_.added);
  }
  void load(byte_reader& in) {
    window_.load(in);
    sums_.plain.load(in);
    sums_.weighted.load(in);
    sums_.fresh.load(in);
    sums_.added = in.u32();
    if (sums_.added > window_.size())
      in.fail();
  }

private:
  struct running {
    window_sum plain;
    compensated_sum weighted;
    compensated_sum fresh;   ///< of the values since the start of the ring
    std::uint32_t added = 0; ///< how many of those there are
  };
  [[nodiscard]] weighted_sums take(running& sums, double x) const noexcept {
    const auto n = static_cast<double>(window_.size());
    if (window_.starts()) {
      sums.fresh = {};
      sums.added = 0;
    }
    sums.fresh.add(times_whole(x, ++sums.added));
    if (!window_.full() || window_.wraps()) {
      sums.weighted = sums.fresh;
    } else {
      // Every weight sinks by one: that is the plain sum of what was there.
      sums.weighted.subtract(sums.plain.value());
      sums.weighted.add(times_whole(x, n));
    }
    sums.plain.take(window_, x, window_.leaving());
    if (!window_.fills())
      return {};
    return {sums.plain.value(), sums.weighted.value()};
  }
  sliding_window window_;
  running sums_;
};

/// Mean of the last n values, weight n on the newest, 1 on the oldest.
class weighted_mean {
public:
  explicit weighted_mean(std::size_t length)
      : sums_(length),
        weights_(static_cast<double>(length) * (static_cast<double>(length) + 1) / 2) {}
  [[nodiscard]] double next(double x) const noexcept { return mean(sums_.next(x)); }
  double commit(double x) noexcept { return mean(sums_.commit(x)); }
  void save(byte_writer& out) const { sums_.save(out); }
  void load(byte_reader& in) { sums_.load(in); }

private:
  [[nodiscard]] double mean(const weighted_sums& x) const noexcept {
    return has_value(x.weighted.high) ? divide_whole(x.weighted, weights_) : no_value;
  }
  rolling_weights sums_;
  double weights_;
};

/// The value n values ago; none before there are that many.
class delay {
public:
  /// `length` is 1 or more.
  explicit delay(std::size_t length) : window_(length) {}
  [[nodiscard]] double next(double) const noexcept {
    return window_.full() ? window_.leaving() : no_value;
  }
  double commit(double x) noexcept {
    const double result = next(x);
    window_.push(x);
    return result;
  }
  void save(byte_writer& out) const { window_.save(out); }
  void load(byte_reader& in) { window_.load(in); }

private:
  sliding_window window_;
};

} // namespace tradeeon
