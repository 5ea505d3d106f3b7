// What is made of the true range.
#include "domain/indicators/ranges.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"
#include "domain/indicators/seeded_average.hpp"
#include "domain/indicators/window_extremes.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

struct plain_range {
  explicit plain_range(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double range = true_range(bar.high, bar.low, self.close);
    step.keep(self.close, bar.close);
    return outputs(range);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.close);
  }
  double close = no_value;
};

struct normalised_range {
  explicit normalised_range(const std::vector<double>& p) : average(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double atr = step(self.average, true_range(bar.high, bar.low, self.close));
    step.keep(self.close, bar.close);
    return outputs(bar.close != 0 ? 100 * atr / bar.close : no_value);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.close);
    visit(self.average);
  }
  double close = no_value;
  wilder_average average;
};

struct choppiness {
  explicit choppiness(const std::vector<double>& p)
      : sum(whole(p[0])), high(whole(p[0])), low(whole(p[0])), scale(std::log10(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double ranges = step(self.sum, true_range(bar.high, bar.low, self.close));
    const double span = step(self.high, bar.high).value - step(self.low, bar.low).value;
    step.keep(self.close, bar.close);
    if (!has_value(ranges) || !(span > 0))
      return outputs();
    return outputs(100 * std::log10(ranges / span) / self.scale);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.close);
    visit(self.sum);
    visit(self.high);
    visit(self.low);
  }
  double close = no_value;
  rolling_sum sum;
  window_high high;
  window_low low;
  double scale;
};

struct vortices {
  explicit vortices(const std::vector<double>& p)
      : plus(whole(p[0])), minus(whole(p[0])), range(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    auto out = outputs();
    if (has_value(self.close)) {
      const double up = step(self.plus, std::fabs(bar.high - self.low));
      const double down = step(self.minus, std::fabs(bar.low - self.high));
      const double sum = step(self.range, true_range(bar.high, bar.low, self.close));
      if (has_value(sum) && sum > 0)
        out = outputs(up / sum, down / sum);
    }
    step.keep(self.high, bar.high);
    step.keep(self.low, bar.low);
    step.keep(self.close, bar.close);
    return out;
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.high);
    visit(self.low);
    visit(self.close);
    visit(self.plus);
    visit(self.minus);
    visit(self.range);
  }
  double high = no_value, low = no_value, close = no_value;
  rolling_sum plus, minus, range;
};

struct keltner {
  explicit keltner(const std::vector<double>& p)
      : middle(whole(p[0])), range(whole(p[1])), multiplier(p[2]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle& bar,
                            Step step) noexcept {
    const double atr = step(self.range, true_range(bar.high, bar.low, self.close));
    const double middle = step(self.middle, x.first);
    step.keep(self.close, bar.close);
    const double distance = self.multiplier * atr;
    return outputs(middle, middle + distance, middle - distance);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.close);
    visit(self.middle);
    visit(self.range);
  }
  double close = no_value;
  exponential_average middle;
  wilder_average range;
  double multiplier;
};

/// Buying pressure over true range, on three lengths.
struct ultimate {
  explicit ultimate(const std::vector<double>& p)
      : pressures{rolling_sum{whole(p[0])}, rolling_sum{whole(p[1])},
                  rolling_sum{whole(p[2])}},
        ranges{rolling_sum{whole(p[0])}, rolling_sum{whole(p[1])},
               rolling_sum{whole(p[2])}} {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    double out = no_value;
    if (has_value(self.close)) {
      const double pressure = bar.close - std::min(bar.low, self.close);
      const double range = true_range(bar.high, bar.low, self.close);
      constexpr double weights[] = {4, 2, 1};
      out = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        const double a = step(self.pressures[i], pressure);
        const double b = step(self.ranges[i], range);
        out += weights[i] * (b == 0 ? 0 : a / b);
      }
      out *= 100. / 7;
    }
    step.keep(self.close, bar.close);
    return outputs(out);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.close);
    for (std::size_t i = 0; i < 3; ++i) {
      visit(self.pressures[i]);
      visit(self.ranges[i]);
    }
  }
  double close = no_value;
  rolling_sum pressures[3], ranges[3]; // NOLINT: a fixed trio
};

} // namespace

indicator_info trange_info() {
  return {"TRANGE",
          {"TR", "TRUE RANGE"},
          "volatility",
          {},
          {"value"},
          {},
          "max(high, close[1]) - min(low, close[1]); of the first candle high - low",
          warm_at_once,
          make_stepped<plain_range>,
          [](const std::vector<double>&) { return 2; }};
}

indicator_info natr_info() {
  return {"NATR",
          {"NORMALISED ATR", "NORMALIZED ATR"},
          "volatility",
          {a_length("length", 14)},
          {"value"},
          {},
          "100 * ATR(n)/close",
          warm_length,
          make_stepped<normalised_range>,
          settles_wilder};
}

indicator_info chop_info() {
  return {"CHOP",
          {"CHOPPINESS", "CHOPPINESS INDEX"},
          "volatility",
          {a_length("length", 14, 2)},
          {"value"},
          {},
          "100 * log10(sum of true ranges/(highest high - lowest low))/log10(n) over n "
          "candles; none where nothing moved",
          warm_length,
          make_stepped<choppiness>,
          [](const std::vector<double>& p) { return static_cast<int>(p[0]) + 1; }};
}

indicator_info vortex_info() {
  return {"VORTEX",
          {"VI"},
          "trend",
          {a_length("length", 14)},
          {"plus", "minus"},
          {},
          "plus = sum |high - low[1]|, minus = sum |low - high[1]|, each over the sum of "
          "true ranges of n candles",
          warm_length_and_one,
          make_stepped<vortices>};
}

indicator_info keltner_info() {
  return {"KELTNER",
          {"KC", "KELTNER CHANNEL", "KELTNER CHANNELS"},
          "volatility",
          {a_length("ema", 20), a_length("atr", 10), {"multiplier", 0.001, 50, 2, false}},
          {"middle", "upper", "lower"},
          {price_source::close},
          "middle = EMA(ema); upper and lower = middle +/- multiplier * ATR(atr)",
          [](const std::vector<double>& p, std::size_t output) {
            return static_cast<int>(output == 0 ? p[0] : std::max(p[0], p[1]));
          },
          make_stepped<keltner>,
          [](const std::vector<double>& p) {
            return static_cast<int>(p[0] + p[1]) +
                   std::max(exponential_memory(p[0]), wilder_memory(p[1]));
          }};
}

indicator_info ultosc_info() {
  return {"ULTOSC",
          {"ULTIMATE OSCILLATOR", "UO"},
          "momentum",
          {a_length("short", 7), a_length("medium", 14), a_length("long", 28)},
          {"value"},
          {},
          "100 * (4a + 2b + c)/7, a b c being sum(close - min(low, close[1]))/sum(true "
          "range) over the three lengths, 0 where nothing moved",
          [](const std::vector<double>& p, std::size_t) {
            return static_cast<int>(std::max({p[0], p[1], p[2]})) + 1;
          },
          make_stepped<ultimate>};
}

} // namespace tradeeon
