#include "tests/unit/indicators_reference_parts.hpp"

#include <algorithm>

namespace tradeeon::test {

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

reals ema_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) { return ema(x, n); });
}

reals wilder_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) { return wilder(x, n); });
}

reals sma_of(const reals& xs, std::size_t n) {
  return after_gap(xs, [&](const reals& x) { return windowed(x, n, mean); });
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

reals minus(const reals& a, const reals& b) {
  return each(a.size(), [&](std::size_t i) { return a[i] - b[i]; });
}

reals over(const reals& a, const reals& b, real factor) {
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

} // namespace tradeeon::test
