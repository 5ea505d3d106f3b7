// Oscillators of exponential averages and of places within a range.
#include "domain/indicators/oscillators.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"
#include "domain/indicators/seeded_average.hpp"
#include "domain/indicators/window_extremes.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

struct percent_oscillator {
  explicit percent_oscillator(const std::vector<double>& p)
      : fast(whole(p[0])), slow(whole(p[1])), signal(whole(p[2])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double a = step(self.fast, x.first);
    const double b = step(self.slow, x.first);
    if (!has_value(b) || b == 0)
      return outputs();
    const double line = 100 * (a - b) / b;
    const double signal = step(self.signal, line);
    return outputs(line, signal, line - signal);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.fast);
    visit(self.slow);
    visit(self.signal);
  }
  exponential_average fast, slow, signal;
};

struct price_oscillator {
  explicit price_oscillator(const std::vector<double>& p)
      : fast(whole(p[0])), slow(whole(p[1])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double a = step(self.fast, x.first);
    const double b = step(self.slow, x.first);
    return outputs(a - b);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.fast);
    visit(self.slow);
  }
  exponential_average fast, slow;
};

struct trix {
  explicit trix(const std::vector<double>& p)
      : one(whole(p[0])), two(whole(p[0])), three(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    double e = step(self.one, x.first);
    if (has_value(e))
      e = step(self.two, e);
    if (has_value(e))
      e = step(self.three, e);
    const double before = self.previous;
    step.keep(self.previous, e);
    return outputs(before != 0 ? 100 * (e - before) / before : no_value);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.previous);
    visit(self.one);
    visit(self.two);
    visit(self.three);
  }
  double previous = no_value;
  exponential_average one, two, three;
};

struct true_strength {
  explicit true_strength(const std::vector<double>& p)
      : moves(whole(p[0])), moves_again(whole(p[1])), sizes(whole(p[0])),
        sizes_again(whole(p[1])), signal(whole(p[2])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    auto out = outputs();
    if (has_value(self.previous)) {
      const double change = x.first - self.previous;
      const double a = step(self.moves, change);
      const double b = step(self.sizes, std::fabs(change));
      if (has_value(a)) {
        const double c = step(self.moves_again, a);
        const double d = step(self.sizes_again, b);
        if (has_value(c)) {
          const double line = d > 0 ? 100 * c / d : 0;
          out = outputs(line, step(self.signal, line));
        }
      }
    }
    step.keep(self.previous, x.first);
    return out;
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.previous);
    visit(self.moves);
    visit(self.moves_again);
    visit(self.sizes);
    visit(self.sizes_again);
    visit(self.signal);
  }
  double previous = no_value;
  exponential_average moves, moves_again, sizes, sizes_again, signal;
};

/// 100 * the place of `at` between two ends, 0 where those are nearer than `least`.
double place_of(double at, double low, double high, double least = 0) noexcept {
  return high - low > least ? 100 * (at - low) / (high - low) : 0;
}

/// Where the price stands still RSI does too, but for its last digits.
constexpr double least_rsi_range = 1e-9;

/// A raw line and two averages of it.
struct smoothed {
  smoothed(double k_length, double d_length) : k(whole(k_length)), d(whole(d_length)) {}
  template <class Self, class Step>
  static output_values move(Self& self, double raw, Step step) noexcept {
    const double k = step(self.k, raw);
    return outputs(k, has_value(k) ? step(self.d, k) : no_value, raw);
  }
  void save(byte_writer& out) const {
    k.save(out);
    d.save(out);
  }
  void load(byte_reader& in) {
    k.load(in);
    d.load(in);
  }
  rolling_mean k, d;
};

struct stochastic {
  explicit stochastic(const std::vector<double>& p)
      : high(whole(p[0])), low(whole(p[0])), lines(p[1], p[2]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double high = step(self.high, bar.high).value;
    const double low = step(self.low, bar.low).value;
    if (!has_value(high))
      return outputs();
    return smoothed::move(self.lines, place_of(bar.close, low, high), step);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.high);
    visit(self.low);
    visit(self.lines);
  }
  window_high high;
  window_low low;
  smoothed lines;
};

struct fast_stochastic {
  explicit fast_stochastic(const std::vector<double>& p)
      : high(whole(p[0])), low(whole(p[0])), d(whole(p[1])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double high = step(self.high, bar.high).value;
    const double low = step(self.low, bar.low).value;
    if (!has_value(high))
      return outputs();
    const double k = place_of(bar.close, low, high);
    return outputs(k, step(self.d, k));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.high);
    visit(self.low);
    visit(self.d);
  }
  window_high high;
  window_low low;
  rolling_mean d;
};

struct stochastic_rsi {
  explicit stochastic_rsi(const std::vector<double>& p)
      : gains(whole(p[0])), losses(whole(p[0])), high(whole(p[1])), low(whole(p[1])),
        lines(p[2], p[3]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    auto out = outputs();
    if (has_value(self.previous)) {
      const double change = x.first - self.previous;
      const double gain = step(self.gains, change > 0 ? change : 0);
      const double loss = step(self.losses, change < 0 ? -change : 0);
      if (has_value(gain)) {
        const double rsi = loss == 0 ? 100 : 100 * (gain / (gain + loss));
        const double high = step(self.high, rsi).value;
        const double low = step(self.low, rsi).value;
        if (has_value(high))
          out =
            smoothed::move(self.lines, place_of(rsi, low, high, least_rsi_range), step);
      }
    }
    step.keep(self.previous, x.first);
    return out;
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.previous);
    visit(self.gains);
    visit(self.losses);
    visit(self.high);
    visit(self.low);
    visit(self.lines);
  }
  double previous = no_value;
  wilder_average gains, losses;
  window_high high;
  window_low low;
  smoothed lines;
};

