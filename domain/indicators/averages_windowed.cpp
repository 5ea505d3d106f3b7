// Averages over a window: all that they know is the last n values.
#include "domain/indicators/averages.hpp"
#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"

#include <cmath>

namespace tradeeon {

namespace {

struct weighted {
  explicit weighted(const std::vector<double>& p) : mean(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    return outputs(step(self.mean, x.first));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.mean);
  }
  weighted_mean mean;
};

/// Of an even length, one of the two means is longer by one.
struct triangular {
  explicit triangular(const std::vector<double>& p)
      : inner((whole(p[0]) + 1) / 2), outer(whole(p[0]) / 2 + 1) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double mean = step(self.inner, x.first);
    return has_value(mean) ? outputs(step(self.outer, mean)) : outputs();
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.inner);
    visit(self.outer);
  }
  rolling_mean inner, outer;
};

std::uint32_t root_of(double length) {
  return whole(std::floor(std::sqrt(length)));
}

struct hull {
  explicit hull(const std::vector<double>& p)
      : half(whole(p[0]) / 2), full(whole(p[0])), smooth(root_of(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double a = step(self.half, x.first);
    const double b = step(self.full, x.first);
    return has_value(b) ? outputs(step(self.smooth, 2 * a - b)) : outputs();
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.half);
    visit(self.full);
    visit(self.smooth);
  }
  weighted_mean half, full, smooth;
};

struct volume_weighted {
  explicit volume_weighted(const std::vector<double>& p)
      : weighed(whole(p[0])), volume(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle& bar,
                            Step step) noexcept {
    const double a = step(self.weighed, x.first * bar.volume);
    const double b = step(self.volume, bar.volume);
    return outputs(has_value(b) && b != 0 ? a / b : no_value);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.weighed);
    visit(self.volume);
  }
  rolling_sum weighed, volume;
};

struct plain_mean {
  explicit plain_mean(const std::vector<double>& p) : mean(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    return outputs(step(self.mean, x.first));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.mean);
  }
  rolling_mean mean;
};

} // namespace

indicator_info sma_info() {
  return {"SMA",
          {"MA", "SIMPLE MOVING AVERAGE"},
          "averages",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "mean of the last n values",
          warm_length,
          make_stepped<plain_mean>};
}

indicator_info wma_info() {
  return {"WMA",
          {"WEIGHTED MOVING AVERAGE", "LWMA"},
          "averages",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "sum(k * x)/sum(k) over the last n values, weight k = n on the newest",
          warm_length,
          make_stepped<weighted>};
}

indicator_info trima_info() {
  return {"TRIMA",
          {"TRIANGULAR MOVING AVERAGE", "TMA"},
          "averages",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "SMA(floor(n/2) + 1) of SMA(ceil(n/2)): weights rise to the middle and fall",
          warm_length,
          make_stepped<triangular>};
}

indicator_info hma_info() {
  return {"HMA",
          {"HULL", "HULL MA", "HULL MOVING AVERAGE"},
          "averages",
          {a_length("length", 20, 2)},
          {"value"},
          {price_source::close},
          "WMA(floor(sqrt(n))) of 2 * WMA(floor(n/2)) - WMA(n)",
          [](const std::vector<double>& p, std::size_t) {
            return static_cast<int>(p[0] + root_of(p[0])) - 1;
          },
          make_stepped<hull>};
}

indicator_info vwma_info() {
  return {"VWMA",
          {"VOLUME WEIGHTED MOVING AVERAGE"},
          "averages",
          {a_length("length", 20)},
          {"value"},
          {price_source::close},
          "sum(x * volume)/sum(volume) over n candles; none where that volume is 0",
          warm_length,
          make_stepped<volume_weighted>};
}

indicator_info rolling_vwap_info() {
  return {"ROLLING_VWAP",
          {"RVWAP"},
          "volume",
          {a_length("length", 20)},
          {"value"},
          {price_source::hlc3},
          "sum(x * volume)/sum(volume) over n candles; none where that volume is 0",
          warm_length,
          make_stepped<volume_weighted>};
}

indicator_info volume_ma_info() {
  return {"VOLUME_MA",
          {"VOLUME MA", "VOLUMEMA", "VOLUME_SMA"},
          "volume",
          {a_length("length", 20)},
          {"value"},
          {price_source::volume},
          "mean volume of the last n candles",
          warm_length,
          make_stepped<plain_mean>};
}

} // namespace tradeeon
