// Oscillators over windows.
#include "domain/indicators/momentum.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/ranked_window.hpp"
#include "domain/indicators/rolling.hpp"
#include "domain/indicators/window_extremes.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

template <bool Relative>
struct change {
  explicit change(const std::vector<double>& p) : past(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double then = step(self.past, x.first);
    if (Relative)
      return outputs(then != 0 ? 100 * (x.first / then - 1) : no_value);
    return outputs(x.first - then);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.past);
  }
  delay past;
};

struct chande {
  explicit chande(const std::vector<double>& p)
      : gains(whole(p[0])), losses(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    double out = no_value;
    if (has_value(self.previous)) {
      const double moved = x.first - self.previous;
      const double gain = step(self.gains, std::max(moved, 0.));
      const double loss = step(self.losses, std::max(-moved, 0.));
      const double both = gain + loss;
      out = both == 0 ? 0 : 100 * (gain - loss) / both;
    }
    step.keep(self.previous, x.first);
    return outputs(out);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.previous);
    visit(self.gains);
    visit(self.losses);
  }
  double previous = no_value;
  rolling_sum gains, losses;
};

/// A mean and the mean distance from it, over a window.
class mean_distance {
public:
  explicit mean_distance(std::size_t length) : window_(length), ranks_(length) {}
  [[nodiscard]] std::pair<double, double> next(double x) const noexcept {
    auto sum = sum_;
    return take(sum, x, run_after(x));
  }
  std::pair<double, double> commit(double x) noexcept {
    equal_run_ = run_after(x);
    const auto result = take(sum_, x, equal_run_);
    newest_ = x;
    window_.push(x);
    ranks_.push(x);
    return result;
  }
  void save(byte_writer& out) const {
    window_.save(out);
    ranks_.save(out);
    sum_.save(out);
    out.f64(newest_);
    out.u64(equal_run_);
  }
  void load(byte_reader& in) {
    window_.load(in);
    ranks_.load(in);
    sum_.load(in);
    newest_ = in.f64();
    equal_run_ = in.u64();
  }

private:
  [[nodiscard]] std::uint64_t run_after(double x) const noexcept {
    return x == newest_ ? equal_run_ + 1 : 1;
  }
  [[nodiscard]] std::pair<double, double> take(window_sum& sum, double x,
                                               std::uint64_t run) const noexcept {
    sum.take(window_, x, window_.leaving());
    if (!window_.fills())
      return {no_value, no_value};
    const auto n = static_cast<double>(window_.size());
    const double mean = divide_whole(sum.value(), n);
    if (run >= window_.size())
      return {mean, 0};
    auto parts = ranks_.part(mean);
    // The window as it will be: the newest value in, the oldest out.
    const auto count = [&](double value, double by) {
      (value <= mean ? parts.count_below : parts.count_above) += by;
      (value <= mean ? parts.sum_below : parts.sum_above) += by * value;
    };
    if (ranks_.full())
      count(ranks_.leaving(), -1);
    count(x, 1);
    const double below = mean * parts.count_below - parts.sum_below;
    const double above = parts.sum_above - mean * parts.count_above;
    return {mean, (below + above) / n};
  }
  sliding_window window_;
  ranked_window ranks_;
  window_sum sum_;
  double newest_ = no_value;
  std::uint64_t equal_run_ = 0; ///< how many of the newest values are equal
};

struct channel_index {
  explicit channel_index(const std::vector<double>& p) : window(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const auto [mean, distance] = step(self.window, x.first);
    if (!has_value(mean))
      return outputs();
    return outputs(distance > 0 ? (x.first - mean) / (0.015 * distance) : 0.);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.window);
  }
  mean_distance window;
};

struct detrended {
  explicit detrended(const std::vector<double>& p)
      : mean(whole(p[0])), past(whole(p[0]) / 2 + 1) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double now = step(self.mean, x.first);
    return has_value(now) ? outputs(x.first - step(self.past, now)) : outputs();
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.mean);
    visit(self.past);
  }
  rolling_mean mean;
  delay past;
};

struct awesome {
  explicit awesome(const std::vector<double>& p) : fast(whole(p[0])), slow(whole(p[1])) {}
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
  rolling_mean fast, slow;
};

