// What must hold to the last bit, because comparisons decide there.
#include "tests/unit/indicators_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace tradeeon;
using namespace tradeeon::test;

TEST_CASE("a price that stands still gives exact values, whatever came before") {
  for (const double price :
       {0.1, 1.1, 43205.61, 1e-8, 0.00010766, 7.0 / 3, 123456789.123}) {
    CAPTURE(price);
    for (const bool fresh : {true, false}) {
      auto bars = fresh ? std::vector<candle>{} : random_walk(12, 1000, 0.1, price / 777);
      const auto still = standing_still(price, 5100);
      bars.insert(bars.end(), still.begin(), still.end());
      for (const double n : {2, 3, 7, 20, 49, 200, 5000}) {
        CAPTURE(n);
        const auto sma = committed(*make("SMA", {n}), series(bars), bars).back();
        CHECK(sma[0] == price);
        const auto bands = committed(*make("BBANDS", {n, 2}), series(bars), bars).back();
        CHECK(bands[0] == price);
        CHECK(bands[1] == price);
        CHECK(bands[2] == price);
        CHECK_FALSE(has_value(bands[3]));
        CHECK(bands[4] == 0);
      }
      if (!fresh)
        continue;
      for (const double n : {1, 3, 14, 20, 49, 5000})
        CHECK(committed(*make("EMA", {n}), series(bars), bars).back()[0] == price);
      const auto macd = committed(*make("MACD", {}), series(bars), bars).back();
      CHECK(macd[0] == 0);
      CHECK(macd[2] == 0);
      CHECK(committed(*make("RSI", {}), series(bars), bars).back()[0] == 100);
      CHECK(committed(*make("ATR", {}), series(bars), bars).back()[0] == 0);
    }
  }
}

TEST_CASE("bands of almost equal values keep their digits") {
  // One tick up and down at nine digits: the deviation is known exactly.
  std::vector<candle> bars(100);
  for (std::size_t i = 0; i < bars.size(); ++i)
    bars[i].close = 123456.0 + (i % 2 == 0 ? 0 : 0x1p-20);
  const auto got = committed(*make("BBANDS", {20, 2}), series(bars), bars).back();
  CHECK(got[0] == 123456.0 + 0x1p-21);
  CHECK(got[1] == doctest::Approx(123456.0 + 0x1.8p-20).epsilon(1e-16));
  CHECK(std::fabs(got[1] - got[0] - 0x1p-20) <= 0x1p-36);
}

TEST_CASE("the middle band is the SMA to the last bit") {
  const auto bars = random_walk(14, 3000);
  const auto sma = committed(*make("SMA", {20}), series(bars), bars);
  const auto bands = committed(*make("BBANDS", {20, 2}), series(bars), bars);
  for (std::size_t i = 19; i < bars.size(); ++i)
    REQUIRE(sma[i][0] == bands[i][0]);
}

TEST_CASE("EMA and ATR equal a plain loop in double to the last bit") {
  const auto bars = random_walk(15, 3000);
  const auto ema = committed(*make("EMA", {20}), series(bars), bars);
  const auto atr = committed(*make("ATR", {14}), series(bars), bars);
  double e = ema[19][0];
  double a = atr[13][0];
  for (std::size_t i = 20; i < bars.size(); ++i) {
    e += 2.0 / 21 * (bars[i].close - e);
    REQUIRE(ema[i][0] == e);
  }
  for (std::size_t i = 14; i < bars.size(); ++i) {
    const double before = bars[i - 1].close;
    a += (std::max(bars[i].high, before) - std::min(bars[i].low, before) - a) / 14;
    REQUIRE(atr[i][0] == a);
  }
}

TEST_CASE("RSI is 100 without a loss, 0 without a gain and 50 in balance") {
  const auto last = [](double (*price)(int)) {
    std::vector<candle> bars(60);
    for (int i = 0; i < 60; ++i)
      bars[static_cast<std::size_t>(i)].close = price(i);
    return committed(*make("RSI", {}), series(bars), bars)[14][0];
  };
  CHECK(last([](int i) { return 100 + i * 0.1; }) == 100);
  CHECK(last([](int i) { return 100 - i * 0.1; }) == 0);
  CHECK(last([](int i) { return i % 2 == 0 ? 100.0 : 100.5; }) == 50);
}
