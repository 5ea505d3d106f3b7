#include "domain/conditions/compare.hpp"
#include "domain/conditions/parser.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

std::string id_of(const std::string& text, const home& at = {"BTCUSDT", timeframe::m5}) {
  const auto read = parse_condition(text, at);
  CAPTURE(text);
  REQUIRE(read);
  return condition_id(*read);
}

} // namespace

TEST_CASE("conditions that mean the same have the same id") {
  const std::vector<std::vector<std::string>> groups{
    {"RSI(14) < 30", "30 > RSI(14)", "rsi<30", "RSI(14, close) < 3e1", "RSI() < 30.0",
     "  RSI ( 14 )\t<\n30 ", "(RSI(14)) < (60 / 2)", "RSI(14)[0] < 30",
     "RSI(14) < 30 @ 5m", "(RSI(14) @ 5m) < 30", "RSI(close, 14) < 30",
     "RSI * 1 + 0 < 30", "RSI(14) < 10 + 20"},
    {"close >= open", "open <= close", "CLOSE >= Open"},
    {"close crosses_above EMA(50)", "EMA(50) crosses_below close",
     "ema(50) Crosses_Below close"},
    {"close crosses open", "open crosses close"},
    {"close == open", "open = close", "open equals close"},
    {"close != 100", "100 not_equal close"},
    {"close > 100 @ 1h", "100 < close @ 1h", "(close @ 1h) > 100 @ 1h"},
    {"MACD > 0", "MACD(12,26,9).macd > 0", "MACD(12) > -0"},
    {"BB(20,2).upper < high", "high > BBANDS.upper", "BOLLINGER(20).upper < high"},
    {"volume > SMA(20, volume) * 1.5", "1.5 * SMA(volume) < volume",
     "SMA(volume, 20) * 3 / 2 < volume"},
    {"close between -5 -3", "close between (-5) (-3)"},
    {"close rising 3", "close[0] RISING 3.0"},
  };
  std::map<std::string, std::size_t> group_of;
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (const auto& text : groups[i]) {
      const auto [at, fresh] = group_of.emplace(id_of(text), i);
      CAPTURE(text);
      CHECK(at->second == i);
    }
  CHECK(group_of.size() == groups.size());
  CHECK(id_of("close > 1 @ 1h") == id_of("close > 1", {"BTCUSDT", timeframe::h1}));
}

TEST_CASE("conditions that mean different things have different ids") {
  const std::vector<std::string> texts{"RSI(14) < 30",
                                       "RSI(7) < 30",
                                       "RSI(14) < 31",
                                       "RSI(14) <= 30",
                                       "RSI(14) > 30",
                                       "RSI(14) < 30 @ 1h",
                                       "(RSI(14) @ 1h) < 30",
                                       "RSI(14)[1] < 30",
                                       "RSI(14, open) < 30",
                                       "RSI(14) == 30",
                                       "RSI(14) != 30",
                                       "RSI(14) crosses_below 30",
                                       "RSI(14) crosses_above 30",
                                       "RSI(14) crosses 30",
                                       "RSI(14) * 2 < 30",
                                       "RSI(14) + 2 < 30",
                                       "RSI(14) < -30",
                                       "RSI(14) between 0 30",
                                       "RSI(14) outside 0 30",
                                       "RSI(14) enters 0 30",
                                       "RSI(14) exits 0 30",
                                       "RSI(14) between 0 31",
                                       "RSI(14) rising 3",
                                       "RSI(14) falling 3",
                                       "RSI(14) rising 4",
                                       "MACD.macd < 30",
                                       "MACD.signal < 30",
                                       "MACD.histogram < 30",
                                       "EMA(14) < 30",
                                       "SMA(14) < 30",
                                       "SMA(RSI(14), 14) < 30",
                                       "BB(20, 2).upper < 30",
                                       "BB(20, 2.5).upper < 30",
                                       "RSI(14) < 30.000000000000004"};
  std::set<std::string> ids;
  for (const auto& text : texts) {
    CAPTURE(text);
    CHECK(ids.insert(id_of(text)).second);
  }
  CHECK(ids.insert(id_of(texts[0], {"ETHUSDT", timeframe::m5})).second);
  CHECK(ids.insert(id_of(texts[0], {"BINANCE:BTCUSDT", timeframe::m5})).second);
  CHECK(ids.insert(id_of(texts[0], {"BTCUSDT", timeframe::m15})).second);
}

