// Pieces of the slow reference: nothing shared with the engine.
#pragma once

#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon::test {

using real = long double;
using reals = std::vector<real>;

inline const real none = std::numeric_limits<real>::quiet_NaN();

real mean(const real* first, const real* last);
real deviation(const real* first, const real* last);

/// `function` of the newest n values, on every value.
template <class Function>
reals windowed(const reals& xs, std::size_t n, Function function) {
  reals result(xs.size(), none);
  for (std::size_t i = n; i <= xs.size(); ++i)
    result[i - 1] = function(&xs[i - n], &xs[i - n] + n);
  return result;
}

reals ema(const reals& xs, std::size_t n, std::size_t skip = 0);
reals wilder(const reals& xs, std::size_t n, std::size_t skip = 0);

/// Indicators beyond the first six: all outputs; nothing for a name unknown here.
std::optional<std::vector<reals>> further_reference(const std::string& name,
                                                    const std::vector<double>& parameters,
                                                    const reals& xs,
                                                    const std::vector<candle>& bars);

/// The candle patterns as 1, 0 and none; nothing for a name unknown here.
std::optional<reals> pattern_reference(const std::string& name,
                                       const std::vector<candle>& bars);

} // namespace tradeeon::test
