// The slow reference of averages and statistics of one series.
#include "tests/unit/indicators_reference_parts.hpp"

namespace tradeeon::test {

namespace {

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

} // namespace

const formulas& averages_formulas() {
  static const formulas table{
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
    {"DPO",
     [](const input& in) {
       const auto m = sma_of(in.xs, in.n());
       const auto back = in.n() / 2 + 1;
       return columns{each(in.size(), [&](std::size_t i) {
         return i < back ? none : in.xs[i] - m[i - back];
       })};
     }},
    {"HIGHEST",
     [](const input& in) { return columns{windowed(in.xs, in.n(), largest)}; }},
    {"LOWEST",
     [](const input& in) { return columns{windowed(in.xs, in.n(), smallest)}; }},
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
  };
  return table;
}

} // namespace tradeeon::test