struct power {
  explicit power(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self&, source_values, const candle& bar, Step) noexcept {
    const double range = bar.high - bar.low;
    return outputs(range > 0 ? (bar.close - bar.open) / range : 0.);
  }
  template <class Self, class Visit>
  static void each(Self&, Visit) {}
};

struct fisher {
  explicit fisher(const std::vector<double>& p) : high(whole(p[0])), low(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    const double top = step(self.high, x.first).value;
    const double bottom = step(self.low, x.first).value;
    if (!has_value(top))
      return outputs();
    const double place = top > bottom ? (x.first - bottom) / (top - bottom) - 0.5 : 0;
    const double raw = 0.66 * place + 0.67 * self.place;
    const double held = raw > 0.99 ? 0.999 : raw < -0.99 ? -0.999 : raw;
    const double before = has_value(self.value) ? self.value : 0;
    const double value = 0.5 * std::log((1 + held) / (1 - held)) + 0.5 * before;
    const double trigger = self.value;
    step.keep(self.place, held);
    step.keep(self.value, value);
    return outputs(value, trigger);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.high);
    visit(self.low);
    visit(self.place);
    visit(self.value);
  }
  window_high high;
  window_low low;
  double place = 0;
  double value = no_value;
};

} // namespace

indicator_info mom_info() {
  return {"MOM",
          {"MOMENTUM"},
          "momentum",
          {a_length("length", 10)},
          {"value"},
          {price_source::close},
          "x - x[n]",
          warm_length_and_one,
          make_stepped<change<false>>};
}

indicator_info roc_info() {
  return {"ROC",
          {"RATE OF CHANGE"},
          "momentum",
          {a_length("length", 10)},
          {"value"},
          {price_source::close},
          "100 * (x/x[n] - 1)",
          warm_length_and_one,
          make_stepped<change<true>>};
}

indicator_info cmo_info() {
  return {"CMO",
          {"CHANDE", "CHANDE MOMENTUM OSCILLATOR"},
          "momentum",
          {a_length("length", 14)},
          {"value"},
          {price_source::close},
          "100 * (g - l)/(g + l), g and l being the sums of the gains and losses of n "
          "changes; 0 where nothing changed",
          warm_length_and_one,
          make_stepped<chande>};
}

indicator_info cci_info() {
  return {"CCI",
          {"COMMODITY CHANNEL INDEX"},
          "momentum",
          {a_length("length", 20)},
          {"value"},
          {price_source::hlc3},
          "(x - SMA(n))/(0.015 * mean |x - SMA(n)|), 0 where that is 0",
          warm_length,
          make_stepped<channel_index>};
}

indicator_info dpo_info() {
  return {"DPO",
          {"DETRENDED PRICE OSCILLATOR"},
          "momentum",
          {a_length("length", 21)},
          {"value"},
          {price_source::close},
          "x - SMA(n)[floor(n/2) + 1]",
          [](const std::vector<double>& p, std::size_t) {
            return static_cast<int>(p[0]) + static_cast<int>(p[0]) / 2 + 1;
          },
          make_stepped<detrended>};
}

indicator_info ao_info() {
  return {
    "AO",
    {"AWESOME OSCILLATOR"},
    "momentum",
    {a_length("fast", 5), a_length("slow", 34, 2)},
    {"value"},
    {price_source::hl2},
    "SMA(fast) - SMA(slow)",
    [](const std::vector<double>& p, std::size_t) { return static_cast<int>(p[1]); },
    make_stepped<awesome>};
}

indicator_info bop_info() {
  return {"BOP",
          {"BALANCE OF POWER"},
          "momentum",
          {},
          {"value"},
          {},
          "(close - open)/(high - low), 0 where nothing moved",
          warm_at_once,
          make_stepped<power>};
}

indicator_info fisher_info() {
  return {
    "FISHER",
    {"FISHER TRANSFORM"},
    "momentum",
    {a_length("length", 9)},
    {"fisher", "trigger"},
    {price_source::hl2},
    "f = ln((1+v)/(1-v))/2 + f[1]/2 with v = 0.66 * (place in the range of n values "
    "- 0.5) + 0.67 * v[1], held within +/- 0.999; trigger = f[1]",
    [](const std::vector<double>& p, std::size_t output) {
      return static_cast<int>(p[0]) + static_cast<int>(output);
    },
    make_stepped<fisher>,
    [](const std::vector<double>& p) { return static_cast<int>(p[0]) + 120; }};
}

} // namespace tradeeon
