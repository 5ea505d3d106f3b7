// The slow reference of the further indicators: every window is computed from scratch
// on every candle, in long double.
#include "tests/unit/indicators_reference.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace tradeeon::test {

namespace {

using columns = std::vector<reals>;

struct input {
  const std::vector<double>& p;
  const reals& xs;
  const reals& ys;
  const std::vector<candle>& bars;
  [[nodiscard]] std::size_t n(std::size_t i = 0) const {
    return static_cast<std::size_t>(p[i]);
  }
  [[nodiscard]] std::size_t size() const { return bars.size(); }
};

reals field(const input& in, real (*of)(const candle&)) {
  reals out;
  for (const auto& bar : in.bars)
    out.push_back(of(bar));
  return out;
}
reals highs(const input& in) {
  return field(in, [](const candle& x) { return real(x.high); });
}
reals lows(const input& in) {
  return field(in, [](const candle& x) { return real(x.low); });
}
reals closes(const input& in) {
  return field(in, [](const candle& x) { return real(x.close); });
}
reals volumes(const input& in) {
  return field(in, [](const candle& x) { return real(x.volume); });
}

reals each(std::size_t size, const std::function<real(std::size_t)>& f) {
  reals out(size, none);
  for (std::size_t i = 0; i < size; ++i)
    out[i] = f(i);
  return out;
}

real total(const real* first, const real* last) {
  real out = 0;
  for (; first != last; ++first)
    out += *first;
  return out;
}
real largest(const real* first, const real* last) {
  return *std::max_element(first, last);
}
real smallest(const real* first, const real* last) {
  return *std::min_element(first, last);
}

/// What follows the leading gaps, smoothed, with the gaps put back.
template <class F>
reals after_gap(const reals& xs, F f) {
  std::size_t skip = 0;
  while (skip < xs.size() && std::isnan(xs[skip]))
    ++skip;
  const auto inner = f(reals(xs.begin() + static_cast<std::ptrdiff_t>(skip), xs.end()));
  reals out(skip, none);
  out.insert(out.end(), inner.begin(), inner.end());
  return out;
}
reals ema_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) { return ema(x, n); });
}
reals wilder_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) { return wilder(x, n); });
}
reals sma_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) { return windowed(x, n, mean); });
}
reals wma_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) {
    return windowed(x, n, [](const real* first, const real* last) {
      real sum = 0, weights = 0, k = 1;
      for (; first != last; ++first, ++k) {
        sum += k * *first;
        weights += k;
      }
      return sum / weights;
    });
  });
}

reals true_ranges(const input& in) {
  return each(in.size(), [&](std::size_t i) -> real {
    const auto& x = in.bars[i];
    if (i == 0)
      return real(x.high) - x.low;
    const real c = in.bars[i - 1].close;
    return std::max({real(x.high) - x.low, std::fabs(x.high - c), std::fabs(x.low - c)});
  });
}

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

columns kaufman(const input& in) {
  const auto n = in.n();
  reals out(in.size(), none);
  for (std::size_t i = n; i < in.size(); ++i) {
    real path = 0;
    for (std::size_t k = i + 1 - n; k <= i; ++k)
      path += std::fabs(in.xs[k] - in.xs[k - 1]);
    const real er = path == 0 ? 1 : std::fabs(in.xs[i] - in.xs[i - n]) / path;
    const real fast = real(2) / (in.p[1] + 1), slow = real(2) / (in.p[2] + 1);
    const real c = std::pow(er * (fast - slow) + slow, 2);
    const real from = i == n ? in.xs[i - 1] : out[i - 1];
    out[i] = from + c * (in.xs[i] - from);
  }
  return {out};
}

real money_flow(const candle& x) {
  const real range = real(x.high) - x.low;
  return range > 0
           ? ((real(x.close) - x.low) - (real(x.high) - x.close)) / range * x.volume
           : 0;
}

reals running(const reals& xs) {
  real sum = 0;
  return each(xs.size(), [&](std::size_t i) { return sum += xs[i]; });
}

