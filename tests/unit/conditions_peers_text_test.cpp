#include "domain/conditions/parser.hpp"
#include "domain/conditions/question.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

const home five_minutes{"BTCUSDT", timeframe::m5};

std::string canonical(const std::string& text) {
  const auto read = parse_condition(text, five_minutes);
  CAPTURE(text);
  const auto why = read ? std::string{} : read.error().text;
  CAPTURE(why);
  REQUIRE(read);
  return canonical_text(*read);
}

} // namespace

TEST_CASE("another symbol stands on what reads its bars") {
  const std::pair<const char*, const char*> table[] = {
    {"close(ETHUSDT) > 5", "5 < close(ETHUSDT)"},
    {"close(eth-usdt) > 5", "5 < close(ETHUSDT)"},
    {"close(eth/usdt) > 5", "5 < close(ETHUSDT)"},
    {"hl2( ETH_USDT ) > 5", "5 < hl2(ETHUSDT)"},
    {"volume(binance:ethusdt) > 5", "5 < volume(BINANCE:ETHUSDT)"},
    {"close(1000PEPEUSDT)[2] * 2 > 5", "5 < close(1000PEPEUSDT)[2] * 2"},
    {"ATR(ETHUSDT) > 5", "5 < ATR(14, ETHUSDT)"},
    {"ATR(7, BINANCE:ETH-USDT) > 5", "5 < ATR(7, BINANCE:ETHUSDT)"},
    {"OBV(ETHUSDT) > 5", "5 < OBV(close(ETHUSDT))"},
    {"AD(ETHUSDT) > 5", "5 < AD(ETHUSDT)"},
    {"doji(ETHUSDT)", "doji(ETHUSDT)"},
    {"hammer(ETHUSDT)[1]", "hammer(ETHUSDT)[1]"},
    {"RSI(14, ETHUSDT) < 30", "RSI(14, close(ETHUSDT)) < 30"},
    {"RSI(14, close(ETHUSDT)) < 30", "RSI(14, close(ETHUSDT)) < 30"},
    {"RSI(ETHUSDT, 14) < 30", "RSI(14, close(ETHUSDT)) < 30"},
    {"RSI(ETHUSDT) < 30", "RSI(14, close(ETHUSDT)) < 30"},
    {"RSI(CCI) < 30", "RSI(14, CCI(20, hlc3)) < 30"},
    {"RSI(14, NYSE:CCI) < 30", "RSI(14, close(NYSE:CCI)) < 30"},
    {"BBANDS(20, 2, ETHUSDT).upper < close",
     "BBANDS(20, 2, close(ETHUSDT)).upper < close"},
    {"(EMA(20, ETHUSDT) @ 1h) < close", "(EMA(20, close(ETHUSDT)) @ 1h) < close"},
    {"close - close(ETHUSDT) < 5", "(close - close(ETHUSDT)) < 5"},
    {"SMA(close / close(ETHUSDT), 20) < 5", "SMA(20, (close / close(ETHUSDT))) < 5"},
    // Which of two that commute comes first does not depend on how they were written.
    {"close(ETHUSDT) + close < 5", "(close + close(ETHUSDT)) < 5"},
    {"close + close(ETHUSDT) < 5", "(close + close(ETHUSDT)) < 5"},
  };
  for (const auto& [text, meant] : table)
    CHECK(canonical(text) == "BTCUSDT 5m " + std::string{meant});
}

TEST_CASE("the home symbol named is the home symbol left out") {
  const std::pair<const char*, const char*> table[] = {
    {"close(BTCUSDT) > 5", "close > 5"},
    {"close(btc-usdt) > close(ETHUSDT)", "close > close(ETHUSDT)"},
    {"ATR(14, BTCUSDT) > 5", "ATR > 5"},
    {"RSI(14, BTCUSDT) > 5", "RSI > 5"},
    {"doji(BTCUSDT)", "doji"},
    {"close(ETHUSDT) + close(BTCUSDT) > 5", "close + close(ETHUSDT) > 5"},
    {"SMA(9, low(BTCUSDT) + close(AUSDT)) > 5", "SMA(9, close(AUSDT) + low) > 5"},
  };
  for (const auto& [named, plain] : table)
    CHECK(condition_id(*parse_condition(named, five_minutes)) ==
          condition_id(*parse_condition(plain, five_minutes)));
  // Built without the parser it is the same.
  condition made;
  made.symbol = "BTCUSDT";
  made.base = timeframe::m5;
  made.left = price_operand(price_source::close);
  made.left.series.symbol = "BTCUSDT";
  made.right = constant_operand(5);
  CHECK(condition_id(made) == condition_id(*parse_condition("close > 5", five_minutes)));
}

