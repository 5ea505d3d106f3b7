#include "domain/market/candle_check.hpp"
#include "domain/market/random_walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace tradeeon;

namespace {

constexpr time_ms start = 1'700'000'000'000;

std::vector<candle> bars_of(random_walk& market, std::size_t count) {
  std::vector<candle> bars;
  for (std::size_t i = 0; i < count; ++i) {
    const auto bar = market.next();
    REQUIRE(bar.ok());
    REQUIRE(bar->has_value());
    bars.push_back(**bar);
  }
  return bars;
}

bool same(const candle& a, const candle& b) {
  return a.open_time == b.open_time && a.open == b.open && a.high == b.high &&
         a.low == b.low && a.close == b.close && a.volume == b.volume;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    syy += y[i] * y[i];
    sxy += x[i] * y[i];
  }
  return (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
}

} // namespace

TEST_CASE("the same seed gives the same market, another one another") {
  random_walk a{{"BTCUSDT", timeframe::m1, start, 40'000, 7}};
  random_walk b{{"BTCUSDT", timeframe::m1, start, 40'000, 7}};
  random_walk c{{"BTCUSDT", timeframe::m1, start, 40'000, 8}};
  const auto one = bars_of(a, 500);
  const auto two = bars_of(b, 500);
  const auto other = bars_of(c, 500);
  CHECK(std::equal(one.begin(), one.end(), two.begin(), same));
  CHECK_FALSE(std::equal(one.begin(), one.end(), other.begin(), same));
  a.rewind();
  const auto again = bars_of(a, 500);
  CHECK(std::equal(one.begin(), one.end(), again.begin(), same));
}

TEST_CASE("a made-up market's candles are acceptable, aligned and without holes") {
  for (const auto base : {timeframe::m1, timeframe::m5, timeframe::h1, timeframe::d1,
                          timeframe::w1, timeframe::mo1})
    for (const double price : {40'000.0, 2.5, 0.00001234, 1e7})
      for (std::uint64_t seed = 0; seed < 5; ++seed) {
        CAPTURE(to_string(base));
        CAPTURE(price);
        CAPTURE(seed);
        random_walk market{{"X", base, start, price, seed}};
        const auto bars = bars_of(market, 3'000);
        REQUIRE(bars[0].open_time == bar_open(base, start));
        for (std::size_t i = 0; i < bars.size(); ++i) {
          REQUIRE(refusal(bars[i], base, any_time).empty());
          REQUIRE(bars[i].low > 0);
          REQUIRE(bars[i].volume > 0);
          if (i == 0)
            continue;
          REQUIRE(bars[i].open_time == bar_close(base, bars[i - 1].open_time));
          REQUIRE(bars[i].open == bars[i - 1].close);
        }
      }
}

TEST_CASE("prices are whole ticks and stay in sight of where they started") {
  random_walk market{{"X", timeframe::m1, start, 40'000, 3}};
  for (const auto& bar : bars_of(market, 200'000)) {
    const auto tick = std::round(bar.close * 10) / 10;
    REQUIRE(bar.close == tick);
    REQUIRE(bar.close > 40'000 / 4.0);
    REQUIRE(bar.close < 40'000 * 4.0);
  }
}

TEST_CASE("wild bars come in clusters, and volume grows with the range") {
  random_walk market{{"X", timeframe::m1, start, 40'000, 1}};
  const auto bars = bars_of(market, 20'000);
  std::vector<double> size, size_before, range, volume, move, move_before;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const auto now = std::log(bars[i].close / bars[i].open);
    const auto before = std::log(bars[i - 1].close / bars[i - 1].open);
    move.push_back(now);
    move_before.push_back(before);
    size.push_back(std::fabs(now));
    size_before.push_back(std::fabs(before));
    range.push_back(bars[i].high - bars[i].low);
    volume.push_back(bars[i].volume);
  }
  CHECK(correlation(size, size_before) > 0.1);
  CHECK(std::fabs(correlation(move, move_before)) < 0.05); // the direction is news
  CHECK(correlation(range, volume) > 0.4);
}