reals place_in_range(const reals& at, const reals& low, const reals& high,
                     real least = 0) {
  return each(at.size(), [&](std::size_t i) -> real {
    if (std::isnan(low[i]))
      return none;
    return high[i] - low[i] > least ? 100 * (at[i] - low[i]) / (high[i] - low[i]) : 0;
  });
}

columns smoothed_place(const reals& raw, std::size_t k_length, std::size_t d_length) {
  const auto k = sma_of(raw, k_length);
  return {k, sma_of(k, d_length), raw};
}

columns ultimate(const input& in) {
  const auto tr = true_ranges(in);
  return {each(in.size(), [&](std::size_t i) -> real {
    const auto longest = std::max({in.n(0), in.n(1), in.n(2)});
    if (i < longest)
      return none;
    real sum = 0;
    const real weights[] = {4, 2, 1};
    for (std::size_t k = 0; k < 3; ++k) {
      real pressure = 0, range = 0;
      for (std::size_t j = i + 1 - in.n(k); j <= i; ++j) {
        pressure +=
          in.bars[j].close - std::min(real(in.bars[j].low), real(in.bars[j - 1].close));
        range += tr[j];
      }
      sum += weights[k] * (range == 0 ? 0 : pressure / range);
    }
    return 100 * sum / 7;
  })};
}

columns fisher(const input& in) {
  const auto high = windowed(in.xs, in.n(), largest),
             low = windowed(in.xs, in.n(), smallest);
  reals value(in.size(), none), trigger(in.size(), none);
  real v = 0, f = 0;
  for (std::size_t i = in.n() - 1; i < in.size(); ++i) {
    const real place =
      high[i] > low[i] ? (in.xs[i] - low[i]) / (high[i] - low[i]) - 0.5L : 0;
    // The constants are doubles by definition.
    v = real(0.66) * place + real(0.67) * v;
    v = v > real(0.99) ? real(0.999) : v < -real(0.99) ? -real(0.999) : v;
    if (i >= in.n())
      trigger[i] = f;
    f = std::log((1 + v) / (1 - v)) / 2 + f / 2;
    value[i] = f;
  }
  return {value, trigger};
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

/// Every candle that could be the pivot is looked at anew.
columns divergences(const input& in) {
  const auto left = in.n(0), right = in.n(1), most = in.n(2);
  columns out(4, reals(in.size(), none));
  for (const bool is_high : {false, true}) {
    std::size_t last = in.size();
    for (std::size_t i = left + right; i < in.size(); ++i) {
      const auto at = i - right;
      bool pivot = true;
      for (auto k = at - left; k <= i; ++k) {
        // Of equal ones the latest counts: those before may equal it.
        if (k < at && (is_high ? in.xs[k] > in.xs[at] : in.xs[k] < in.xs[at]))
          pivot = false;
        if (k > at && (is_high ? in.xs[k] >= in.xs[at] : in.xs[k] <= in.xs[at]))
          pivot = false;
      }
      out[is_high ? 1 : 0][i] = 0;
      out[is_high ? 3 : 2][i] = 0;
      if (!pivot)
        continue;
      if (last < in.size() && at - last <= most) {
        const real price = (in.xs[at] - in.xs[last]) * (is_high ? 1 : -1);
        const real other = (in.ys[at] - in.ys[last]) * (is_high ? 1 : -1);
        out[is_high ? 1 : 0][i] = price > 0 && other < 0 ? 1 : 0;
        out[is_high ? 3 : 2][i] = price < 0 && other > 0 ? 1 : 0;
      }
      last = at;
    }
  }
  return out;
}

columns regression(const input& in) {
  const auto n = in.n();
  columns out(5, reals(in.size(), none));
  for (std::size_t i = n - 1; i < in.size(); ++i) {
    const real* y = &in.xs[i + 1 - n];
    const real my = mean(y, y + n), mx = real(n - 1) / 2;
    real sxy = 0, sxx = 0, syy = 0;
    for (std::size_t k = 0; k < n; ++k) {
      sxy += (real(k) - mx) * (y[k] - my);
      sxx += (real(k) - mx) * (real(k) - mx);
      syy += (y[k] - my) * (y[k] - my);
    }
    const real slope = sxy / sxx;
    out[0][i] = my + slope * mx;
    out[1][i] = slope;
    out[2][i] = my - slope * mx;
    out[3][i] = std::atan(slope) * 180 / std::acos(real(-1));
    out[4][i] = syy > 0 ? slope * sxy / syy : none;
  }
  return out;
}

columns correlation(const input& in) {
  const auto n = in.n();
  return {each(in.size(), [&](std::size_t i) -> real {
    if (i + 1 < n)
      return none;
    const real *x = &in.xs[i + 1 - n], *y = &in.ys[i + 1 - n];
    const real mx = mean(x, x + n), my = mean(y, y + n);
    real sxy = 0, sxx = 0, syy = 0;
    for (std::size_t k = 0; k < n; ++k) {
      sxy += (x[k] - mx) * (y[k] - my);
      sxx += (x[k] - mx) * (x[k] - mx);
      syy += (y[k] - my) * (y[k] - my);
    }
    return sxx > 0 && syy > 0 ? sxy / std::sqrt(sxx * syy) : none;
  })};
}

using formula = std::function<columns(const input&)>;

reals minus(const reals& a, const reals& b) {
  return each(a.size(), [&](std::size_t i) { return a[i] - b[i]; });
}
reals over(const reals& a, const reals& b, real factor = 1) {
  return each(a.size(), [&](std::size_t i) -> real {
    return b[i] == 0 || std::isnan(b[i]) ? none : factor * a[i] / b[i];
  });
}
reals times(const reals& a, const reals& b) {
  return each(a.size(), [&](std::size_t i) { return a[i] * b[i]; });
}
reals changes(const reals& xs) {
  return each(xs.size(),
              [&](std::size_t i) { return i == 0 ? none : xs[i] - xs[i - 1]; });
}
reals changed(const reals& xs, const std::function<real(real)>& f) {
  return each(xs.size(),
              [&](std::size_t i) { return std::isnan(xs[i]) ? none : f(xs[i]); });
}
reals sum_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) { return windowed(x, n, total); });
}
real up_part(real x) {
  return x > 0 ? x : 0;
}
real down_part(real x) {
  return x < 0 ? -x : 0;
}

