// What the slow references of the further indicators are made of: series as whole
// columns, every window computed from scratch on every candle, in long double.
#pragma once

#include "tests/unit/indicators_reference.hpp"

#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tradeeon::test {

using columns = std::vector<reals>;

/// What one indicator is computed from.
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

reals field(const input& in, real (*of)(const candle&));
reals highs(const input& in);
reals lows(const input& in);
reals closes(const input& in);
reals volumes(const input& in);
reals each(std::size_t size, const std::function<real(std::size_t)>& f);
real total(const real* first, const real* last);
real largest(const real* first, const real* last);
real smallest(const real* first, const real* last);
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
reals ema_of(const reals& xs, std::size_t n);
reals wilder_of(const reals& xs, std::size_t n);
reals sma_of(const reals& xs, std::size_t n);
reals true_ranges(const input& in);
reals minus(const reals& a, const reals& b);
reals over(const reals& a, const reals& b, real factor = 1);
reals times(const reals& a, const reals& b);
reals changes(const reals& xs);
reals changed(const reals& xs, const std::function<real(real)>& f);
reals sum_of(const reals& xs, std::size_t n);

using formula = std::function<columns(const input&)>;
using formulas = std::map<std::string, formula>; ///< by the indicator's name

/// Of averages and statistics of one series.
const formulas& averages_formulas();
/// Of momentum and oscillators.
const formulas& momentum_formulas();
/// Of ranges, trends and levels.
const formulas& ranges_formulas();
/// Of volume.
const formulas& volume_formulas();

} // namespace tradeeon::test
