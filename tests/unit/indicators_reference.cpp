// The slow reference: no running sums and nothing shared with the engine.
#include "tests/unit/indicators_reference.hpp"

#include "tests/unit/indicators_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tradeeon::test {

real mean(const real* first, const real* last) {
  if (std::all_of(first, last, [&](real x) { return x == *first; }))
    return *first; // dividing the sum need not give exactly this
  real total = 0;
  for (const auto* x = first; x != last; ++x)
    total += *x;
  return total / static_cast<real>(last - first);
}

real deviation(const real* first, const real* last) {
  const real middle = mean(first, last);
  real total = 0;
  for (const auto* x = first; x != last; ++x)
    total += (*x - middle) * (*x - middle);
  return std::sqrt(total / static_cast<real>(last - first));
}

namespace {

/// Moves by `weight` from the mean of the first n values after `skip`.
reals smoothed(const reals& xs, std::size_t n, real weight, std::size_t skip = 0) {
  reals result(xs.size(), none);
  for (std::size_t i = skip + n - 1; i < xs.size(); ++i)
    result[i] = i == skip + n - 1 ? mean(&xs[skip], &xs[skip] + n)
                                  : result[i - 1] + weight * (xs[i] - result[i - 1]);
  return result;
}

} // namespace

reals ema(const reals& xs, std::size_t n, std::size_t skip) {
  return smoothed(xs, n, real{2} / static_cast<real>(n + 1), skip);
}

reals wilder(const reals& xs, std::size_t n, std::size_t skip) {
  return smoothed(xs, n, real{1} / static_cast<real>(n), skip);
}

namespace {

reals rsi(const reals& xs, std::size_t n) {
  reals gains(xs.size());
  reals losses(xs.size());
  for (std::size_t i = 1; i < xs.size(); ++i) {
    gains[i] = std::max<real>(0, xs[i] - xs[i - 1]);
    losses[i] = std::max<real>(0, xs[i - 1] - xs[i]);
  }
  const auto up = wilder(gains, n, 1);
  const auto down = wilder(losses, n, 1);
  reals result(xs.size(), none);
  for (std::size_t i = n; i < xs.size(); ++i)
    result[i] = down[i] == 0 ? 100 : 100 - 100 / (1 + up[i] / down[i]);
  return result;
}

std::vector<reals> macd(const reals& xs, std::size_t fast, std::size_t slow,
                        std::size_t signal_length) {
  auto line = ema(xs, fast);
  const auto slower = ema(xs, slow);
  for (std::size_t i = 0; i < xs.size(); ++i)
    line[i] -= slower[i];
  const auto signal = ema(line, signal_length, slow - 1);
  auto histogram = line;
  for (std::size_t i = 0; i < xs.size(); ++i)
    histogram[i] -= signal[i];
  return {line, signal, histogram};
}

std::vector<reals> bbands(const reals& xs, std::size_t n, real multiplier) {
  const auto middle = windowed(xs, n, mean);
  const auto spread = windowed(xs, n, deviation);
  std::vector<reals> result(5, reals(xs.size(), none));
  for (std::size_t i = n - 1; i < xs.size(); ++i) {
    const real half = multiplier * spread[i];
    result[0][i] = middle[i];
    result[1][i] = middle[i] + half;
    result[2][i] = middle[i] - half;
    if (half != 0)
      result[3][i] = (xs[i] - result[2][i]) / (2 * half);
    if (middle[i] != 0)
      result[4][i] = 2 * half / middle[i];
  }
  return result;
}

reals atr(const std::vector<candle>& bars, std::size_t n) {
  reals ranges;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const auto& bar = bars[i];
    // As the bar with the previous close as one more of its prices.
    const real previous = i == 0 ? bar.high : bars[i - 1].close;
    ranges.push_back(std::max<real>(bar.high, previous) -
                     std::min<real>(bar.low, previous));
  }
  return wilder(ranges, n);
}

} // namespace

std::vector<output_values> reference(const std::string& name,
                                     const std::vector<double>& parameters,
                                     const std::vector<double>& values,
                                     const std::vector<candle>& bars) {
  const reals xs(values.begin(), values.end());
  const auto length = [&](std::size_t i) {
    return static_cast<std::size_t>(parameters[i]);
  };
  std::vector<reals> columns;
  if (name == "SMA")
    columns = {windowed(xs, length(0), mean)};
  else if (name == "EMA")
    columns = {ema(xs, length(0))};
  else if (name == "RSI")
    columns = {rsi(xs, length(0))};
  else if (name == "MACD")
    columns = macd(xs, length(0), length(1), length(2));
  else if (name == "BBANDS")
    columns = bbands(xs, length(0), parameters[1]);
  else if (name == "ATR")
    columns = {atr(bars, length(0))};
  else if (auto further = further_reference(name, parameters, xs, bars))
    columns = *std::move(further);
  else if (auto pattern = pattern_reference(name, bars))
    columns = {*std::move(pattern)};
  else
    FAIL("the reference does not know " << name << " yet");
  std::vector<output_values> result(xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) {
    result[i].fill(no_value);
    for (std::size_t k = 0; k < columns.size(); ++k)
      result[i][k] = static_cast<double>(columns[k][i]);
  }
  return result;
}

} // namespace tradeeon::test
