// What begins anew with each UTC day, and what looks back on the day before.
#include "domain/indicators/days.hpp"

#include "domain/indicators/compensated.hpp"
#include "domain/indicators/entry_parts.hpp"
#include "domain/market/timeframe.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

struct session {
  explicit session(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle& bar,
                            Step step) noexcept {
    const auto day = bar_open(timeframe::d1, bar.open_time);
    auto money = day == self.day ? self.money : compensated_sum{};
    auto volume = day == self.day ? self.volume : compensated_sum{};
    money.add(x.first * bar.volume);
    volume.add(bar.volume);
    step.keep(self.day, day);
    step.keep(self.money, money);
    step.keep(self.volume, volume);
    const double of = volume.value().high + volume.value().low;
    return outputs(of > 0 ? (money.value().high + money.value().low) / of : no_value);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.day);
    visit(self.money);
    visit(self.volume);
  }
  time_ms day = -1;
  compensated_sum money, volume;
};

/// High, low and close of a day's candles so far.
struct day_range {
  time_ms day = -1;
  double high = no_value, low = no_value, close = no_value;
  void add(const candle& bar) noexcept {
    high = has_value(high) ? std::max(high, bar.high) : bar.high;
    low = has_value(low) ? std::min(low, bar.low) : bar.low;
    close = bar.close;
  }
  void save(byte_writer& out) const {
    out.i64(day);
    for (const double x : {high, low, close})
      out.f64(x);
  }
  void load(byte_reader& in) {
    day = in.i64();
    for (double* x : {&high, &low, &close})
      *x = in.f64();
  }
};

template <bool Fibonacci>
struct pivots {
  explicit pivots(const std::vector<double>&) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const auto day = bar_open(timeframe::d1, bar.open_time);
    auto today = self.today;
    auto before = self.before;
    if (day != today.day) {
      before = today;
      today = {};
      today.day = day;
    }
    today.add(bar);
    step.keep(self.today, today);
    step.keep(self.before, before);
    if (!has_value(before.close))
      return outputs();
    const double h = before.high, l = before.low;
    const double p = (h + l + before.close) / 3;
    const double range = h - l;
    if constexpr (Fibonacci)
      return outputs(p, p + 0.382 * range, p - 0.382 * range, p + 0.618 * range,
                     p - 0.618 * range, p + range, p - range);
    else
      return outputs(p, 2 * p - l, 2 * p - h, p + range, p - range, h + 2 * (p - l),
                     l - 2 * (h - p));
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.today);
    visit(self.before);
  }
  day_range today, before;
};

/// At the latest after this many of the shortest candles, a day's worth.
int warm_a_day(const std::vector<double>&, std::size_t) {
  return 1'441;
}
int settles_in_days(const std::vector<double>&) {
  return 2 * 1'440 + 1;
}

} // namespace

indicator_info vwap_info() {
  return {"VWAP",
          {"SESSION_VWAP"},
          "volume",
          {},
          {"value"},
          {price_source::hlc3},
          "sum(x * volume)/sum(volume) since 00:00 UTC; none while that volume is 0",
          warm_at_once,
          make_stepped<session>,
          settles_in_days};
}

indicator_info pivots_info() {
  return {
    "PIVOTS",
    {"PIVOT", "PIVOT POINTS"},
    "levels",
    {},
    {"pp", "r1", "s1", "r2", "s2", "r3", "s3"},
    {},
    "classic pivots of the newest earlier UTC day that has candles: pp = "
    "(h+l+c)/3, r1 = 2pp - l, s1 = 2pp - h, r2/s2 = pp +/- (h - l), r3 = h + 2(pp - "
    "l), s3 = l - 2(h - pp); its warm-up is that day, 1441 candles of a minute",
    warm_a_day,
    make_stepped<pivots<false>>,
    settles_in_days};
}

indicator_info pivots_fib_info() {
  return {
    "PIVOTS_FIB",
    {"FIBONACCI PIVOTS", "PIVOT_FIB"},
    "levels",
    {},
    {"pp", "r1", "s1", "r2", "s2", "r3", "s3"},
    {},
    "as PIVOTS, with r1/s1, r2/s2 and r3/s3 at pp +/- 0.382, 0.618 and 1 times (h - "
    "l)",
    warm_a_day,
    make_stepped<pivots<true>>,
    settles_in_days};
}

} // namespace tradeeon
