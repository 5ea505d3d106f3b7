// The candle patterns once more, each written out from its definition.
#include "tests/unit/indicators_reference.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace tradeeon::test {

namespace {

/// The candles up to the asked one; b(n) is the one n before it.
struct view {
  const std::vector<candle>& all;
  std::size_t at;
  [[nodiscard]] const candle& b(std::size_t n) const { return all[at - n]; }
  [[nodiscard]] real o(std::size_t n) const { return b(n).open; }
  [[nodiscard]] real h(std::size_t n) const { return b(n).high; }
  [[nodiscard]] real l(std::size_t n) const { return b(n).low; }
  [[nodiscard]] real c(std::size_t n) const { return b(n).close; }
  [[nodiscard]] real body(std::size_t n) const { return std::fabs(c(n) - o(n)); }
  [[nodiscard]] real range(std::size_t n) const { return h(n) - l(n); }
  [[nodiscard]] real upper(std::size_t n) const { return h(n) - std::max(o(n), c(n)); }
  [[nodiscard]] real lower(std::size_t n) const { return std::min(o(n), c(n)) - l(n); }
  [[nodiscard]] bool big(std::size_t n) const {
    return range(n) > 0 && b(n).high > b(n).low &&
           std::fabs(b(n).close - b(n).open) >= 0.6 * (b(n).high - b(n).low);
  }
  [[nodiscard]] bool up(std::size_t n) const { return c(n) > o(n); }
  [[nodiscard]] bool down(std::size_t n) const { return c(n) < o(n); }
  /// The body's middle, as the engine rounds it: comparisons decide here.
  [[nodiscard]] real middle(std::size_t n) const { return (b(n).open + b(n).close) / 2; }
};

struct shape {
  std::size_t needs;
  bool none_at_first;
  std::function<bool(const view&)> is;
};

const std::map<std::string, shape>& shapes() {
  static const std::map<std::string, shape> table{
    {"doji",
     {2, true,
      [](const view& x) {
        return x.range(0) > 0 &&
               std::fabs(x.b(0).close - x.b(0).open) / (x.b(0).high - x.b(0).low) < 0.1;
      }}},
    {"hammer",
     {2, true,
      [](const view& x) {
        return x.range(0) > 0 && x.lower(0) > 2 * x.body(0) && x.upper(0) < x.body(0) / 2;
      }}},
    {"bullish_engulfing",
     {2, true,
      [](const view& x) {
        return x.down(1) && x.up(0) && x.o(0) < x.c(1) && x.c(0) > x.o(1);
      }}},
    {"bearish_engulfing",
     {2, true,
      [](const view& x) {
        return x.up(1) && x.down(0) && x.o(0) > x.c(1) && x.c(0) < x.o(1);
      }}},
    {"inside_bar",
     {2, true, [](const view& x) { return x.h(0) <= x.h(1) && x.l(0) >= x.l(1); }}},
    {"outside_bar",
     {2, true, [](const view& x) { return x.h(0) >= x.h(1) && x.l(0) <= x.l(1); }}},
    {"gap_up", {2, true, [](const view& x) { return x.o(0) > x.h(1); }}},
    {"gap_down", {2, true, [](const view& x) { return x.o(0) < x.l(1); }}},
    {"higher_high", {2, true, [](const view& x) { return x.h(0) > x.h(1); }}},
    {"higher_low", {2, true, [](const view& x) { return x.l(0) > x.l(1); }}},
    {"lower_high", {2, true, [](const view& x) { return x.h(0) < x.h(1); }}},
    {"lower_low", {2, true, [](const view& x) { return x.l(0) < x.l(1); }}},
    {"morning_star",
     {3, false,
      [](const view& x) {
        return x.down(2) && x.big(2) && x.body(1) <= real(0.3) * x.body(2) &&
               std::max(x.o(1), x.c(1)) <= x.middle(2) && x.up(0) && x.c(0) > x.middle(2);
      }}},
    {"evening_star",
     {3, false,
      [](const view& x) {
        return x.up(2) && x.big(2) && x.body(1) <= real(0.3) * x.body(2) &&
               std::min(x.o(1), x.c(1)) >= x.middle(2) && x.down(0) &&
               x.c(0) < x.middle(2);
      }}},
    {"three_white_soldiers",
     {3, false,
      [](const view& x) {
        for (const std::size_t i : {0, 1, 2})
          if (!x.up(i) || !x.big(i))
            return false;
        for (const std::size_t i : {0, 1})
          if (x.c(i) <= x.c(i + 1) || x.o(i) < x.o(i + 1) || x.o(i) > x.c(i + 1))
            return false;
        return true;
      }}},
    {"three_black_crows",
     {3, false,
      [](const view& x) {
        for (const std::size_t i : {0, 1, 2})
          if (!x.down(i) || !x.big(i))
            return false;
        for (const std::size_t i : {0, 1})
          if (x.c(i) >= x.c(i + 1) || x.o(i) > x.o(i + 1) || x.o(i) < x.c(i + 1))
            return false;
        return true;
      }}},
    {"bullish_harami",
     {2, false,
      [](const view& x) {
        return x.down(1) && x.big(1) && x.up(0) && x.o(0) >= x.c(1) && x.c(0) <= x.o(1);
      }}},
    {"bearish_harami",
     {2, false,
      [](const view& x) {
        return x.up(1) && x.big(1) && x.down(0) && x.o(0) <= x.c(1) && x.c(0) >= x.o(1);
      }}},
    {"piercing",
     {2, false,
      [](const view& x) {
        return x.down(1) && x.big(1) && x.up(0) && x.o(0) <= x.c(1) &&
               x.c(0) > x.middle(1) && x.c(0) < x.o(1);
      }}},
    {"dark_cloud_cover",
     {2, false,
      [](const view& x) {
        return x.up(1) && x.big(1) && x.down(0) && x.o(0) >= x.c(1) &&
               x.c(0) < x.middle(1) && x.c(0) > x.o(1);
      }}},
    {"shooting_star",
     {5, false,
      [](const view& x) {
        return x.range(0) > 0 && x.upper(0) > 2 * x.body(0) &&
               x.lower(0) < x.body(0) / 2 && x.c(1) > x.c(4);
      }}},
    {"inverted_hammer",
     {5, false,
      [](const view& x) {
        return x.range(0) > 0 && x.upper(0) > 2 * x.body(0) &&
               x.lower(0) < x.body(0) / 2 && x.c(1) < x.c(4);
      }}},
    {"hanging_man",
     {5, false,
      [](const view& x) {
        return x.range(0) > 0 && x.lower(0) > 2 * x.body(0) &&
               x.upper(0) < x.body(0) / 2 && x.c(1) > x.c(4);
      }}},
    {"marubozu",
     {1, false,
      [](const view& x) {
        return x.range(0) > 0 && x.body(0) >= real(0.95) * x.range(0);
      }}},
    {"spinning_top",
     {1, false,
      [](const view& x) {
        return x.range(0) > 0 && x.body(0) >= real(0.1) * x.range(0) &&
               x.body(0) <= real(0.3) * x.range(0) && x.upper(0) > x.body(0) &&
               x.lower(0) > x.body(0);
      }}},
    {"tweezer_top",
     {2, false,
      [](const view& x) {
        return x.up(1) && x.down(0) &&
               std::fabs(x.h(1) - x.h(0)) <=
                 real(0.05) * std::max(x.range(0), x.range(1));
      }}},
    {"tweezer_bottom",
     {2, false,
      [](const view& x) {
        return x.down(1) && x.up(0) &&
               std::fabs(x.l(1) - x.l(0)) <=
                 real(0.05) * std::max(x.range(0), x.range(1));
      }}},
    {"dragonfly_doji",
     {1, false,
      [](const view& x) {
        return x.range(0) > 0 && x.body(0) < real(0.1) * x.range(0) &&
               x.upper(0) <= real(0.1) * x.range(0);
      }}},
    {"gravestone_doji",
     {1, false,
      [](const view& x) {
        return x.range(0) > 0 && x.body(0) < real(0.1) * x.range(0) &&
               x.lower(0) <= real(0.1) * x.range(0);
      }}},
  };
  return table;
}

} // namespace

std::optional<reals> pattern_reference(const std::string& name,
                                       const std::vector<candle>& bars) {
  const auto found = shapes().find(name);
  if (found == shapes().end())
    return std::nullopt;
  reals out;
  for (std::size_t i = 0; i < bars.size(); ++i)
    if (i + 1 < found->second.needs)
      out.push_back(found->second.none_at_first ? 0 : none);
    else
      out.push_back(found->second.is({bars, i}) ? 1 : 0);
  return out;
}

} // namespace tradeeon::test
