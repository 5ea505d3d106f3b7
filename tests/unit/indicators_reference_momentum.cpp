// The slow reference of momentum and oscillators.
#include "tests/unit/indicators_reference_parts.hpp"

#include <algorithm>

namespace tradeeon::test {

namespace {

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

} // namespace

const formulas& momentum_formulas() {
  static const formulas table{
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
    {"DIVERGENCE", divergences},
  };
  return table;
}

} // namespace tradeeon::test
