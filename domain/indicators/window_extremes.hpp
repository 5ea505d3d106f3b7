// The highest or lowest of the last n values, in constant time on the average.
#pragma once

#include "domain/support/bytes.hpp"
#include "domain/support/numbers.hpp"

#include <cstdint>
#include <vector>

namespace tradeeon {

/// An extreme of a window and how many values ago it was.
struct extreme {
  double value = no_value;
  double age = 0;
};

/// Keeps the values that may yet become the extreme, in the order in which they
/// will: each is better than all after it. Of equal ones the latest counts.
template <bool Highest>
class window_extreme {
public:
  /// `length` is 1 or more. Allocates here only.
  explicit window_extreme(std::size_t length) : ring_(length) {}

  /// None before there are `length` values.
  [[nodiscard]] extreme next(double x) const noexcept {
    if (count_ + 1 < ring_.size())
      return {};
    const std::size_t gone = size_ > 0 && expires(at(0)) ? 1 : 0;
    if (size_ > gone && better(at(gone).value, x))
      return {at(gone).value, static_cast<double>(count_ - at(gone).index)};
    return {x, 0};
  }
  extreme commit(double x) noexcept {
    const auto result = next(x);
    if (size_ > 0 && expires(at(0))) {
      first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
      --size_;
    }
    while (size_ > 0 && !better(at(size_ - 1).value, x))
      --size_;
    ring_[place(size_++)] = {x, count_++};
    return result;
  }
  void save(byte_writer& out) const {
    out.u32(static_cast<std::uint32_t>(ring_.size()));
    out.u64(count_);
    out.u32(static_cast<std::uint32_t>(size_));
    for (std::size_t i = 0; i < size_; ++i) {
      out.f64(at(i).value);
      out.u64(at(i).index);
    }
  }
  void load(byte_reader& in) {
    const std::size_t length = in.u32();
    count_ = in.u64();
    size_ = in.u32();
    first_ = 0;
    if (length != ring_.size() || size_ > length) {
      size_ = 0;
      in.fail();
    }
    for (std::size_t i = 0; i < size_; ++i) {
      ring_[i].value = in.f64();
      ring_[i].index = in.u64();
    }
  }

private:
  struct entry {
    double value = 0;
    std::uint64_t index = 0; ///< counted from the first value ever
  };
  [[nodiscard]] static bool better(double a, double b) noexcept {
    return Highest ? a > b : a < b;
  }
  [[nodiscard]] bool expires(const entry& x) const noexcept {
    return count_ - x.index >= ring_.size();
  }
  [[nodiscard]] std::size_t place(std::size_t i) const noexcept {
    const auto at = first_ + i;
    return at < ring_.size() ? at : at - ring_.size();
  }
  [[nodiscard]] const entry& at(std::size_t i) const noexcept { return ring_[place(i)]; }

  std::vector<entry> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::uint64_t count_ = 0; ///< values so far
};

using window_high = window_extreme<true>;
using window_low = window_extreme<false>;

/// The candle's true range: its span with the close before it, if there is one.
[[nodiscard]] inline double true_range(double high, double low,
                                       double previous_close) noexcept {
  if (!has_value(previous_close))
    return high - low;
  const double top = previous_close > high ? previous_close : high;
  const double bottom = previous_close < low ? previous_close : low;
  return top - bottom;
}

} // namespace tradeeon
