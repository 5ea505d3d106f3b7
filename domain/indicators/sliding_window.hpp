// The last n values and statistics over them in constant time per value.
//
// Each statistic is a small value type that takes a value just before the window
// does, so that a peek is the same code run on a copy of the statistic. Once per trip
// round the ring a statistic is replaced by one that was only ever added to, so errors
// cannot build up however long a series runs.
#pragma once

#include "domain/indicators/compensated.hpp"
#include "domain/support/bytes.hpp"

#include <cstddef>
#include <vector>

namespace tradeeon {

/// A ring of the last `size()` values. Allocates in its constructor only.
class sliding_window {
public:
  explicit sliding_window(std::size_t size) : ring_(size) {}

  [[nodiscard]] std::size_t size() const noexcept { return ring_.size(); }
  [[nodiscard]] bool full() const noexcept { return full_; }
  /// True if the window holds `size()` values once another one is pushed.
  [[nodiscard]] bool fills() const noexcept { return full_ || wraps(); }
  /// True if the next value goes to the start (the end) of the ring.
  [[nodiscard]] bool starts() const noexcept { return next_ == 0; }
  [[nodiscard]] bool wraps() const noexcept { return next_ + 1 == ring_.size(); }
  /// The value that the next one displaces; meaningless while filling.
  [[nodiscard]] double leaving() const noexcept { return ring_[next_]; }

  void push(double x) noexcept {
    ring_[next_] = x;
    full_ = fills();
    next_ = wraps() ? 0 : next_ + 1;
  }

  void save(byte_writer& out) const {
    out.u32(static_cast<std::uint32_t>(ring_.size()));
    out.u32(static_cast<std::uint32_t>(next_));
    out.u8(full_ ? 1 : 0);
    for (const double x : ring_)
      out.f64(x);
  }
  void load(byte_reader& in) {
    const std::size_t size = in.u32();
    next_ = in.u32();
    const auto full = in.u8();
    full_ = full == 1;
    if (size != ring_.size() || next_ >= size || full > 1) {
      next_ = 0;
      in.fail();
    }
    for (double& x : ring_)
      x = in.f64();
  }

private:
  std::vector<double> ring_;
  std::size_t next_ = 0;
  bool full_ = false;
};

/// Sum of one term (a double or a two_part) for each value in a window.
class window_sum {
public:
  /// For a value about to be pushed to `window`: its term enters, the term of
  /// the value that it displaces leaves.
  template <class Term>
  void take(const sliding_window& window, Term entering, Term leaving) noexcept {
    if (window.starts())
      fresh_ = {};
    fresh_.add(entering);
    if (!window.full() || window.wraps()) {
      all_ = fresh_;
    } else {
      all_.add(entering);
      all_.subtract(leaving);
    }
  }
  [[nodiscard]] two_part value() const noexcept { return all_.value(); }

  void save(byte_writer& out) const {
    all_.save(out);
    fresh_.save(out);
  }
  void load(byte_reader& in) {
    all_.load(in);
    fresh_.load(in);
  }

private:
  compensated_sum all_;
  compensated_sum fresh_; ///< of the values since the start of the ring
};

/// Sum, sum of squares and with them the mean and the population standard
/// deviation of the values in a window.
class window_moments {
public:
  /// For a value about to be pushed to `window`.
  void take(const sliding_window& window, double x) noexcept {
    sum_.take(window, x, window.leaving());
    squares_.take(window, two_square(x), two_square(window.leaving()));
    equal_run_ = x == newest_ ? equal_run_ + 1 : 1;
    newest_ = x;
  }

  /// Of a full window of n values: bit for bit the SMA.
  [[nodiscard]] double mean(double n) const noexcept {
    return divide_whole(sum_.value(), n);
  }
  /// n times the deviation of a full window of n values: exactly 0 if all are
  /// equal.
  [[nodiscard]] double scaled_deviation(double n) const noexcept {
    return equal_run_ >= static_cast<std::uint64_t>(n)
             ? 0
             : tradeeon::scaled_deviation(sum_.value(), squares_.value(), n);
  }

  void save(byte_writer& out) const {
    sum_.save(out);
    squares_.save(out);
    out.f64(newest_);
    out.u64(equal_run_);
  }
  void load(byte_reader& in) {
    sum_.load(in);
    squares_.load(in);
    newest_ = in.f64();
    equal_run_ = in.u64();
  }

private:
  window_sum sum_;
  window_sum squares_;
  double newest_ = 0;
  std::uint64_t equal_run_ = 0; ///< how many of the newest values are equal
};

} // namespace tradeeon