TEST_CASE("timeframes are mixed within one operand") {
  const std::pair<const char*, const char*> table[] = {
    {"close - (EMA(50) @ 1h) > 5", "5 < (close - (EMA(50, close) @ 1h))"},
    {"close - (EMA(50)[1] @ 1h) > 5", "5 < (close - (EMA(50, close)[1] @ 1h))"},
    {"close - (EMA(50) @ 1h)[1] > 5", "5 < (close - (EMA(50, close)[1] @ 1h))"},
    {"close - (EMA(50) @ 1h) * 2 > 5", "5 < (close - ((EMA(50, close) @ 1h) * 2))"},
    {"close - (EMA(50) * 2 @ 1h) > 5", "5 < (close - ((EMA(50, close) @ 1h) * 2))"},
    {"(EMA(20) @ 1h) - (EMA(50) @ 4h) > 5",
     "5 < ((EMA(20, close) @ 1h) - (EMA(50, close) @ 4h))"},
    {"SMA(close / (close @ 1d), 20) > 5", "5 < SMA(20, (close / (close @ 1d)))"},
    {"SMA((close @ 1h), 20) > 5", "5 < SMA(20, (close @ 1h))"},
    {"close - (close(ETHUSDT) @ 1h) > 5", "5 < (close - (close(ETHUSDT) @ 1h))"},
    // Both sides on one timeframe stay together there, as they always did.
    {"(EMA(20) @ 1h) - (EMA(50) @ 1h) > 5",
     "5 < ((EMA(20, close) - EMA(50, close)) @ 1h)"},
    // A timeframe that is the enclosing one's own says nothing.
    {"close - (EMA(50) @ 5m) > 5", "5 < (close - EMA(50, close))"},
    {"((close - (EMA(50) @ 1h)) @ 1h) > 5", "5 < ((close - EMA(50, close)) @ 1h)"},
    {"(close @ 5m) + (volume @ 1h) > 5", "5 < ((volume @ 1h) + close)"},
  };
  for (const auto& [text, meant] : table)
    CHECK(canonical(text) == "BTCUSDT 5m " + std::string{meant});
  CHECK(
    canonical_text(*parse_condition("close - (EMA(50) @ 1h) > 5 @ 1h", five_minutes)) ==
    "BTCUSDT 1h 5 < (close - EMA(50, close))");
}

TEST_CASE("what mixes symbols and timeframes prints so that it reads back") {
  dice random{71};
  const condition_limits limits{timeframe::m5,
                                {timeframe::m5, timeframe::m15, timeframe::h1},
                                false,
                                6,
                                {"ETHUSDT", "BINANCE:XRPUSDT", "BTCUSDT"},
                                true};
  for (int i = 0; i < 5'000; ++i) {
    const auto what = normalised(random_condition(random, limits));
    const auto text = canonical_text(what);
    CAPTURE(text);
    const auto again = parse_canonical(text);
    REQUIRE(again);
    REQUIRE(canonical_text(*again) == text);
    REQUIRE(same(normalised(*again), what));
  }
}

TEST_CASE("a condition knows which symbols and bars it reads") {
  const auto what = *parse_condition(
    "SMA(9, close / (close(ETHUSDT) @ 15m)) > (ATR(14, SOLUSDT) @ 1h)", five_minutes);
  CHECK(peers_of(what) == std::set<std::string>{"ETHUSDT", "SOLUSDT"});
  CHECK(bars_of(what) == bars_read{{"", timeframe::m5},
                                   {"ETHUSDT", timeframe::m15},
                                   {"SOLUSDT", timeframe::h1}});
  CHECK(peers_of(*parse_condition("close > (EMA(9) @ 1h)", five_minutes)).empty());
}

TEST_CASE("eight other symbols may be read, in however many conditions") {
  std::string text = "close > 1";
  for (int i = 1; i <= 8; ++i)
    text += " and close(S" + std::to_string(i) + ") > 1 and low(S1) > 2";
  CHECK(parse_expression(text, five_minutes));
  CHECK(parse_expression(text + " and close(BTCUSDT) > 1", five_minutes));
  const auto refused = parse_expression(text + " and close(S9) > 1", five_minutes);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text == "an expression reads at most 8 other symbols");
}