int settles_by_slow(const std::vector<double>& p) {
  return static_cast<int>(p[1]) + exponential_memory(p[1]);
}

} // namespace

indicator_info ppo_info() {
  return {"PPO",
          {"PERCENTAGE PRICE OSCILLATOR"},
          "momentum",
          {a_length("fast", 12), a_length("slow", 26, 2), a_length("signal", 9)},
          {"ppo", "signal", "histogram"},
          {price_source::close},
          "100 * (EMA(fast) - EMA(slow))/EMA(slow), seeded as MACD; signal = EMA of it; "
          "histogram = ppo - signal",
          [](const std::vector<double>& p, std::size_t output) {
            const auto slow = static_cast<int>(p[1]);
            return output == 0 ? slow : slow + static_cast<int>(p[2]) - 1;
          },
          make_stepped<percent_oscillator>,
          [](const std::vector<double>& p) {
            return static_cast<int>(p[1] + p[2]) +
                   3 * exponential_memory(std::max(p[1], p[2])) / 2;
          }};
}

indicator_info apo_info() {
  return {
    "APO",
    {"ABSOLUTE PRICE OSCILLATOR"},
    "momentum",
    {a_length("fast", 12), a_length("slow", 26, 2)},
    {"value"},
    {price_source::close},
    "EMA(fast) - EMA(slow), each seeded with the mean of its own first n values",
    [](const std::vector<double>& p, std::size_t) { return static_cast<int>(p[1]); },
    make_stepped<price_oscillator>,
    settles_by_slow};
}

indicator_info trix_info() {
  return {"TRIX",
          {},
          "momentum",
          {a_length("length", 18)},
          {"value"},
          {price_source::close},
          "change of a triple EMA(n) in percent; each EMA is seeded with the mean of its "
          "first n values",
          [](const std::vector<double>& p, std::size_t) {
            return 3 * (static_cast<int>(p[0]) - 1) + 2;
          },
          make_stepped<trix>,
          [](const std::vector<double>& p) {
            return 3 * static_cast<int>(p[0]) + 2 * exponential_memory(p[0]);
          }};
}

indicator_info tsi_info() {
  return {"TSI",
          {"TRUE STRENGTH INDEX"},
          "momentum",
          {a_length("long", 25), a_length("short", 13), a_length("signal", 13)},
          {"tsi", "signal"},
          {price_source::close},
          "100 * EMA(short) of EMA(long) of changes/the same of |changes|, 0 where "
          "nothing changed; signal = EMA of it; each EMA seeded with a mean",
          [](const std::vector<double>& p, std::size_t output) {
            const auto first = static_cast<int>(p[0] + p[1]);
            return output == 0 ? first : first + static_cast<int>(p[2]) - 1;
          },
          make_stepped<true_strength>,
          [](const std::vector<double>& p) {
            return static_cast<int>(p[0] + p[1] + p[2]) +
                   2 * exponential_memory(std::max({p[0], p[1], p[2]}));
          }};
}

indicator_info stoch_info() {
  return {
    "STOCH",
    {"STOCHASTIC", "SLOW STOCHASTIC"},
    "momentum",
    {a_length("length", 14), a_length("k", 3), a_length("d", 3)},
    {"k", "d", "raw"},
    {},
    "raw = 100 * (close - lowest low)/(highest high - lowest low) over n candles, 0 "
    "where those are equal; k = SMA(k) of raw, d = SMA(d) of k",
    [](const std::vector<double>& p, std::size_t output) {
      const int raw = static_cast<int>(p[0]);
      const int k = raw + static_cast<int>(p[1]) - 1;
      return output == 2 ? raw : output == 0 ? k : k + static_cast<int>(p[2]) - 1;
    },
    make_stepped<stochastic>};
}

indicator_info stochf_info() {
  return {"STOCHF",
          {"FAST STOCHASTIC"},
          "momentum",
          {a_length("length", 5), a_length("d", 3)},
          {"k", "d"},
          {},
          "k = 100 * (close - lowest low)/(highest high - lowest low) over n candles, 0 "
          "where those are equal; d = SMA(d) of k",
          [](const std::vector<double>& p, std::size_t output) {
            const int k = static_cast<int>(p[0]);
            return output == 0 ? k : k + static_cast<int>(p[1]) - 1;
          },
          make_stepped<fast_stochastic>};
}

indicator_info stochrsi_info() {
  return {
    "STOCHRSI",
    {"STOCHASTIC RSI", "STOCH RSI"},
    "momentum",
    {a_length("rsi", 14, 2), a_length("length", 14), a_length("k", 3), a_length("d", 3)},
    {"k", "d", "raw"},
    {price_source::close},
    "STOCH's formula on RSI(rsi) in place of the prices, 0 to 100; 0 where RSI moved by "
    "less than 1e-9",
    [](const std::vector<double>& p, std::size_t output) {
      const int raw = static_cast<int>(p[0] + p[1]);
      const int k = raw + static_cast<int>(p[2]) - 1;
      return output == 2 ? raw : output == 0 ? k : k + static_cast<int>(p[3]) - 1;
    },
    make_stepped<stochastic_rsi>,
    [](const std::vector<double>& p) {
      return static_cast<int>(p[0] + p[1] + p[2] + p[3]) + 3 * wilder_memory(p[0]) / 2;
    }};
}

} // namespace tradeeon
