// What is made of the highest and lowest of a window.
#include "domain/indicators/channels.hpp"

#include "domain/indicators/entry_parts.hpp"
#include "domain/indicators/window_extremes.hpp"

namespace tradeeon {

namespace {

template <bool Highest>
struct edge {
  explicit edge(const std::vector<double>& p) : window(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values x, const candle&,
                            Step step) noexcept {
    return outputs(step(self.window, x.first).value);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.window);
  }
  window_extreme<Highest> window;
};

/// Highest high and lowest low of a window.
struct span {
  explicit span(std::uint32_t length) : high(length), low(length) {}
  template <class Self, class Step>
  static std::pair<extreme, extreme> move(Self& self, const candle& bar,
                                          Step step) noexcept {
    return {step(self.high, bar.high), step(self.low, bar.low)};
  }
  void save(byte_writer& out) const {
    high.save(out);
    low.save(out);
  }
  void load(byte_reader& in) {
    high.load(in);
    low.load(in);
  }
  window_high high;
  window_low low;
};

struct donchian {
  explicit donchian(const std::vector<double>& p) : window(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const auto [high, low] = span::move(self.window, bar, step);
    return outputs(high.value, low.value, (high.value + low.value) / 2);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.window);
  }
  span window;
};

struct ichimoku {
  explicit ichimoku(const std::vector<double>& p)
      : tenkan(whole(p[0])), kijun(whole(p[1])), wide(whole(p[2])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const auto middle = [&](auto& window) {
      const auto [high, low] = span::move(window, bar, step);
      return (high.value + low.value) / 2;
    };
    const double tenkan = middle(self.tenkan);
    const double kijun = middle(self.kijun);
    const double wide = middle(self.wide);
    return outputs(tenkan, kijun, (tenkan + kijun) / 2, wide);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.tenkan);
    visit(self.kijun);
    visit(self.wide);
  }
  span tenkan, kijun, wide;
};

template <bool Difference>
struct aroon {
  explicit aroon(const std::vector<double>& p) : window(whole(p[0]) + 1), length(p[0]) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const auto [high, low] = span::move(self.window, bar, step);
    if (!has_value(high.value))
      return outputs();
    const double up = 100 * (self.length - high.age) / self.length;
    const double down = 100 * (self.length - low.age) / self.length;
    return Difference ? outputs(up - down) : outputs(up, down);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.window);
  }
  span window;
  double length;
};

struct williams {
  explicit williams(const std::vector<double>& p) : window(whole(p[0])) {}
  template <class Self, class Step>
  static output_values move(Self& self, source_values, const candle& bar,
                            Step step) noexcept {
    const auto [high, low] = span::move(self.window, bar, step);
    const double range = high.value - low.value;
    if (!has_value(range))
      return outputs();
    return outputs(range > 0 ? -100 * (high.value - bar.close) / range : 0.);
  }
  template <class Self, class Visit>
  static void each(Self& self, Visit visit) {
    visit(self.window);
  }
  span window;
};

} // namespace

indicator_info highest_info() {
  return {"HIGHEST",
          {"MAX"},
          "levels",
          {a_length("length", 20)},
          {"value"},
          {price_source::high},
          "the highest of the last n values",
          warm_length,
          make_stepped<edge<true>>};
}

indicator_info lowest_info() {
  return {"LOWEST",
          {"MIN"},
          "levels",
          {a_length("length", 20)},
          {"value"},
          {price_source::low},
          "the lowest of the last n values",
          warm_length,
          make_stepped<edge<false>>};
}

indicator_info donchian_info() {
  return {
    "DONCHIAN",
    {"DC", "DONCHIAN CHANNEL", "DONCHIAN CHANNELS"},
    "levels",
    {a_length("length", 20)},
    {"upper", "lower", "middle"},
    {},
    "highest high and lowest low of the last n candles, this one included; middle = "
    "their mean",
    warm_length,
    make_stepped<donchian>};
}

indicator_info ichimoku_info() {
  return {"ICHIMOKU",
          {"ICHIMOKU CLOUD"},
          "trend",
          {a_length("tenkan", 9), a_length("kijun", 26), a_length("span", 52)},
          {"tenkan", "kijun", "span_a", "span_b"},
          {},
          "(highest high + lowest low)/2 over each length; span_a = (tenkan + kijun)/2; "
          "not displaced: the values of the candle they are computed on",
          [](const std::vector<double>& p, std::size_t output) {
            const double of[] = {p[0], p[1], std::max(p[0], p[1]), p[2]};
            return static_cast<int>(of[output]);
          },
          make_stepped<ichimoku>};
}

indicator_info aroon_info() {
  return {"AROON",
          {},
          "trend",
          {a_length("length", 25)},
          {"up", "down"},
          {},
          "100 * (n - candles since the highest high or lowest low of n + 1)/n; of equal "
          "extremes the latest counts",
          warm_length_and_one,
          make_stepped<aroon<false>>};
}

indicator_info aroonosc_info() {
  return {"AROONOSC",
          {"AROON OSCILLATOR"},
          "trend",
          {a_length("length", 25)},
          {"value"},
          {},
          "AROON(n).up - AROON(n).down",
          warm_length_and_one,
          make_stepped<aroon<true>>};
}

indicator_info willr_info() {
  return {"WILLR",
          {"WILLIAMS %R", "WILLIAMS R", "%R", "WILLIAMSR"},
          "momentum",
          {a_length("length", 14)},
          {"value"},
          {},
          "-100 * (highest high - close)/(highest high - lowest low) over n candles, 0 "
          "where those are equal",
          warm_length,
          make_stepped<williams>};
}

} // namespace tradeeon
