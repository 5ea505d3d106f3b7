#include "domain/indicators/pattern_shapes.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon::pattern_shapes {

namespace {

using shape = recent::shape;

/// The same candle with the price axis turned round: what holds for a pattern upside
/// down holds for its mirror image.
shape mirrored(const shape& x) {
  return {-x.open, -x.low, -x.high, -x.close};
}

bool is_hammer(const shape& x) {
  return x.range() > 0 && x.bottom() - x.low > 2 * x.body() &&
         x.high - x.top() < 0.5 * x.body();
}

bool is_doji(const shape& x) {
  return x.range() > 0 && x.body() / x.range() < 0.1;
}

bool is_morning_star(const shape& first, const shape& star, const shape& now) {
  return first.falls() && first.is_long() && star.body() <= 0.3 * first.body() &&
         star.top() <= first.middle() && now.rises() && now.close > first.middle();
}

bool is_soldier(const shape& before, const shape& now) {
  return now.rises() && now.is_long() && now.close > before.close &&
         now.open >= before.open && now.open <= before.close;
}

bool is_soldiers(const shape& a, const shape& b, const shape& c) {
  return a.rises() && a.is_long() && is_soldier(a, b) && is_soldier(b, c);
}

bool is_bullish_harami(const shape& before, const shape& now) {
  return before.falls() && before.is_long() && now.rises() && now.open >= before.close &&
         now.close <= before.open;
}

bool is_piercing(const shape& before, const shape& now) {
  return before.falls() && before.is_long() && now.rises() && now.open <= before.close &&
         now.close > before.middle() && now.close < before.open;
}

bool is_tweezer_bottom(const shape& before, const shape& now) {
  return before.falls() && now.rises() &&
         std::fabs(before.low - now.low) <= 0.05 * std::max(before.range(), now.range());
}

bool after_a_rise(const recent& x) {
  return x[1].close > x[4].close;
}
bool after_a_fall(const recent& x) {
  return x[1].close < x[4].close;
}

} // namespace

bool doji(const recent& x) {
  return is_doji(x[0]);
}
bool hammer(const recent& x) {
  return is_hammer(x[0]);
}
bool bullish_engulfing(const recent& x) {
  return x[1].falls() && x[0].rises() && x[0].open < x[1].close && x[0].close > x[1].open;
}
bool bearish_engulfing(const recent& x) {
  return x[1].rises() && x[0].falls() && x[0].open > x[1].close && x[0].close < x[1].open;
}
bool inside_bar(const recent& x) {
  return x[0].high <= x[1].high && x[0].low >= x[1].low;
}
bool outside_bar(const recent& x) {
  return x[0].high >= x[1].high && x[0].low <= x[1].low;
}
bool gap_up(const recent& x) {
  return x[0].open > x[1].high;
}
bool gap_down(const recent& x) {
  return x[0].open < x[1].low;
}
bool higher_high(const recent& x) {
  return x[0].high > x[1].high;
}
bool higher_low(const recent& x) {
  return x[0].low > x[1].low;
}
bool lower_high(const recent& x) {
  return x[0].high < x[1].high;
}
bool lower_low(const recent& x) {
  return x[0].low < x[1].low;
}
bool morning_star(const recent& x) {
  return is_morning_star(x[2], x[1], x[0]);
}
bool evening_star(const recent& x) {
  return is_morning_star(mirrored(x[2]), mirrored(x[1]), mirrored(x[0]));
}
bool three_white_soldiers(const recent& x) {
  return is_soldiers(x[2], x[1], x[0]);
}
bool three_black_crows(const recent& x) {
  return is_soldiers(mirrored(x[2]), mirrored(x[1]), mirrored(x[0]));
}
bool bullish_harami(const recent& x) {
  return is_bullish_harami(x[1], x[0]);
}
bool bearish_harami(const recent& x) {
  return is_bullish_harami(mirrored(x[1]), mirrored(x[0]));
}
bool piercing(const recent& x) {
  return is_piercing(x[1], x[0]);
}
bool dark_cloud_cover(const recent& x) {
  return is_piercing(mirrored(x[1]), mirrored(x[0]));
}
bool shooting_star(const recent& x) {
  return is_hammer(mirrored(x[0])) && after_a_rise(x);
}
bool inverted_hammer(const recent& x) {
  return is_hammer(mirrored(x[0])) && after_a_fall(x);
}
bool hanging_man(const recent& x) {
  return is_hammer(x[0]) && after_a_rise(x);
}
bool marubozu(const recent& x) {
  return x[0].range() > 0 && x[0].body() >= 0.95 * x[0].range();
}
bool spinning_top(const recent& x) {
  const auto& now = x[0];
  return now.range() > 0 && now.body() >= 0.1 * now.range() &&
         now.body() <= 0.3 * now.range() && now.high - now.top() > now.body() &&
         now.bottom() - now.low > now.body();
}
bool tweezer_top(const recent& x) {
  return is_tweezer_bottom(mirrored(x[1]), mirrored(x[0]));
}
bool tweezer_bottom(const recent& x) {
  return is_tweezer_bottom(x[1], x[0]);
}
bool dragonfly_doji(const recent& x) {
  return is_doji(x[0]) && x[0].high - x[0].top() <= 0.1 * x[0].range();
}
bool gravestone_doji(const recent& x) {
  return is_doji(x[0]) && x[0].bottom() - x[0].low <= 0.1 * x[0].range();
}

} // namespace tradeeon::pattern_shapes
