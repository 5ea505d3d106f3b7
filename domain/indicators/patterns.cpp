#include "domain/indicators/patterns.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/pattern_shapes.hpp"

namespace tradeeon {

namespace {

/// Remembers the candles before the newest one and asks a predicate about them.
template <pattern_shapes::predicate Is, int Needs, bool NoneAtFirst>
struct pattern {
  explicit pattern(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    auto past = self.past;
    past.push(bar);
    step.keep(self.past, past);
    if (past.size() < static_cast<std::size_t>(Needs))
      return NoneAtFirst ? outputs(0.) : outputs();
    return outputs(Is(past) ? 1. : 0.);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.past);
  }
  pattern_shapes::recent past;
};

template <int Needs>
int warm(const std::vector<double>&, std::size_t) {
  return Needs;
}

template <pattern_shapes::predicate Is, int Needs, bool NoneAtFirst = false>
indicator_info entry(std::string_view name, std::vector<std::string_view> aliases,
                     std::string_view definition) {
  indicator_info out{name,
                     std::move(aliases),
                     "patterns",
                     {},
                     {"value"},
                     {},
                     definition,
                     warm < NoneAtFirst ? 1 : Needs >,
                     make_stepped<pattern<Is, Needs, NoneAtFirst>>,
                     [](const std::vector<double>&) { return Needs; }};
  out.truth = true;
  return out;
}

} // namespace

const std::vector<indicator_info>& candle_patterns() {
  using namespace pattern_shapes;
  // The first twelve say 0 on the first candle of a series, whatever its shape.
  static const std::vector<indicator_info> table{
    entry<doji, 2, true>("doji", {}, "body below 10 % of the range"),
    entry<hammer, 2, true>("hammer", {},
                           "lower shadow above 2 bodies, upper one below half a body"),
    entry<bullish_engulfing, 2, true>(
      "bullish_engulfing", {},
      "the candle before falls; this one rises from below its close to above its open"),
    entry<bearish_engulfing, 2, true>(
      "bearish_engulfing", {},
      "the candle before rises; this one falls from above its close to below its open"),
    entry<inside_bar, 2, true>("inside_bar", {},
                               "high and low within those of the candle before"),
    entry<outside_bar, 2, true>("outside_bar", {},
                                "high and low reach or pass those of the candle before"),
    entry<gap_up, 2, true>("gap_up", {}, "opens above the high of the candle before"),
    entry<gap_down, 2, true>("gap_down", {}, "opens below the low of the candle before"),
    entry<higher_high, 2, true>("higher_high", {},
                                "high above that of the candle before"),
    entry<higher_low, 2, true>("higher_low", {}, "low above that of the candle before"),
    entry<lower_high, 2, true>("lower_high", {}, "high below that of the candle before"),
    entry<lower_low, 2, true>("lower_low", {}, "low below that of the candle before"),
    entry<morning_star, 3>(
      "morning_star", {},
      "a long falling candle (body 60 % of its range or more); one with a body of at "
      "most "
      "30 % of that body, its top at or below the middle of it; a rising one that closes "
      "above that middle"),
    entry<evening_star, 3>("evening_star", {}, "morning_star upside down"),
    entry<three_white_soldiers, 3>(
      "three_white_soldiers", {},
      "three long rising candles, each closing higher than the one before and opening "
      "within its body"),
    entry<three_black_crows, 3>("three_black_crows", {},
                                "three_white_soldiers upside down"),
    entry<bullish_harami, 2>("bullish_harami", {},
                             "a long falling candle, then a rising one within its body"),
    entry<bearish_harami, 2>("bearish_harami", {},
                             "a long rising candle, then a falling one within its body"),
    entry<piercing, 2>("piercing", {"piercing_line"},
                       "a long falling candle, then one that opens at or below its close "
                       "and closes above the middle of its body but below its open"),
    entry<dark_cloud_cover, 2>("dark_cloud_cover", {"dark_cloud"},
                               "piercing upside down"),
    entry<shooting_star, 5>(
      "shooting_star", {},
      "upper shadow above 2 bodies, lower one below half a body, after a rise (the close "
      "before it above that of 3 candles earlier)"),
    entry<inverted_hammer, 5>("inverted_hammer", {},
                              "shooting_star's shape after a fall"),
    entry<hanging_man, 5>("hanging_man", {}, "hammer's shape after a rise"),
    entry<marubozu, 1>("marubozu", {}, "body of 95 % of the range or more"),
    entry<spinning_top, 1>(
      "spinning_top", {},
      "body of 10 to 30 % of the range, both shadows longer than the body"),
    entry<tweezer_top, 2>("tweezer_top", {},
                          "a rising candle, then a falling one; their highs differ by at "
                          "most 5 % of the larger range"),
    entry<tweezer_bottom, 2>("tweezer_bottom", {},
                             "a falling candle, then a rising one; their lows differ by "
                             "at most 5 % of the larger range"),
    entry<dragonfly_doji, 1>("dragonfly_doji", {},
                             "body below 10 % of the range, upper shadow at most 10 %"),
    entry<gravestone_doji, 1>("gravestone_doji", {},
                              "body below 10 % of the range, lower shadow at most 10 %"),
  };
  return table;
}

} // namespace tradeeon
