// The slow reference of ranges, trends and levels.
#include "tests/unit/indicators_reference_parts.hpp"

#include <algorithm>

namespace tradeeon::test {

namespace {

columns directional(const input& in) {
  const auto n = in.n();
  const auto tr = true_ranges(in);
  reals plus(in.size(), none), minus(in.size(), none), range(in.size(), none);
  for (std::size_t i = 1; i < in.size(); ++i) {
    const real up = real(in.bars[i].high) - in.bars[i - 1].high;
    const real down = real(in.bars[i - 1].low) - in.bars[i].low;
    plus[i] = up > down && up > 0 ? up : 0;
    minus[i] = down > up && down > 0 ? down : 0;
    range[i] = tr[i];
  }
  plus = wilder_of(plus, n);
  minus = wilder_of(minus, n);
  range = wilder_of(range, n);
  const auto di = [&](const reals& x) {
    return each(in.size(), [&](std::size_t i) -> real {
      return std::isnan(range[i]) ? none : range[i] > 0 ? 100 * x[i] / range[i] : 0;
    });
  };
  const auto p = di(plus), m = di(minus);
  const auto dx = each(in.size(), [&](std::size_t i) -> real {
    if (std::isnan(p[i]))
      return none;
    return p[i] + m[i] > 0 ? 100 * std::fabs(p[i] - m[i]) / (p[i] + m[i]) : 0;
  });
  const auto adx = wilder_of(dx, n);
  const auto adxr = each(in.size(), [&](std::size_t i) -> real {
    return i + 1 < n ? none : (adx[i] + adx[i + 1 - n]) / 2;
  });
  return {p, m, dx, adx, adxr};
}

columns supertrend(const input& in) {
  const auto atr = wilder(true_ranges(in), in.n());
  reals value(in.size(), none), direction(in.size(), none);
  real upper = none, lower = none;
  bool up = false;
  for (std::size_t i = in.n() - 1; i < in.size(); ++i) {
    const auto& x = in.bars[i];
    const real middle = (real(x.high) + x.low) / 2;
    const real above = middle + in.p[1] * atr[i], below = middle - in.p[1] * atr[i];
    if (std::isnan(upper)) {
      upper = above;
      lower = below;
    } else {
      const real before = in.bars[i - 1].close;
      const bool was_up = up;
      upper = above < upper || before > upper ? above : upper;
      lower = below > lower || before < lower ? below : lower;
      up = was_up ? !(x.close < lower) : x.close > upper;
    }
    value[i] = up ? lower : upper;
    direction[i] = up ? 1 : -1;
  }
  return {value, direction};
}

columns parabolic(const input& in) {
  reals out(in.size(), none);
  const real step = std::min(in.p[0], in.p[1]), most = in.p[1];
  if (in.size() < 2)
    return {out};
  const auto hi = highs(in), lo = lows(in);
  bool up = !(lo[0] - lo[1] > 0 && hi[1] - hi[0] < lo[0] - lo[1]);
  real ep = up ? hi[1] : lo[1], stop = up ? lo[0] : hi[0], pace = step;
  for (std::size_t i = 1; i < in.size(); ++i) {
    // The candle before; of the first step this candle itself.
    const std::size_t b = i == 1 ? 1 : i - 1;
    const bool broken = up ? lo[i] <= stop : hi[i] >= stop;
    if (broken) {
      stop = up ? std::max({ep, hi[b], hi[i]}) : std::min({ep, lo[b], lo[i]});
      up = !up;
      ep = up ? hi[i] : lo[i];
      pace = step;
      out[i] = stop;
    } else {
      out[i] = stop;
      if (up ? hi[i] > ep : lo[i] < ep) {
        ep = up ? hi[i] : lo[i];
        pace = std::min(pace + step, most);
      }
    }
    stop += pace * (ep - stop);
    stop = up ? std::min({stop, lo[b], lo[i]}) : std::max({stop, hi[b], hi[i]});
  }
  return {out};
}

columns pivots(const input& in, bool fibonacci) {
  columns out(7, reals(in.size(), none));
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto day = bar_open(timeframe::d1, in.bars[i].open_time);
    std::size_t last = i;
    while (last > 0 && in.bars[last].open_time >= day)
      --last;
    if (in.bars[last].open_time >= day)
      continue;
    const auto its_day = bar_open(timeframe::d1, in.bars[last].open_time);
    real h = in.bars[last].high, l = in.bars[last].low;
    const real c = in.bars[last].close;
    for (std::size_t k = last + 1; k-- > 0 && in.bars[k].open_time >= its_day;) {
      h = std::max(h, real(in.bars[k].high));
      l = std::min(l, real(in.bars[k].low));
    }
    const real p = (h + l + c) / 3, r = h - l;
    if (fibonacci) {
      const real steps[] = {0, real(0.382), -real(0.382), real(0.618), -real(0.618),
                            1, -1};
      for (std::size_t k = 0; k < 7; ++k)
        out[k][i] = p + steps[k] * r;
    } else {
      const real levels[] = {p,     2 * p - l,       2 * p - h,      p + r,
                             p - r, h + 2 * (p - l), l - 2 * (h - p)};
      for (std::size_t k = 0; k < 7; ++k)
        out[k][i] = levels[k];
    }
  }
  return out;
}

} // namespace

