// What makes a candle pattern, as questions about the newest candles.
#pragma once

#include "domain/market/candle.hpp"
#include "domain/support/bytes.hpp"

#include <array>
#include <cstdint>

namespace tradeeon::pattern_shapes {

/// The newest candles' prices, at most five; [0] is the newest.
class recent {
public:
  void push(const candle& bar) noexcept {
    for (std::size_t i = most - 1; i > 0; --i)
      held_[i] = held_[i - 1];
    held_[0] = {bar.open, bar.high, bar.low, bar.close};
    if (size_ < most)
      ++size_;
  }
  struct shape {
    double open = 0, high = 0, low = 0, close = 0;
    [[nodiscard]] double range() const noexcept { return high - low; }
    [[nodiscard]] double body() const noexcept {
      return close > open ? close - open : open - close;
    }
    [[nodiscard]] double top() const noexcept { return close > open ? close : open; }
    [[nodiscard]] double bottom() const noexcept { return close > open ? open : close; }
    [[nodiscard]] double middle() const noexcept { return (open + close) / 2; }
    [[nodiscard]] bool rises() const noexcept { return close > open; }
    [[nodiscard]] bool falls() const noexcept { return close < open; }
    [[nodiscard]] bool is_long() const noexcept {
      return range() > 0 && body() >= 0.6 * range();
    }
  };
  [[nodiscard]] const shape& operator[](std::size_t n) const noexcept { return held_[n]; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  void save(byte_writer& out) const {
    out.u32(static_cast<std::uint32_t>(size_));
    for (const auto& x : held_)
      for (const double price : {x.open, x.high, x.low, x.close})
        out.f64(price);
  }
  void load(byte_reader& in) {
    size_ = in.u32();
    for (auto& x : held_)
      for (double* price : {&x.open, &x.high, &x.low, &x.close})
        *price = in.f64();
    if (size_ > most)
      in.fail();
  }

private:
  static constexpr std::size_t most = 5;
  std::array<shape, most> held_{};
  std::size_t size_ = 0;
};

using predicate = bool (*)(const recent&);

[[nodiscard]] bool doji(const recent& x);
[[nodiscard]] bool hammer(const recent& x);
[[nodiscard]] bool bullish_engulfing(const recent& x);
[[nodiscard]] bool bearish_engulfing(const recent& x);
[[nodiscard]] bool inside_bar(const recent& x);
[[nodiscard]] bool outside_bar(const recent& x);
[[nodiscard]] bool gap_up(const recent& x);
[[nodiscard]] bool gap_down(const recent& x);
[[nodiscard]] bool higher_high(const recent& x);
[[nodiscard]] bool higher_low(const recent& x);
[[nodiscard]] bool lower_high(const recent& x);
[[nodiscard]] bool lower_low(const recent& x);
[[nodiscard]] bool morning_star(const recent& x);
[[nodiscard]] bool evening_star(const recent& x);
[[nodiscard]] bool three_white_soldiers(const recent& x);
[[nodiscard]] bool three_black_crows(const recent& x);
[[nodiscard]] bool bullish_harami(const recent& x);
[[nodiscard]] bool bearish_harami(const recent& x);
[[nodiscard]] bool piercing(const recent& x);
[[nodiscard]] bool dark_cloud_cover(const recent& x);
[[nodiscard]] bool shooting_star(const recent& x);
[[nodiscard]] bool inverted_hammer(const recent& x);
[[nodiscard]] bool hanging_man(const recent& x);
[[nodiscard]] bool marubozu(const recent& x);
[[nodiscard]] bool spinning_top(const recent& x);
[[nodiscard]] bool tweezer_top(const recent& x);
[[nodiscard]] bool tweezer_bottom(const recent& x);
[[nodiscard]] bool dragonfly_doji(const recent& x);
[[nodiscard]] bool gravestone_doji(const recent& x);

} // namespace tradeeon::pattern_shapes
