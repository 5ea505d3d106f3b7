// Timeframes on real candles: what a graph says at a close against bars that are
// sliced anew from the candles so far.
#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "domain/support/numbers.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

std::vector<candle> candles_in(const std::string& path) {
  std::ifstream in{path};
  std::vector<candle> out;
  for (std::string line; std::getline(in, line);) {
    std::vector<double> cells;
    std::istringstream row{line};
    for (std::string cell; std::getline(row, cell, ',');)
      if (const auto x = parse_number(cell))
        cells.push_back(*x);
    if (cells.size() < 6)
      continue; // the header
    candle bar;
    bar.open_time = static_cast<time_ms>(cells[0]);
    bar.open = cells[1];
    bar.high = cells[2];
    bar.low = cells[3];
    bar.close = cells[4];
    bar.volume = cells[5];
    out.push_back(bar);
  }
  return out;
}

/// Conditions on every way from one timeframe to another, up and down.
std::vector<condition> crossing_timeframes() {
  const std::vector<std::string> texts{
    "close > (EMA(20) @ 5m)",
    "close crosses_above (SMA(3) @ 1h)",
    "RSI(7) < 45 @ 5m",
    "close > open @ 1h",
    "(close @ 5m) > (SMA(4) @ 1h) @ 5m",
    "SMA(5, RSI(5)) rising 2 @ 1h",
    "close crosses (HIGHEST(2)[1] @ 1d)",
    "high > high[1] @ 1d",
    "(close @ 1m) > (low @ 1d) @ 1h",
    "(close @ 1d) between (low[1] @ 1h) (high[3] @ 5m)",
    "doji @ 5m",
    "close moves_down 0.5% in 3 @ 1h",
    "volume > SMA(10, volume) * 2 @ 5m",
    "(high - low) > ATR(5)[1] @ 1h",
    "VWAP < close @ 5m",
  };
  std::vector<condition> out;
  for (const auto& text : texts) {
    const auto read = parse_condition(text, {"BTCUSDT", timeframe::m1});
    REQUIRE_MESSAGE(read, text);
    out.push_back(normalised(*read));
  }
  return out;
}

void compare(const std::vector<candle>& bars, std::size_t every) {
  condition_graph graph{"BTCUSDT", 20'000};
  graph.set_base(timeframe::m1);
  const auto wanted = crossing_timeframes();
  std::vector<condition_index> indexes;
  for (const auto& x : wanted)
    indexes.push_back(graph.add(x).index);
  std::vector<bar_step> steps;
  std::vector<candle> past;
  std::size_t known = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    steps.clear();
    graph.advance(bars[i], steps);
    past.push_back(bars[i]);
    const auto now = bar_close(timeframe::m1, bars[i].open_time);
    const bool hour = now % 3'600'000 == 0;
    if (i % every != 0 && !(hour && i % (every * 7) < 60))
      continue;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      CAPTURE(canonical_text(wanted[k]));
      CAPTURE(bars[i].open_time);
      const auto want = evaluate_slowly(wanted[k], past, timeframe::m1, now).now;
      known += want == truth::unknown ? 0 : 1;
      REQUIRE(graph.now(indexes[k]) == want);
    }
  }
  CHECK(known > 100);
}

std::vector<candle> with_holes(std::vector<candle> bars, std::uint64_t seed) {
  dice random{seed};
  std::vector<candle> out;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (chance(random, 0.01)) // minutes, hours, now and then more than a day
      i += static_cast<std::size_t>(chance(random, 0.03)  ? roll(random, 700, 2'000)
                                    : chance(random, 0.3) ? roll(random, 30, 200)
                                                          : roll(random, 1, 7));
    if (i < bars.size())
      out.push_back(bars[i]);
  }
  return out;
}

} // namespace

TEST_CASE("every timeframe says what slicing says, on candles of the repository") {
  auto bars = candles_in(std::string{TRADEEON_TEST_DATA} + "/system-1m.csv");
  REQUIRE(bars.size() > 1'000);
  compare(bars, 41);
  compare(with_holes(bars, 1), 41);
}

TEST_CASE("every timeframe says what slicing says, on real candles") {
  const char* given = std::getenv("TRADEEON_SHARED_DATA");
  const std::string root = given != nullptr ? given : TRADEEON_SHARED_DATA;
  if (root.empty()) {
    std::cout << "no reference data (TRADEEON_SHARED_DATA is empty): skipped\n";
    return;
  }
  for (const std::string name : {"BTCPERP-1m", "UNITTESTBTC-1m"}) {
    CAPTURE(name);
    auto bars = candles_in(root + "/candles/" + name + ".csv");
    REQUIRE(bars.size() >= 5'000);
    bars.resize(std::min<std::size_t>(bars.size(), 5'000));
    compare(bars, 331);
    compare(with_holes(bars, 2), 277);
  }
}
