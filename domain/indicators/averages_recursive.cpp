// Averages that remember: chains of exponential ones, and Kaufman's.
#include "domain/indicators/averages.hpp"
#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"
#include "domain/indicators/seeded_average.hpp"

#include <array>
#include <cmath>

namespace tradeeon {

namespace {

/// One recursive average, exponential or Wilder's.
template <class Average>
struct recursive {
  explicit recursive(const std::vector<double>& p) : average(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    return outputs(step(self.average, x.first));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.average);
  }
  Average average;
};

/// EMA of EMA of …, each seeded with the mean of its own first n values.
template <std::size_t Count>
struct chain {
  template <std::size_t... I>
  chain(std::uint32_t length, std::index_sequence<I...>)
      : stages{((void)I, exponential_average{length})...} {}
  explicit chain(std::uint32_t length)
      : chain(length, std::make_index_sequence<Count>{}) {}

  /// The value of every stage; `no_value` from the first one on that has none.
  template <class Self, class Step>
  static std::array<double, Count> move(Self& self, double x, Step step) noexcept {
    std::array<double, Count> out;
    out.fill(no_value);
    for (std::size_t i = 0; i < Count && has_value(x); ++i)
      x = out[i] = step(self.stages[i], x);
    return out;
  }
  void save(byte_writer& out) const {
    for (const auto& x : stages)
      x.save(out);
  }
  void load(byte_reader& in) {
    for (auto& x : stages)
      x.load(in);
  }
  std::array<exponential_average, Count> stages;
};

template <std::size_t Count>
struct chained {
  explicit chained(const std::vector<double>& p) : stages(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const auto e = chain<Count>::move(self.stages, x.first, step);
    if constexpr (Count == 2)
      return outputs(2 * e[0] - e[1]);
    else
      return outputs(3 * e[0] - 3 * e[1] + e[2]);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.stages);
  }
  chain<Count> stages;
};

struct tillson {
  explicit tillson(const std::vector<double>& p) : stages(whole(p[0])), factor(p[1]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const auto e = chain<6>::move(self.stages, x.first, step);
    const double v = self.factor;
    const double square = v * v, cube = square * v;
    return outputs(-cube * e[5] + 3 * (square + cube) * e[4] -
                   3 * (2 * square + v + cube) * e[3] +
                   (1 + 3 * v + cube + 3 * square) * e[2]);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.stages);
  }
  chain<6> stages;
  double factor;
};

std::uint32_t lag_of(double length) {
  return (whole(length) - 1) / 2;
}

struct zero_lag {
  explicit zero_lag(const std::vector<double>& p)
      : past(lag_of(p[0])), average(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double then = step(self.past, x.first);
    return has_value(then) ? outputs(step(self.average, 2 * x.first - then)) : outputs();
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.past);
    visit(self.average);
  }
  delay past;
  exponential_average average;
};

struct kaufman {
  explicit kaufman(const std::vector<double>& p)
      : past(whole(p[0])), path(whole(p[0])), fast(2 / (p[1] + 1)), slow(2 / (p[2] + 1)) {
  }
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double then = step(self.past, x.first);
    double length = no_value;
    if (has_value(self.previous))
      length = step(self.path, std::fabs(x.first - self.previous));
    double average = no_value;
    if (has_value(length)) {
      const double efficiency = length > 0 ? std::fabs(x.first - then) / length : 1;
      const double root = efficiency * (self.fast - self.slow) + self.slow;
      const double from = has_value(self.average) ? self.average : self.previous;
      average = from + root * root * (x.first - from);
    }
    step.keep(self.average, average);
    step.keep(self.previous, x.first);
    return outputs(average);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.past);
    visit(self.path);
    visit(self.previous);
    visit(self.average);
  }
  delay past;
  rolling_sum path;
  double previous = no_value;
  double average = no_value;
  double fast, slow;
};

