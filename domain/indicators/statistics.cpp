#include "domain/indicators/statistics.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

struct plain_sum {
  explicit plain_sum(const std::vector<double>& p) : sum(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    return outputs(step(self.sum, x.first));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.sum);
  }
  rolling_sum sum;
};

enum class spread { population, sample, variance, score };

template <spread What>
struct deviation {
  explicit deviation(const std::vector<double>& p) : window(whole(p[0])), length(p[0]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const auto m = step(self.window, x.first);
    if (!has_value(m.mean))
      return outputs();
    const double n = self.length;
    const double sigma = m.scaled_deviation / n;
    switch (What) {
    case spread::population:
      return outputs(sigma);
    case spread::sample:
      return outputs(m.scaled_deviation / std::sqrt(n * (n - 1)));
    case spread::variance:
      return outputs(sigma * sigma);
    case spread::score:
      return outputs(sigma > 0 ? (x.first - m.mean) / sigma : 0.);
    }
    return outputs();
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.window);
  }
  rolling_moments window;
  double length;
};

/// Pearson's r by sums of both series less their first values, so that products
/// of large prices do not hide small movements.
struct correlation {
  explicit correlation(const std::vector<double>& p)
      : x(whole(p[0])), y(whole(p[0])), products(whole(p[0])), length(p[0]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values at, const candle&,
                            Step step) noexcept {
    const double from_x = has_value(self.first_x) ? self.first_x : at.first;
    const double from_y = has_value(self.first_y) ? self.first_y : at.second;
    step.keep(self.first_x, from_x);
    step.keep(self.first_y, from_y);
    const double a = at.first - from_x, b = at.second - from_y;
    const auto mx = step(self.x, a);
    const auto my = step(self.y, b);
    const double sum = step(self.products, a * b);
    if (!has_value(sum))
      return outputs();
    const double n = self.length;
    const double scale = mx.scaled_deviation * my.scaled_deviation;
    if (!(scale > 0))
      return outputs();
    const double r = (n * sum - (n * mx.mean) * (n * my.mean)) / scale;
    return outputs(std::clamp(r, -1., 1.));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.first_x);
    visit(self.first_y);
    visit(self.x);
    visit(self.y);
    visit(self.products);
  }
  double first_x = no_value, first_y = no_value;
  rolling_moments x, y;
  rolling_sum products;
  double length;
};

/// Least squares of the last n values on 0 … n - 1.
struct regression {
  explicit regression(const std::vector<double>& p)
      : sums(whole(p[0])), spread_of(whole(p[0])), length(p[0]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const auto s = step(self.sums, x.first);
    const auto m = step(self.spread_of, x.first);
    if (!has_value(s.plain.high))
      return outputs();
    const double n = self.length;
    // Sum of (k - mean k) * y with k = 1 … n: the large parts cancel exactly.
    const double middle = (n + 1) / 2;
    const auto centre = times_whole(s.plain.high, n + 1);
    const double moment = ((s.weighted.high - centre.high / 2) - centre.low / 2) +
                          (s.weighted.low - middle * s.plain.low);
    const double spread_k = n * (n * n - 1) / 12;
    const double slope = m.scaled_deviation > 0 ? moment / spread_k : 0;
    const double half = slope * (n - 1) / 2;
    const double sigma = m.scaled_deviation / n; // n sigma^2 is the spread of y
    const double r2 =
      sigma > 0 ? std::min(1., slope * slope * spread_k / (n * sigma * sigma)) : no_value;
    constexpr double degrees = 57.295779513082320877;
    return outputs(m.mean + half, slope, m.mean - half, std::atan(slope) * degrees, r2);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.sums);
    visit(self.spread_of);
  }
  rolling_weights sums;
  rolling_moments spread_of;
  double length;
};

} // namespace

indicator_info sum_info() {
  return {"SUM",
          {"TOTAL"},
          "statistics",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "sum of the last n values; of a pattern: how often it was there",
          warm_length,
          make_stepped<plain_sum>};
}

indicator_info stddev_info() {
  return {"STDDEV",
          {"STDEV", "STANDARD DEVIATION"},
          "statistics",
          {a_length("length", 20, 2)},
          {"value"},
          {price_source::close},
          "population standard deviation (divided by n) of the last n values",
          warm_length,
          make_stepped<deviation<spread::population>>};
}

indicator_info stddev_sample_info() {
  return {"STDDEV_SAMPLE",
          {"STDEV_SAMPLE"},
          "statistics",
          {a_length("length", 20, 2)},
          {"value"},
          {price_source::close},
          "sample standard deviation (divided by n - 1) of the last n values",
          warm_length,
          make_stepped<deviation<spread::sample>>};
}

indicator_info var_info() {
  return {"VAR",
          {"VARIANCE"},
          "statistics",
          {a_length("length", 20, 2)},
          {"value"},
          {price_source::close},
          "population variance: the square of STDDEV(n)",
          warm_length,
          make_stepped<deviation<spread::variance>>};
}

indicator_info zscore_info() {
  return {"ZSCORE",
          {"Z SCORE"},
          "statistics",
          {a_length("length", 20, 2)},
          {"value"},
          {price_source::close},
          "(x - SMA(n))/STDDEV(n), 0 where all values are equal",
          warm_length,
          make_stepped<deviation<spread::score>>};
}

indicator_info correl_info() {
  return {"CORREL",
          {"CORRELATION", "CORR"},
          "statistics",
          {a_length("length", 30, 2)},
          {"value"},
          {price_source::close, price_source::volume},
          "Pearson's correlation of two series over n candles; none where one of them "
          "stands still",
          warm_length,
          make_stepped<correlation>};
}

indicator_info linreg_info() {
  return {
    "LINREG",
    {"LINEAR REGRESSION", "LSMA"},
    "statistics",
    {a_length("length", 14, 2)},
    {"value", "slope", "intercept", "angle", "r2"},
    {price_source::close},
    "least squares line through the last n values at 0 … n - 1: its value at n - 1, "
    "slope per candle, value at 0, angle in degrees, and share of the variance "
    "explained (none where all values are equal)",
    warm_length,
    make_stepped<regression>};
}

} // namespace tradeeon
