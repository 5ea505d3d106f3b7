// Where the volume goes: lines that add it up and shares of it.
#include "domain/indicators/volume_flow.hpp"

#include "domain/indicators/compensated.hpp"
#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/rolling.hpp"
#include "domain/indicators/seeded_average.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

double total_of(const compensated_sum& x) noexcept {
  return x.value().high + x.value().low;
}

/// Where in its range a candle closed, -1 to 1, times its volume.
double money_flow(const candle& bar) noexcept {
  const double range = bar.high - bar.low;
  return range > 0 ? ((bar.close - bar.low) - (bar.high - bar.close)) / range * bar.volume
                   : 0;
}

struct balance {
  explicit balance(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle& bar,
                            Step step) noexcept {
    auto sum = self.sum;
    if (has_value(self.previous) && x.first != self.previous)
      sum.add(x.first > self.previous ? bar.volume : -bar.volume);
    step.keep(self.sum, sum);
    step.keep(self.previous, x.first);
    return outputs(total_of(sum));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.sum);
    visit(self.previous);
  }
  compensated_sum sum;
  double previous = no_value;
};

struct accumulation {
  explicit accumulation(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    auto sum = self.sum;
    sum.add(money_flow(bar));
    step.keep(self.sum, sum);
    return outputs(total_of(sum));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.sum);
  }
  compensated_sum sum;
};

struct accumulation_oscillator {
  explicit accumulation_oscillator(const std::vector<double>& p)
      : fast(whole(p[0])), slow(whole(p[1])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    auto sum = self.sum;
    sum.add(money_flow(bar));
    step.keep(self.sum, sum);
    const double line = total_of(sum);
    const double a = step(self.fast, line);
    const double b = step(self.slow, line);
    return outputs(a - b);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.sum);
    visit(self.fast);
    visit(self.slow);
  }
  compensated_sum sum;
  exponential_average fast, slow;
};

struct chaikin {
  explicit chaikin(const std::vector<double>& p)
      : flow(whole(p[0])), volume(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double a = step(self.flow, money_flow(bar));
    const double b = step(self.volume, bar.volume);
    return outputs(has_value(b) && b != 0 ? a / b : no_value);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.flow);
    visit(self.volume);
  }
  rolling_sum flow, volume;
};

struct money_index {
  explicit money_index(const std::vector<double>& p)
      : gains(whole(p[0])), losses(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle& bar,
                            Step step) noexcept {
    double out = no_value;
    if (has_value(self.previous)) {
      const double flow = x.first * bar.volume;
      const double gain = step(self.gains, x.first > self.previous ? flow : 0);
      const double loss = step(self.losses, x.first < self.previous ? flow : 0);
      if (has_value(gain))
        out = loss == 0 ? 100 : 100 * gain / (gain + loss);
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

struct ease {
  explicit ease(const std::vector<double>& p) : mean(whole(p[0])), divisor(p[1]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const double middle = (bar.high + bar.low) / 2;
    double out = no_value;
    if (has_value(self.middle))
      out = step(self.mean, bar.volume > 0 ? self.divisor * (middle - self.middle) *
                                               (bar.high - bar.low) / bar.volume
                                           : 0);
    step.keep(self.middle, middle);
    return outputs(out);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.middle);
    visit(self.mean);
  }
  double middle = no_value;
  rolling_mean mean;
  double divisor;
};

/// Moves with the price on candles of less (NVI) or of more (PVI) volume.
template <bool OnLess>
struct volume_index {
  explicit volume_index(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle& bar,
                            Step step) noexcept {
    double value = self.value;
    const bool counts =
      OnLess ? bar.volume < self.volume : bar.volume > self.volume; // false at first
    if (counts && self.previous > 0)
      value *= x.first / self.previous;
    step.keep(self.value, value);
    step.keep(self.previous, x.first);
    step.keep(self.volume, bar.volume);
    return outputs(value);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.value);
    visit(self.previous);
    visit(self.volume);
  }
  double value = 1'000;
  double previous = no_value, volume = no_value;
};

} // namespace

indicator_info obv_info() {
  return {"OBV",
          {"ON BALANCE VOLUME"},
          "volume",
          {},
          {"value"},
          {price_source::close},
          "adds the volume where x rises and takes it off where x falls; starts at 0",
          warm_at_once,
          make_stepped<balance>,
          settles_never};
}

indicator_info ad_info() {
  return {
    "AD",
    {"ADL", "ACCUMULATION DISTRIBUTION"},
    "volume",
    {},
    {"value"},
    {},
    "running sum of ((close - low) - (high - close))/(high - low) * volume, 0 where "
    "nothing moved",
    warm_at_once,
    make_stepped<accumulation>,
    settles_never};
}

indicator_info adosc_info() {
  return {
    "ADOSC",
    {"CHAIKIN OSCILLATOR"},
    "volume",
    {a_length("fast", 3), a_length("slow", 10, 2)},
    {"value"},
    {},
    "EMA(fast) - EMA(slow) of AD, each seeded with the mean of its own first n "
    "values",
    [](const std::vector<double>& p, std::size_t) { return static_cast<int>(p[1]); },
    make_stepped<accumulation_oscillator>,
    [](const std::vector<double>& p) {
      return static_cast<int>(p[1]) + 2 * exponential_memory(p[1]);
    }};
}

indicator_info cmf_info() {
  return {"CMF",
          {"CHAIKIN MONEY FLOW"},
          "volume",
          {a_length("length", 20)},
          {"value"},
          {},
          "sum of AD's terms over n candles/sum of volume; none where that volume is 0",
          warm_length,
          make_stepped<chaikin>};
}

indicator_info mfi_info() {
  return {"MFI",
          {"MONEY FLOW INDEX"},
          "momentum",
          {a_length("length", 14)},
          {"value"},
          {price_source::hlc3},
          "100 * up/(up + down), up and down being the sums of x * volume of the last n "
          "candles on which x rose or fell; 100 where down is 0",
          warm_length_and_one,
          make_stepped<money_index>};
}

indicator_info emv_info() {
  return {"EMV",
          {"EOM", "EASE OF MOVEMENT"},
          "volume",
          {a_length("length", 14), {"divisor", 1, 1e12, 10'000, false}},
          {"value"},
          {},
          "SMA(n) of divisor * change of hl2 * (high - low)/volume, 0 where there is no "
          "volume",
          warm_length_and_one,
          make_stepped<ease>};
}

indicator_info nvi_info() {
  return {"NVI",
          {"NEGATIVE VOLUME INDEX"},
          "volume",
          {},
          {"value"},
          {price_source::close},
          "1000, times x/x[1] on every candle with less volume than the one before",
          warm_at_once,
          make_stepped<volume_index<true>>,
          settles_never};
}

indicator_info pvi_info() {
  return {"PVI",
          {"POSITIVE VOLUME INDEX"},
          "volume",
          {},
          {"value"},
          {price_source::close},
          "1000, times x/x[1] on every candle with more volume than the one before",
          warm_at_once,
          make_stepped<volume_index<false>>,
          settles_never};
}

} // namespace tradeeon