/// Chains settle later than one average: the start comes in by every stage.
template <int Stages>
int chain_settles(const std::vector<double>& p) {
  return Stages * static_cast<int>(p[0]) +
         exponential_memory(p[0]) * (10 + 4 * (Stages - 1)) / 10;
}

template <int Stages>
int chain_warm(const std::vector<double>& p, std::size_t) {
  return Stages * (static_cast<int>(p[0]) - 1) + 1;
}

} // namespace

indicator_info ema_info() {
  return {"EMA",
          {"EXPONENTIAL MOVING AVERAGE"},
          "averages",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "e += 2/(n+1) * (x - e); seed: mean of the first n values",
          warm_length,
          make_stepped<recursive<exponential_average>>,
          settles_exponential};
}

indicator_info rma_info() {
  return {"RMA",
          {"SMMA", "WILDER", "WILDERS", "SMOOTHED MOVING AVERAGE"},
          "averages",
          {a_length("length", 14)},
          {"value"},
          {price_source::close},
          "Wilder's smoothing: r += (x - r)/n; seed: mean of the first n values",
          warm_length,
          make_stepped<recursive<wilder_average>>,
          settles_wilder};
}

indicator_info dema_info() {
  return {"DEMA",
          {"DOUBLE EMA"},
          "averages",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "2 * e1 - e2 with e1 = EMA(n) of x and e2 = EMA(n) of e1, each seeded with the "
          "mean of its own first n values",
          chain_warm<2>,
          make_stepped<chained<2>>,
          chain_settles<2>};
}

indicator_info tema_info() {
  return {"TEMA",
          {"TRIPLE EMA"},
          "averages",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "3 * e1 - 3 * e2 + e3 of three EMA(n) in a chain, seeded as in DEMA",
          chain_warm<3>,
          make_stepped<chained<3>>,
          chain_settles<3>};
}

indicator_info t3_info() {
  return {
    "T3",
    {"TILLSON", "TILLSON T3"},
    "averages",
    {a_length("length", 5), {"factor", 0, 1, 0.7, false}},
    {"value"},
    {price_source::close},
    "Tillson's T3: -v^3 e6 + 3(v^2 + v^3) e5 - 3(2v^2 + v + v^3) e4 + (1 + 3v + v^3 "
    "+ 3v^2) e3 of six EMA(n) in a chain, seeded as in DEMA",
    chain_warm<6>,
    make_stepped<tillson>,
    chain_settles<6>};
}

indicator_info zlema_info() {
  return {
    "ZLEMA",
    {"ZERO LAG EMA"},
    "averages",
    {a_length("length", 20, 3)},
    {"value"},
    {price_source::close},
    "EMA(n) of 2 * x - x[floor((n-1)/2)], seeded with the mean of its first n values",
    [](const std::vector<double>& p, std::size_t) {
      return static_cast<int>(p[0] + lag_of(p[0]));
    },
    make_stepped<zero_lag>,
    [](const std::vector<double>& p) {
      return 2 * static_cast<int>(p[0]) + exponential_memory(p[0]);
    }};
}

indicator_info kama_info() {
  return {
    "KAMA",
    {"KAUFMAN", "KAUFMAN ADAPTIVE MOVING AVERAGE"},
    "averages",
    {a_length("length", 10), {"fast", 1, 4999, 2, true}, {"slow", 2, 5000, 30, true}},
    {"value"},
    {price_source::close},
    "k += c^2 * (x - k), c between 2/(slow+1) and 2/(fast+1) by the efficiency "
    "|x - x[n]|/sum of |changes| (1 where nothing moved); seed: the n-th value",
    warm_length_and_one,
    make_stepped<kaufman>,
    // Where nothing trends only the slow constant works, and it is squared.
    [](const std::vector<double>& p) {
      const double slow = 2 / (p[2] + 1);
      return static_cast<int>(p[0]) + memory_of(slow * slow);
    }};
}

} // namespace tradeeon