reals rsi_of(const reals& xs, std::size_t n) {
  const auto g = wilder_of(changed(changes(xs), up_part), n);
  const auto l = wilder_of(changed(changes(xs), down_part), n);
  return each(xs.size(), [&](std::size_t i) -> real {
    return std::isnan(g[i]) ? none : l[i] == 0 ? 100 : 100 * g[i] / (g[i] + l[i]);
  });
}

columns volume_index(const input& in, bool on_less) {
  real value = 1'000;
  return {each(in.size(), [&](std::size_t i) {
    if (i > 0 && in.xs[i - 1] > 0 &&
        (on_less ? in.bars[i].volume < in.bars[i - 1].volume
                 : in.bars[i].volume > in.bars[i - 1].volume))
      value *= in.xs[i] / in.xs[i - 1];
    return value;
  })};
}

const std::map<std::string, formula>& formulas() {
  static const std::map<std::string, formula> table{
    {"WMA", [](const input& in) { return columns{wma_of(in.xs, in.n())}; }},
    {"TRIMA",
     [](const input& in) {
       return columns{sma_of(sma_of(in.xs, (in.n() + 1) / 2), in.n() / 2 + 1)};
     }},
    {"HMA",
     [](const input& in) {
       const auto half = wma_of(in.xs, in.n() / 2), full = wma_of(in.xs, in.n());
       const auto mixed =
         each(in.size(), [&](std::size_t i) { return 2 * half[i] - full[i]; });
       return columns{wma_of(mixed, static_cast<std::size_t>(std::sqrt(in.p[0])))};
     }},
    {"VWMA",
     [](const input& in) {
       return columns{
         over(sum_of(times(in.xs, volumes(in)), in.n()), sum_of(volumes(in), in.n()))};
     }},
    {"VOLUME_MA", [](const input& in) { return columns{sma_of(in.xs, in.n())}; }},
    {"RMA", [](const input& in) { return columns{wilder(in.xs, in.n())}; }},
    {"DEMA",
     [](const input& in) {
       const auto a = ema(in.xs, in.n()), b = ema_of(a, in.n());
       return columns{each(in.size(), [&](std::size_t i) { return 2 * a[i] - b[i]; })};
     }},
    {"TEMA",
     [](const input& in) {
       const auto a = ema(in.xs, in.n()), b = ema_of(a, in.n()), c = ema_of(b, in.n());
       return columns{
         each(in.size(), [&](std::size_t i) { return 3 * a[i] - 3 * b[i] + c[i]; })};
     }},
    {"T3",
     [](const input& in) {
       // As the generalised double average, three times over.
       const real v = in.p[1];
       const auto gd = [&](const reals& x) {
         const auto a = ema_of(x, in.n()), b = ema_of(a, in.n());
         return std::pair{a, b};
       };
       const auto [e1, e2] = gd(in.xs);
       const auto [e3, e4] = gd(e2);
       const auto [e5, e6] = gd(e4);
       return columns{each(in.size(), [&](std::size_t i) {
         return std::pow(1 + v, real(3)) * e3[i] -
                3 * v * std::pow(1 + v, real(2)) * e4[i] + 3 * v * v * (1 + v) * e5[i] -
                v * v * v * e6[i];
       })};
     }},
    {"ZLEMA",
     [](const input& in) {
       const auto lag = (in.n() - 1) / 2;
       return columns{ema_of(each(in.size(),
                                  [&](std::size_t i) {
                                    return i < lag ? none : 2 * in.xs[i] - in.xs[i - lag];
                                  }),
                             in.n())};
     }},
    {"KAMA", kaufman},
    {"MOM",
     [](const input& in) {
       return columns{each(in.size(), [&](std::size_t i) {
         return i < in.n() ? none : in.xs[i] - in.xs[i - in.n()];
       })};
     }},
    {"ROC",
     [](const input& in) {
       return columns{each(in.size(), [&](std::size_t i) {
         return i < in.n() || in.xs[i - in.n()] == 0
                  ? none
                  : 100 * (in.xs[i] - in.xs[i - in.n()]) / in.xs[i - in.n()];
       })};
     }},
    {"CMO",
     [](const input& in) {
       const auto g = sum_of(changed(changes(in.xs), up_part), in.n());
       const auto l = sum_of(changed(changes(in.xs), down_part), in.n());
       return columns{each(in.size(), [&](std::size_t i) -> real {
         return std::isnan(g[i])   ? none
                : g[i] + l[i] == 0 ? 0
                                   : 100 * (g[i] - l[i]) / (g[i] + l[i]);
       })};
     }},
    {"CCI",
     [](const input& in) {
       return columns{windowed(in.xs, in.n(), [](const real* first, const real* last) {
         const real middle = mean(first, last);
         real distance = 0;
         for (const auto* x = first; x != last; ++x)
           distance += std::fabs(*x - middle);
         distance /= static_cast<real>(last - first);
         return distance == 0 ? 0 : (last[-1] - middle) / (real(0.015) * distance);
       })};
     }},
    {"DPO",
     [](const input& in) {
       const auto m = sma_of(in.xs, in.n());
       const auto back = in.n() / 2 + 1;
       return columns{each(in.size(), [&](std::size_t i) {
         return i < back ? none : in.xs[i] - m[i - back];
       })};
     }},
    {"AO",
     [](const input& in) {
       return columns{minus(sma_of(in.xs, in.n(0)), sma_of(in.xs, in.n(1)))};
     }},
    {"BOP",
     [](const input& in) {
       return columns{each(in.size(), [&](std::size_t i) -> real {
         const auto& x = in.bars[i];
         return x.high > x.low ? (real(x.close) - x.open) / (real(x.high) - x.low) : 0;
       })};
     }},
    {"FISHER", fisher},
    {"PPO",
     [](const input& in) {
       const auto slow = ema(in.xs, in.n(1));
       const auto line = over(minus(ema(in.xs, in.n(0)), slow), slow, 100);
       const auto signal = ema_of(line, in.n(2));
       return columns{line, signal, minus(line, signal)};
     }},
    {"APO",
     [](const input& in) {
       return columns{minus(ema(in.xs, in.n(0)), ema(in.xs, in.n(1)))};
     }},
    {"TRIX",
     [](const input& in) {
       const auto e = ema_of(ema_of(ema(in.xs, in.n()), in.n()), in.n());
       return columns{each(in.size(), [&](std::size_t i) {
         return i == 0 || e[i - 1] == 0 ? none : 100 * (e[i] / e[i - 1] - 1);
       })};
     }},
    {"TSI",
     [](const input& in) {
       const auto d = changes(in.xs);
       const auto a = ema_of(ema_of(d, in.n(0)), in.n(1));
       const auto b = ema_of(
         ema_of(changed(d, [](real x) { return std::fabs(x); }), in.n(0)), in.n(1));
       const auto line = each(in.size(), [&](std::size_t i) -> real {
         return std::isnan(b[i]) ? none : b[i] == 0 ? 0 : 100 * a[i] / b[i];
       });
       return columns{line, ema_of(line, in.n(2))};
     }},
    {"STOCH",
     [](const input& in) {
       const auto raw = place_in_range(closes(in), windowed(lows(in), in.n(), smallest),
                                       windowed(highs(in), in.n(), largest));
       return smoothed_place(raw, in.n(1), in.n(2));
     }},
    {"STOCHF",
     [](const input& in) {
       const auto raw = place_in_range(closes(in), windowed(lows(in), in.n(), smallest),
                                       windowed(highs(in), in.n(), largest));
       return columns{raw, sma_of(raw, in.n(1))};
     }},
    {"STOCHRSI",
     [](const input& in) {
       const auto r = rsi_of(in.xs, in.n(0));
       const auto extreme = [&](auto f) {
         return after_gap(r, [&](const reals& x) { return windowed(x, in.n(1), f); });
       };
       return smoothed_place(
         place_in_range(r, extreme(smallest), extreme(largest), 1e-9L), in.n(2), in.n(3));
     }},
    {"WILLR",
     [](const input& in) {
       const auto h = windowed(highs(in), in.n(), largest);
       const auto l = windowed(lows(in), in.n(), smallest);
       return columns{each(in.size(), [&](std::size_t i) -> real {
         return std::isnan(h[i]) ? none
                : h[i] == l[i]   ? 0
                                 : -100 * (h[i] - in.bars[i].close) / (h[i] - l[i]);
       })};
     }},
    {"ULTOSC", ultimate},
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
    {"HIGHEST",
     [](const input& in) { return columns{windowed(in.xs, in.n(), largest)}; }},
    {"LOWEST",
     [](const input& in) { return columns{windowed(in.xs, in.n(), smallest)}; }},
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
       const auto lines = formulas().at("AROON")(in);
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
    {"OBV",
     [](const input& in) {
       const auto d = changes(in.xs);
       return columns{running(each(in.size(), [&](std::size_t i) -> real {
         return i == 0 || d[i] == 0 ? 0
                : d[i] > 0          ? in.bars[i].volume
                                    : -in.bars[i].volume;
       }))};
     }},
    {"AD", [](const input& in) { return columns{running(field(in, money_flow))}; }},
    {"ADOSC",
     [](const input& in) {
       const auto line = running(field(in, money_flow));
       return columns{minus(ema(line, in.n(0)), ema(line, in.n(1)))};
     }},
    {"CMF",
     [](const input& in) {
       return columns{
         over(sum_of(field(in, money_flow), in.n()), sum_of(volumes(in), in.n()))};
     }},
    {"MFI",
     [](const input& in) {
       const auto d = changes(in.xs);
       const auto flow = [&](bool up) {
         return sum_of(each(in.size(),
                            [&](std::size_t i) -> real {
                              return i == 0 ? none
                                     : (up ? d[i] > 0 : d[i] < 0)
                                       ? in.xs[i] * in.bars[i].volume
                                       : 0;
                            }),
                       in.n());
       };
       const auto up = flow(true), down = flow(false);
       return columns{each(in.size(), [&](std::size_t i) -> real {
         return std::isnan(up[i]) ? none
                : down[i] == 0    ? 100
                                  : 100 * up[i] / (up[i] + down[i]);
       })};
     }},
    {"EMV",
     [](const input& in) {
       return columns{sma_of(each(in.size(),
                                  [&](std::size_t i) -> real {
                                    if (i == 0)
                                      return none;
                                    const auto &x = in.bars[i], &y = in.bars[i - 1];
                                    const real moved = (real(x.high) + x.low) / 2 -
                                                       (real(y.high) + y.low) / 2;
                                    return x.volume > 0
                                             ? in.p[1] * moved * (real(x.high) - x.low) /
                                                 x.volume
                                             : 0;
                                  }),
                             in.n())};
     }},
    {"NVI", [](const input& in) { return volume_index(in, true); }},
    {"PVI", [](const input& in) { return volume_index(in, false); }},
    {"VWAP",
     [](const input& in) {
       return columns{each(in.size(), [&](std::size_t i) {
         const auto day = bar_open(timeframe::d1, in.bars[i].open_time);
         real money = 0, volume = 0;
         for (std::size_t k = i + 1; k-- > 0 && in.bars[k].open_time >= day;) {
           money += in.xs[k] * in.bars[k].volume;
           volume += in.bars[k].volume;
         }
         return volume > 0 ? money / volume : none;
       })};
     }},
    {"ROLLING_VWAP", [](const input& in) { return formulas().at("VWMA")(in); }},
    {"PIVOTS", [](const input& in) { return pivots(in, false); }},
    {"PIVOTS_FIB", [](const input& in) { return pivots(in, true); }},
    {"SUM", [](const input& in) { return columns{windowed(in.xs, in.n(), total)}; }},
    {"STDDEV",
     [](const input& in) { return columns{windowed(in.xs, in.n(), deviation)}; }},
    {"STDDEV_SAMPLE",
     [](const input& in) {
       const real n = in.p[0];
       return columns{changed(windowed(in.xs, in.n(), deviation),
                              [&](real x) { return x * std::sqrt(n / (n - 1)); })};
     }},
    {"VAR",
     [](const input& in) {
       return columns{
         changed(windowed(in.xs, in.n(), deviation), [](real x) { return x * x; })};
     }},
    {"ZSCORE",
     [](const input& in) {
       return columns{windowed(in.xs, in.n(), [](const real* first, const real* last) {
         const real sigma = deviation(first, last);
         return sigma > 0 ? (last[-1] - mean(first, last)) / sigma : 0;
       })};
     }},
    {"LINREG", regression},
    {"CORREL", correlation},
    {"DIVERGENCE", divergences},
  };
  return table;
}

} // namespace

std::optional<std::vector<reals>> further_reference(const std::string& name,
                                                    const std::vector<double>& parameters,
                                                    const reals& xs,
                                                    const std::vector<candle>& bars) {
  const auto found = formulas().find(name);
  if (found == formulas().end())
    return std::nullopt;
  const auto ys = volumes({parameters, xs, xs, bars});
  return found->second({parameters, xs, ys, bars});
}

} // namespace tradeeon::test
