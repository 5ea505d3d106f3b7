#include "domain/indicators/divergence.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"
#include "domain/indicators/window_extremes.hpp"

namespace tradeeon {

namespace {

/// A confirmed turning point of the price and the oscillator on its candle.
struct pivot {
  double price = no_value;
  double oscillator = no_value;
  double age = 0; ///< candles since
  void save(byte_writer& out) const {
    for (const double x : {price, oscillator, age})
      out.f64(x);
  }
  void load(byte_reader& in) {
    for (double* x : {&price, &oscillator, &age})
      *x = in.f64();
  }
};

struct verdict {
  bool regular = false;
  bool hidden = false;
};

/// The newest two pivots of one kind, held against each other.
template <bool Highs>
verdict compare_pivots(const pivot& now, const pivot& before, double most) noexcept {
  if (!has_value(before.price) || before.age - now.age > most)
    return {};
  const bool further = Highs ? now.price > before.price : now.price < before.price;
  const bool nearer = Highs ? now.price < before.price : now.price > before.price;
  const bool stronger =
    Highs ? now.oscillator > before.oscillator : now.oscillator < before.oscillator;
  const bool weaker =
    Highs ? now.oscillator < before.oscillator : now.oscillator > before.oscillator;
  return {further && weaker, nearer && stronger};
}

struct divergences {
  explicit divergences(const std::vector<double>& p)
      : high(whole(p[0] + p[1]) + 1), low(whole(p[0] + p[1]) + 1), price(whole(p[1])),
        oscillator(whole(p[1])), right(p[1]), most(p[2]) {}

  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const auto top = step(self.high, x.first);
    const auto bottom = step(self.low, x.first);
    const double then = step(self.price, x.first);
    const double other = step(self.oscillator, x.second);
    auto last_high = self.last_high, last_low = self.last_low;
    ++last_high.age;
    ++last_low.age;
    auto out = outputs();
    if (has_value(top.value)) {
      const pivot now{then, other, self.right};
      verdict bearish, bullish;
      if (top.value == then && top.age == self.right) {
        bearish = compare_pivots<true>(now, last_high, self.most);
        last_high = now;
      }
      if (bottom.value == then && bottom.age == self.right) {
        bullish = compare_pivots<false>(now, last_low, self.most);
        last_low = now;
      }
      const auto number = [](bool is) { return is ? 1. : 0.; };
      out = outputs(number(bullish.regular), number(bearish.regular),
                    number(bullish.hidden), number(bearish.hidden));
    }
    step.keep(self.last_high, last_high);
    step.keep(self.last_low, last_low);
    return out;
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.high);
    visit(self.low);
    visit(self.price);
    visit(self.oscillator);
    visit(self.last_high);
    visit(self.last_low);
  }
  window_high high;
  window_low low;
  delay price, oscillator;
  pivot last_high, last_low;
  double right, most;
};

} // namespace

indicator_info divergence_info() {
  indicator_info out{
    "DIVERGENCE",
    {},
    "patterns",
    {{"left", 1, 500, 5, true}, {"right", 1, 500, 5, true}, a_length("distance", 60, 2)},
    {"bullish", "bearish", "hidden_bullish", "hidden_bearish"},
    {price_source::close, price_source::volume},
    "price first, oscillator second: a pivot is the lowest (highest) price of the left "
    "candles before it, itself and the right ones after it, so that it is known right "
    "candles late; bullish: a lower low in price, a higher one in the oscillator than at "
    "the pivot before, at most distance candles apart; hidden_bullish: a higher low, a "
    "lower one; bearish ones mirror them on highs; of equal extremes the latest counts",
    [](const std::vector<double>& p, std::size_t) {
      return static_cast<int>(p[0] + p[1]) + 1;
    },
    make_stepped<divergences>,
    settles_never};
  out.truth = true;
  return out;
}

} // namespace tradeeon
