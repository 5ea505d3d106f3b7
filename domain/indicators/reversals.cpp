// Lines that follow the price on one side until it breaks through.
#include "domain/indicators/reversals.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/seeded_average.hpp"
#include "domain/indicators/window_extremes.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

struct supertrend {
  explicit supertrend(const std::vector<double>& p)
      : range(whole(p[0])), multiplier(p[1]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double atr = step(self.range, true_range(bar.high, bar.low, self.close));
    auto out = outputs();
    if (has_value(atr)) {
      const double middle = (bar.high + bar.low) / 2;
      double upper = middle + self.multiplier * atr;
      double lower = middle - self.multiplier * atr;
      double direction = -1; // where nothing is known yet
      if (has_value(self.upper)) {
        // A band moves towards the price only, unless that has broken through it.
        if (upper >= self.upper && self.close <= self.upper)
          upper = self.upper;
        if (lower <= self.lower && self.close >= self.lower)
          lower = self.lower;
        direction = self.direction < 0 ? (bar.close > upper ? 1 : -1)
                                       : (bar.close < lower ? -1 : 1);
      }
      out = outputs(direction > 0 ? lower : upper, direction);
      step.keep(self.upper, upper);
      step.keep(self.lower, lower);
      step.keep(self.direction, direction);
    }
    step.keep(self.close, bar.close);
    return out;
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.close);
    visit(self.upper);
    visit(self.lower);
    visit(self.direction);
    visit(self.range);
  }
  double close = no_value;
  double upper = no_value, lower = no_value;
  double direction = -1; ///< 1 up, -1 down
  wilder_average range;
  double multiplier;
};

/// Where the stop stands and what it follows, after TA-Lib's rules.
struct stop {
  double seen = 0; ///< candles so far, at most 2
  double rising = 0;
  double level = 0; ///< of the next candle
  double extreme_point = 0;
  double acceleration = 0;
  double high = 0, low = 0; ///< of the candle before

  /// Advances by one candle; `no_value` on the first.
  double advance(const candle& bar, double pace, double most) noexcept {
    if (seen == 0) {
      seen = 1;
      high = bar.high;
      low = bar.low;
      return no_value;
    }
    if (seen == 1) {
      const double down = low - bar.low;
      const double up = bar.high - high;
      rising = down > 0 && up < down ? 0 : 1;
      level = rising > 0 ? low : high;
      extreme_point = rising > 0 ? bar.high : bar.low;
      acceleration = pace;
      // The first step is held against this candle itself.
      high = bar.high;
      low = bar.low;
      seen = 2;
    }
    const double out =
      rising > 0 ? follow_up(bar, pace, most) : follow_down(bar, pace, most);
    high = bar.high;
    low = bar.low;
    return out;
  }

  double follow_up(const candle& bar, double pace, double most) noexcept {
    if (bar.low <= level) {
      level = std::max({extreme_point, high, bar.high});
      const double out = level;
      turn(0, bar.low, pace);
      level = std::max({level + acceleration * (extreme_point - level), high, bar.high});
      return out;
    }
    const double out = level;
    if (bar.high > extreme_point) {
      extreme_point = bar.high;
      acceleration = std::min(acceleration + pace, most);
    }
    level = std::min({level + acceleration * (extreme_point - level), low, bar.low});
    return out;
  }

  double follow_down(const candle& bar, double pace, double most) noexcept {
    if (bar.high >= level) {
      level = std::min({extreme_point, low, bar.low});
      const double out = level;
      turn(1, bar.high, pace);
      level = std::min({level + acceleration * (extreme_point - level), low, bar.low});
      return out;
    }
    const double out = level;
    if (bar.low < extreme_point) {
      extreme_point = bar.low;
      acceleration = std::min(acceleration + pace, most);
    }
    level = std::max({level + acceleration * (extreme_point - level), high, bar.high});
    return out;
  }

  void turn(double up, double from, double pace) noexcept {
    rising = up;
    extreme_point = from;
    acceleration = pace;
  }

  void save(byte_writer& out) const {
    for (const double x : {seen, rising, level, extreme_point, acceleration, high, low})
      out.f64(x);
  }
  void load(byte_reader& in) {
    for (double* x : {&seen, &rising, &level, &extreme_point, &acceleration, &high, &low})
      *x = in.f64();
  }
};

struct parabolic {
  explicit parabolic(const std::vector<double>& p)
      : pace(std::min(p[0], p[1])), most(p[1]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    auto next = self.at;
    const double level = next.advance(bar, self.pace, self.most);
    step.keep(self.at, next);
    return outputs(level);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.at);
  }
  stop at;
  double pace, most;
};

} // namespace

indicator_info supertrend_info() {
  return {"SUPERTREND",
          {"SUPER TREND", "ST"},
          "trend",
          {a_length("length", 10), {"multiplier", 0.001, 50, 3, false}},
          {"value", "direction"},
          {},
          "hl2 +/- multiplier * ATR(n), each band moving towards the price only until a "
          "close breaks it; direction 1 (value: the lower band) or -1 (the upper one), "
          "beginning with -1",
          warm_length,
          make_stepped<supertrend>,
          settles_never};
}

indicator_info psar_info() {
  return {"PSAR",
          {"SAR", "PARABOLIC SAR"},
          "trend",
          {{"step", 0.0001, 1, 0.02, false}, {"maximum", 0.0001, 1, 0.2, false}},
          {"value"},
          {},
          "Parabolic SAR after TA-Lib: the first side by the directional movement of "
          "candle 2, the stop never inside the last two candles",
          warm_second,
          make_stepped<parabolic>,
          settles_never};
}

} // namespace tradeeon
