// Wilder's directional movement system.
#include "domain/indicators/directional.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"
#include "domain/indicators/seeded_average.hpp"
#include "domain/indicators/window_extremes.hpp"

#include <cmath>

namespace tradeeon {

namespace {

/// What the whole family is made of; `no_value` while warming up.
struct directions {
  double plus = no_value;
  double minus = no_value;
  double index = no_value; ///< DX
};

/// Smoothed movement and range, seeded with the means of bars 2 to n + 1.
struct movement {
  explicit movement(std::uint32_t length) : plus(length), minus(length), range(length) {}

  template <class Self, class Step>
  static directions move(Self& self, const candle& bar, Step step) noexcept {
    directions out;
    if (has_value(self.high)) {
      const double up = bar.high - self.high;
      const double down = self.low - bar.low;
      const double p = step(self.plus, up > down && up > 0 ? up : 0);
      const double m = step(self.minus, down > up && down > 0 ? down : 0);
      const double r = step(self.range, true_range(bar.high, bar.low, self.close));
      if (has_value(r)) {
        out.plus = r > 0 ? 100 * p / r : 0;
        out.minus = r > 0 ? 100 * m / r : 0;
        const double sum = p + m;
        out.index = sum > 0 && r > 0 ? 100 * std::fabs(p - m) / sum : 0;
      }
    }
    step.keep(self.high, bar.high);
    step.keep(self.low, bar.low);
    step.keep(self.close, bar.close);
    return out;
  }
  void save(byte_writer& out) const {
    for (const double x : {high, low, close})
      out.f64(x);
    for (const auto* x : {&plus, &minus, &range})
      x->save(out);
  }
  void load(byte_reader& in) {
    for (double* x : {&high, &low, &close})
      *x = in.f64();
    for (auto* x : {&plus, &minus, &range})
      x->load(in);
  }
  double high = no_value, low = no_value, close = no_value;
  wilder_average plus, minus, range;
};

enum class wanted { plus, minus, index };

template <wanted What>
struct direction {
  explicit direction(const std::vector<double>& p) : all(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const auto x = movement::move(self.all, bar, step);
    return outputs(What == wanted::plus    ? x.plus
                   : What == wanted::minus ? x.minus
                                           : x.index);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.all);
  }
  movement all;
};

struct strength {
  explicit strength(const std::vector<double>& p)
      : all(whole(p[0])), average(whole(p[0])) {}
  template <class Self, class Step>
  static double next(Self& self, const candle& bar, Step step) noexcept {
    const auto x = movement::move(self.all, bar, step);
    return has_value(x.index) ? step(self.average, x.index) : no_value;
  }
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    return outputs(next(self, bar, step));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.all);
    visit(self.average);
  }
  movement all;
  wilder_average average;
};

struct rating {
  explicit rating(const std::vector<double>& p)
      : now(p), past(std::max(1U, whole(p[0]) - 1)) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double adx = strength::next(self.now, bar, step);
    if (!has_value(adx))
      return outputs();
    return outputs((adx + step(self.past, adx)) / 2);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    strength::each(self.now, visit);
    visit(self.past);
  }
  strength now;
  delay past;
};

int warm_double(const std::vector<double>& p, std::size_t) {
  return 2 * static_cast<int>(p[0]);
}

/// The start comes in twice: by the movements and by the average of DX.
int settles_twice(const std::vector<double>& p) {
  return 3 * static_cast<int>(p[0]) + 3 * wilder_memory(p[0]) / 2;
}

} // namespace

indicator_info plus_di_info() {
  return {"PLUS_DI",
          {"+DI", "DI PLUS", "DIPLUS", "DI+"},
          "trend",
          {a_length("length", 14)},
          {"value"},
          {},
          "100 * smoothed +DM/smoothed true range; +DM is the high's rise where that is "
          "larger than the low's fall, else 0; Wilder's smoothing, seeded with the means "
          "of bars 2 to n + 1",
          warm_length_and_one,
          make_stepped<direction<wanted::plus>>,
          settles_wilder};
}

indicator_info minus_di_info() {
  return {"MINUS_DI",
          {"-DI", "DI MINUS", "DIMINUS", "DI-"},
          "trend",
          {a_length("length", 14)},
          {"value"},
          {},
          "PLUS_DI's mirror image: the low's fall where that is larger than the high's "
          "rise",
          warm_length_and_one,
          make_stepped<direction<wanted::minus>>,
          settles_wilder};
}

indicator_info dx_info() {
  return {"DX",
          {"DIRECTIONAL INDEX"},
          "trend",
          {a_length("length", 14)},
          {"value"},
          {},
          "100 * |PLUS_DI - MINUS_DI|/(PLUS_DI + MINUS_DI), 0 where both are 0",
          warm_length_and_one,
          make_stepped<direction<wanted::index>>,
          settles_wilder};
}

indicator_info adx_info() {
  return {"ADX",
          {"AVERAGE DIRECTIONAL INDEX"},
          "trend",
          {a_length("length", 14)},
          {"value"},
          {},
          "DX by Wilder's smoothing, seeded with the mean of its first n values",
          warm_double,
          make_stepped<strength>,
          settles_twice};
}

indicator_info adxr_info() {
  return {"ADXR",
          {"ADX RATING"},
          "trend",
          {a_length("length", 14, 2)},
          {"value"},
          {},
          "mean of ADX now and n - 1 candles ago",
          [](const std::vector<double>& p, std::size_t) {
            return 3 * static_cast<int>(p[0]) - 1;
          },
          make_stepped<rating>,
          [](const std::vector<double>& p) {
            return settles_twice(p) + static_cast<int>(p[0]);
          }};
}

} // namespace tradeeon