const formulas& ranges_formulas() {
  static const formulas table{
    {"TRANGE", [](const input& in) { return columns{true_ranges(in)}; }},
    {"NATR",
     [](const input& in) {
       return columns{over(wilder(true_ranges(in), in.n()), closes(in), 100)};
     }},
    {"CHOP",
     [](const input& in) {
       const auto sum = sum_of(true_ranges(in), in.n());
       const auto h = windowed(highs(in), in.n(), largest);
       const auto l = windowed(lows(in), in.n(), smallest);
       return columns{each(in.size(), [&](std::size_t i) {
         return h[i] > l[i]
                  ? 100 * std::log10(sum[i] / (h[i] - l[i])) / std::log10(real(in.p[0]))
                  : none;
       })};
     }},
    {"VORTEX",
     [](const input& in) {
       reals up(in.size(), none), down(in.size(), none), range(in.size(), none);
       const auto tr = true_ranges(in);
       for (std::size_t i = 1; i < in.size(); ++i) {
         up[i] = std::fabs(real(in.bars[i].high) - in.bars[i - 1].low);
         down[i] = std::fabs(real(in.bars[i].low) - in.bars[i - 1].high);
         range[i] = tr[i];
       }
       const auto sum = sum_of(range, in.n());
       return columns{over(sum_of(up, in.n()), sum), over(sum_of(down, in.n()), sum)};
     }},
    {"KELTNER",
     [](const input& in) {
       const auto middle = ema(in.xs, in.n(0));
       const auto atr = wilder(true_ranges(in), in.n(1));
       const auto band = [&](real sign) {
         return each(in.size(),
                     [&](std::size_t i) { return middle[i] + sign * in.p[2] * atr[i]; });
       };
       return columns{middle, band(1), band(-1)};
     }},
    {"PLUS_DI", [](const input& in) { return columns{directional(in)[0]}; }},
    {"MINUS_DI", [](const input& in) { return columns{directional(in)[1]}; }},
    {"DX", [](const input& in) { return columns{directional(in)[2]}; }},
    {"ADX", [](const input& in) { return columns{directional(in)[3]}; }},
    {"ADXR", [](const input& in) { return columns{directional(in)[4]}; }},
    {"SUPERTREND", supertrend},
    {"PSAR", parabolic},
    {"DONCHIAN",
     [](const input& in) {
       const auto h = windowed(highs(in), in.n(), largest);
       const auto l = windowed(lows(in), in.n(), smallest);
       return columns{h, l,
                      each(in.size(), [&](std::size_t i) { return (h[i] + l[i]) / 2; })};
     }},
    {"ICHIMOKU",
     [](const input& in) {
       const auto middle = [&](std::size_t n) {
         const auto h = windowed(highs(in), n, largest);
         const auto l = windowed(lows(in), n, smallest);
         return each(in.size(), [&](std::size_t i) { return (h[i] + l[i]) / 2; });
       };
       const auto a = middle(in.n(0)), b = middle(in.n(1));
       return columns{a, b,
                      each(in.size(), [&](std::size_t i) { return (a[i] + b[i]) / 2; }),
                      middle(in.n(2))};
     }},
    {"AROON",
     [](const input& in) {
       const auto since = [&](const reals& xs, bool high) {
         return each(in.size(), [&](std::size_t i) -> real {
           if (i < in.n())
             return none;
           std::size_t best = i;
           for (std::size_t k = i; k + in.n() > i && k > 0; --k)
             if (high ? xs[k - 1] > xs[best] : xs[k - 1] < xs[best])
               best = k - 1;
           return 100 * (real(in.p[0]) - real(i - best)) / real(in.p[0]);
         });
       };
       return columns{since(highs(in), true), since(lows(in), false)};
     }},
    {"AROONOSC",
     [](const input& in) {
       const auto lines = ranges_formulas().at("AROON")(in);
       return columns{minus(lines[0], lines[1])};
     }},
    {"HEIKIN_ASHI",
     [](const input& in) {
       columns out(4, reals(in.size(), none));
       for (std::size_t i = 0; i < in.size(); ++i) {
         const auto& x = in.bars[i];
         out[3][i] = (real(x.open) + x.high + x.low + x.close) / 4;
         out[0][i] =
           i == 0 ? (real(x.open) + x.close) / 2 : (out[0][i - 1] + out[3][i - 1]) / 2;
         out[1][i] = std::max({real(x.high), out[0][i], out[3][i]});
         out[2][i] = std::min({real(x.low), out[0][i], out[3][i]});
       }
       return out;
     }},
    {"PIVOTS", [](const input& in) { return pivots(in, false); }},
    {"PIVOTS_FIB", [](const input& in) { return pivots(in, true); }},
  };
  return table;
}

} // namespace tradeeon::test