TEST_CASE("a canonical text is read back to the same id, and is its own canonical text") {
  dice random{21};
  std::map<std::string, std::string> text_by_id;
  for (int run = 0; run < 5'000; ++run) {
    const auto what = random_condition(random, {});
    const auto text = canonical_text(what);
    CAPTURE(text);
    const auto read = parse_canonical(text);
    REQUIRE(read);
    REQUIRE(canonical_text(*read) == text);
    REQUIRE(condition_id(*read) == condition_id(what));
    REQUIRE(same(normalised(normalised(what)), normalised(what)));
    const auto known = text_by_id.emplace(condition_id(what), text);
    REQUIRE(known.first->second == text);
  }
}

TEST_CASE("normalising never changes what a condition says") {
  dice random{22};
  const auto bars = walk(random, timeframe::m5, 60, 0.05);
  const auto at = bar_close(timeframe::m5, bars.back().open_time);
  for (int run = 0; run < 1'500; ++run) {
    const auto what = random_condition(random, {});
    CAPTURE(print(what));
    REQUIRE(evaluate_slowly(what, bars, timeframe::m5, at).now ==
            evaluate_slowly(normalised(what), bars, timeframe::m5, at).now);
  }
}

TEST_CASE("every operator agrees with its definition, whatever value is missing") {
  const double none = std::nan("");
  const std::vector<double> values{none, 1, 2, 3};
  for (int how = 0; how <= static_cast<int>(comparison::exits); ++how)
    for (const double a : values)
      for (const double b : values)
        for (const double c : values)
          for (const double d : values)
            for (const double e : values)
              for (const double f : values) {
                const auto op = static_cast<comparison>(how);
                REQUIRE(compare(op, {a, b, c, d, e, f}) ==
                        compare_slowly(op, a, b, c, d, e, f));
              }
}

TEST_CASE("equality forgives one part in ten thousand million, and no more") {
  const auto equal = [](double a, double b) {
    const auto how = comparison::equal;
    const auto one = compare(how, {a, a, b, b, 0, 0});
    CHECK(compare(how, {b, b, a, a, 0, 0}) == one);
    CHECK(compare(comparison::not_equal, {a, a, b, b, 0, 0}) == negated(one));
    return one == truth::yes;
  };
  for (const double x : {1.0, 100.0, 1e-9, 3e12, -70.0}) {
    CHECK(equal(x, x));
    CHECK(equal(x, x * (1 + 0.9e-10)));
    CHECK(equal(x, x * (1 - 0.9e-10)));
    CHECK_FALSE(equal(x, x * (1 + 1.1e-10)));
    CHECK_FALSE(equal(x, x * (1 - 1.1e-10)));
    CHECK_FALSE(equal(x, -x));
    CHECK_FALSE(equal(x, 0));
  }
  CHECK(equal(0, -0.0));
}

TEST_CASE("truth has three values") {
  const auto yes = truth::yes;
  const auto no = truth::no;
  const auto unknown = truth::unknown;
  const truth all[] = {no, yes, unknown};
  const truth ands[3][3] = {{no, no, no}, {no, yes, unknown}, {no, unknown, unknown}};
  const truth ors[3][3] = {{no, yes, unknown}, {yes, yes, yes}, {unknown, yes, unknown}};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(both(all[i], all[k]) == ands[i][k]);
      CHECK(either(all[i], all[k]) == ors[i][k]);
      CHECK(negated(both(all[i], all[k])) == either(negated(all[i]), negated(all[k])));
    }
  CHECK(negated(yes) == no);
  CHECK(negated(no) == yes);
  CHECK(negated(unknown) == unknown);
}
