#include "domain/conditions/question.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

const home five_minutes{"BTCUSDT", timeframe::m5};

std::string repeated(const std::string& text, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i)
    out += text;
  return out;
}

/// What a text becomes when it is printed; the problem where there is one.
std::string reprinted(const std::string& text) {
  const auto read = parse_expression(text, five_minutes);
  return read ? print(*read, timeframe::m5)
              : read.error().place + ": " + read.error().text;
}

} // namespace

TEST_CASE("a printed expression is read back as the same tree") {
  dice random{11};
  for (int run = 0; run < 4'000; ++run) {
    int leaves = 12;
    const auto tree = random_expression(random, {}, roll(random, 0, 6), leaves);
    const auto text = print(tree, timeframe::m5);
    CAPTURE(text);
    const auto read = parse_expression(text, five_minutes);
    const auto why = read ? std::string{} : read.error().place + read.error().text;
    CAPTURE(why);
    REQUIRE(read);
    REQUIRE(same(*read, tree));
    REQUIRE(print(*read, timeframe::m5) == text);
  }
}

TEST_CASE("whatever can be read can be read again after it was printed") {
  // Each nests or grows when it is printed; what comes out must still be within limits.
  const std::string condition = "close > 1";
  std::vector<std::string> texts{
    repeated("not ", 16) + condition,
    repeated("not (", 8) + condition + repeated(")", 8),
    repeated("(", 16) + condition + repeated(")", 16),
    repeated("not not (close > 1 and ", 5) + condition + repeated(")", 5),
    repeated("close > 1 or close > 1 and (", 8) + condition + repeated(")", 8),
    repeated("close > 1 or close > 1 and (", 12) + condition + repeated(")", 12),
    repeated("close > 1 or not (", 7) + condition + repeated(")", 7),
    "MACD.histogram between -5 -3",
    "MACD.histogram between (-5) (-3)",
    "close between open (EMA(20) @ 1h)",
    "close between close - 5 close + 5",
    "close between -1 * close -2",
    "((close > (EMA(20) @ 1h)) @ 15m and close > 2) @ 4h",
  };
  for (const auto& text : texts) {
    CAPTURE(text);
    const auto read = parse_expression(text, five_minutes);
    if (!read) {
      CHECK(read.error().text.find("nested deeper than 16 levels") != std::string::npos);
      continue;
    }
    const auto printed = print(*read, timeframe::m5);
    CAPTURE(printed);
    const auto again = parse_expression(printed, five_minutes);
    REQUIRE(again);
    CHECK(same(*read, *again));
  }
}

TEST_CASE("texts mean what the language says") {
  const std::vector<std::pair<std::string, std::string>> table{
    {"RSI(14)<30", "RSI(14, close) < 30"},
    {"rsi CROSSES_BELOW 3e1", "RSI(14, close) crosses_below 30"},
    {"close == 5 and open = 5", "close == 5 and open == 5"},
    {"close equals 5 or open not_equal 5", "close == 5 or open != 5"},
    {"a", "column 1: \"a\" is neither a price, an indicator nor a pattern"},
    {"close > 1 and open > 1 or low > 1", "(close > 1 and open > 1) or low > 1"},
    {"close > 1 and (open > 1 or low > 1)", "close > 1 and (open > 1 or low > 1)"},
    {"not close > 1", "not close > 1"},
    {"not not close > 1", "not not close > 1"},
    {"not (close > 1 and open > 1)", "not (close > 1 and open > 1)"},
    {"(close > 1)", "close > 1"},
    {"(close) > 1", "close > 1"},
    {"((close + 10) * 2) > 1", "close * 2 + 20 > 1"},
    {"10 - close / 4 < 2 * 3 - 1", "close * -0.25 + 10 < 5"},
    {"--close > ---1", "close > -1"},
    {"close[3] >= close [1]", "close[3] >= close[1]"},
    {"close > EMA(20) @ 1h", "close > EMA(20, close) @ 1h"},
    {"close > (EMA(20) @ 1h)", "close > (EMA(20, close) @ 1h)"},
    {"(close > 1 and open > 1) @ 1h", "close > 1 @ 1h and open > 1 @ 1h"},
    {"(close > 1 @ 5m and open > 1) @ 1h", "close > 1 and open > 1 @ 1h"},
    {"((close > 1) @ 15m and open > 1) @ 1h", "close > 1 @ 15m and open > 1 @ 1h"},
    {"close rising 3", "close rising 3"},
    {"SMA(RSI(14), 9) falling 2 @ 4h", "SMA(9, RSI(14, close)) falling 2 @ 4h"},
    {"bb(20, 2).UPPER < high", "BBANDS(20, 2, close).upper < high"},
    {"MACD between -5 -3", "MACD(12, 26, 9, close).macd between -5 -3"},
    {"MACD between 5 - 3 7", "MACD(12, 26, 9, close).macd between 2 7"},
    {"close outside open low", "close outside open low"},
    {"close - open > ATR * 0.5", "(close - open) > ATR(14) * 0.5"},
    {"volume * close > 1", "(close * volume) > 1"},
    {"open + close > 1", "(close + open) > 1"},
    {"100 / close + 1 > 1", "(100 / close) + 1 > 1"},
    {"SMA(close[1] * 2 - 1, 5) > 1", "SMA(5, ((close[1] * 2) - 1)) > 1"},
    {"(high - low)[2] > 1", "(high - low)[2] > 1"},
    {"(close[1])[2] > 1", "close[3] > 1"},
    {"((high - low) @ 1h) > 1", "((high - low) @ 1h) > 1"},
    {"(EMA(20) * 2 @ 1h) < 5", "(EMA(20, close) @ 1h) * 2 < 5"},
    {"close moves_up 5% in 10 bars", "close moves_up 5% in 10"},
    {"AT LEAST 2 OF (close > 1, open > 1 and low > 1, high > 1)",
     "at least 2 of (close > 1, (open > 1 and low > 1), high > 1)"},
    {"close > 1 or open > 1 then low > 1 within 5 bars",
     "(close > 1 or open > 1) then low > 1 within 5"},
    {"close > 1 then low > 1 within 5 then high > 1 within 3",
     "(close > 1 then low > 1 within 5) then high > 1 within 3"},
  };
  for (const auto& [text, printed] : table) {
    CAPTURE(text);
    CHECK(reprinted(text).substr(0, printed.size()) == printed);
  }
}

TEST_CASE("a problem names the column and what would be accepted there") {
  struct row {
    std::string text;
    std::string column;
    std::string hint;
  };
  const std::vector<row> table{
    {"", "column 1", "but the text ends here"},
    {"close", "column 6", "operator is expected"},
    {"close >", "column 8", "is expected, but the text ends here"},
    {"close > 5 and", "column 14", "is expected, but the text ends here"},
    {"close > 5 close", "column 11", "\"and\", \"or\", \"then\" or the end"},
    {"close > 5)", "column 10", "\"and\", \"or\", \"then\" or the end"},
    {"(close > 5", "column 11", "\")\""},
    {"clsoe > 5", "column 1", "did you mean close?"},
    {"close > 5 and RSSI(14) < 3", "column 15", "did you mean RSI?"},
    {"close crosses_abve 5", "column 7", "did you mean crosses_above?"},
    {"xyzzyx > 5", "column 1", "prices such as close"},
    {"RSI(1) < 5", "column 1", "from 2 to 5000"},
    {"close > 1 or RSI(2.5) < 5", "column 14", "whole number"},
    {"SMA(5, close, open) > 1", "column 15", "one source"},
    {"ATR(5, close) > 1", "column 8", "bar itself"},
    {"SMA(5, 6) > 1", "column 1", "at most 1"},
    {"MACD(26, 12, 9) > 1", "column 1", "fast"},
    {"BBANDS.top > 1", "column 8", "middle, upper, lower"},
    {"BBANDS. > 1", "column 9", "output"},
    {"close > 5 @ 7m", "column 13", "1m 3m 5m"},
    {"close > 5 @", "column 12", "1m 3m 5m"},
    {"close rising 0", "column 14", "1 to 5000"},
    {"close rising 2.5", "column 14", "whole number"},
    {"close rising 1e300", "column 14", "whole number"},
    {"close[5001] > 1", "column 7", "0 to 5000"},
    {"close[1.5] > 1", "column 7", "whole number"},
    {"close[1 > 1", "column 9", "\"]\""},
    {"5 > 3", "column 1", "must be a series"},
    {"(5 > 3)", "column 2", "must be a series"},
    {"close > 1 and (close between 5 3)", "column 16", "above the upper bound"},
    {"5 rising 3", "column 1", "never moves"},
    {"close / 0 > 1", "column 7", "divided by 0"},
    {"close - (open @ 3d) > 1 @ 1w", "column 1", "do not line up"},
    {"(5)[1] < close", "column 4", "not a number"},
    {"(close[3000])[2001] > 1", "column 15", "add up to 5001"},
    {"close moves_up 5 in 10", "column 18", "\"%\""},
    {"close moves_up 5% 10", "column 19", "\"in\""},
    {"close moves_up -5% in 10", "column 1", "more than 0"},
    {"close moves_down open% in 10", "column 22", "percentage is expected"},
    {"close moves_up 5% in 0", "column 22", "1 to 5000"},
    {"at least 4 of (close > 1, open > 1)", "column 10", "can never be"},
    {"at most 2 of (close > 1)", "column 4", "at least 2 of"},
    {"at least 0 of (close > 1)", "column 10", "1 to 64"},
    {"close > 1 then open > 1", "column 24", "\"within\""},
    {"close > 1 then open > 1 within", "column 31", "number of bars"},
    {"SMA(5000, SMA(5000, SMA(5000))) > 1 and SMA(4999, SMA(5000, SMA(5000))) > 1 and "
     "SMA(4998, SMA(5000, SMA(5000))) > 1 and SMA(4997, SMA(5000, SMA(5000))) > 1 and "
     "SMA(4996, SMA(5000, SMA(5000))) > 1 and SMA(4995, SMA(5000, SMA(5000))) > 1 and "
     "SMA(4994, SMA(5000, SMA(5000))) > 1",
     "column 1", "add up to"},
    {"close < 1e308 * 10", "column 1", "finite"},
    {"close * 1e308 * 10 < 5", "column 1", "finite"},
    {"close < 1e400", "column 9", "the number 1e400 is too large"},
    {"close > 1 & open > 1", "column 11", "unexpected character &"},
    {"close > \xe2\x82\xac", "column 9", "unexpected character \xe2\x82\xac"},
    {"close(14) > 1", "column 7", "a symbol such as ETHUSDT"},
    {"close > (EMA(20) @ 3d) @ 1w", "column 1", "do not line up"},
    {"(close > (EMA(20) @ 3d)) @ 1w", "column 2", "do not line up"},
    {"close > ((EMA(20) @ 1h) @ 4h)", "column 25", "another timeframe already"},
    {"close > (2 @ 1h)", "column 12", "not a number"},
  };
  for (const auto& [text, column, hint] : table) {
    CAPTURE(text);
    const auto read = parse_expression(text, five_minutes);
    REQUIRE_FALSE(read);
    CAPTURE(read.error().text);
    CHECK(read.error().code == problem_code::invalid);
    CHECK(read.error().place == column);
    CHECK(read.error().text.find(hint) != std::string::npos);
  }
}

TEST_CASE("each of the bad expressions has its own message") {
  std::ifstream in{std::string{TRADEEON_TEST_DATA} + "/bad_expressions.tsv"};
  REQUIRE(in.is_open());
  std::size_t rows = 0;
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find('\t'), second = line.find('\t', first + 1);
    REQUIRE(second != std::string::npos);
    const auto text = line.substr(0, first);
    CAPTURE(text);
    const auto read = parse_question(text, five_minutes);
    REQUIRE_FALSE(read);
    CHECK(read.error().place == line.substr(first + 1, second - first - 1));
    CHECK(read.error().text == line.substr(second + 1));
    ++rows;
  }
  CHECK(rows >= 120);
}

TEST_CASE("an operand's timeframe is judged at the comparison's final home") {
  // At 1w alone 3d bars would not line up; at 1d they do.
  const home weekly{"BTCUSDT", timeframe::w1};
  CHECK(parse_expression("(close > (EMA(20) @ 3d)) @ 1d", weekly));
  CHECK_FALSE(parse_expression("close > (EMA(20) @ 3d)", weekly));
}

TEST_CASE("limits are refused in words") {
  const auto refused = [](const std::string& text, const char* words) {
    const auto read = parse_expression(text, five_minutes);
    return !read && read.error().text.find(words) != std::string::npos;
  };
  const auto chain = [](std::size_t n) {
    return "close > 1" + repeated(" or close > 1", n - 1);
  };
  CHECK(parse_expression(chain(64), five_minutes));
  CHECK(refused(chain(65), "more than 64 conditions"));
  CHECK(refused("close > 1" + std::string(8'192, ' '), "at most 8192 characters"));
  CHECK(parse_expression("close > 1" + std::string(8'183, ' '), five_minutes));
  CHECK(refused(repeated("(", 4'000), "nested deeper than"));
  CHECK(refused(repeated("not ", 2'000) + "close > 1", "nested deeper than"));
  CHECK(refused("close > " + repeated("(", 17) + "1" + repeated(")", 17),
                "nested deeper than"));
  CHECK(refused(repeated("SMA(", 18) + "close" + repeated(")", 18) + " > 1",
                "nested deeper than 16"));
  CHECK(parse_expression("close > " + repeated("-", 8'000) + "1", five_minutes));
  CHECK_FALSE(parse_series(std::string(9'000, 'a')));
  CHECK_FALSE(parse_condition(std::string(9'000, 'a'), five_minutes));
}

TEST_CASE("no text makes the parser fail in any other way than with a problem") {
  const std::vector<std::string> seeds{
    "RSI(14) crosses_below 30 and close > EMA(200) @ 1h",
    "not (close[5] * 1.02 + 10 between -3 7 or SMA(RSI(14), 9) rising 3) @ 4h",
    "BBANDS(20, 2.5, hl2).percent_b outside (EMA(50) @ 1d) 1e3 or MACD.signal != 0",
    "BTCUSDT 5m close < 100",
    "close / close(ETHUSDT) - (EMA(50) @ 1h) > ATR(14, SOLUSDT) or doji(ETHUSDT)",
    "RSI(14, eth-usdt) > SMA(close - (close(BINANCE:XRPUSDT) @ 15m), 9)",
  };
  const std::vector<std::string> splinters{
    "(",     ")",    "[",       "]", "@",   ",",         ".",     "-",     "not ",
    " and ", " or ", "1",       "0", "1e9", "1h",        "close", "RSI",   "between ",
    "\xc3",  "\xff", "rising ", "*", "/",   "(ETHUSDT)", ":",     " @ 1h)"};
  dice random{12};
  std::size_t read_fine = 0;
  for (int run = 0; run < 50'000; ++run) {
    auto text = seeds[random() % seeds.size()];
    for (int n = roll(random, 1, 5); n > 0; --n) {
      const auto at = text.empty() ? 0 : random() % text.size();
      switch (roll(random, 0, 4)) {
      case 0:
        text.erase(at, static_cast<std::size_t>(roll(random, 1, 6)));
        break;
      case 1:
        text.insert(at, splinters[random() % splinters.size()]);
        break;
      case 2:
        text.insert(at, 1, static_cast<char>(random() & 0xff));
        break;
      case 3:
        text.insert(at,
                    text.substr(at / 2, static_cast<std::size_t>(roll(random, 0, 30))));
        break;
      default:
        text += splinters[random() % splinters.size()];
      }
    }
    const auto read = parse_expression(text, five_minutes);
    static_cast<void>(parse_series(text));
    static_cast<void>(parse_canonical(text));
    if (!read) {
      REQUIRE_FALSE(read.error().text.empty());
      REQUIRE(read.error().place.substr(0, 7) == "column ");
      continue;
    }
    ++read_fine;
    const auto printed = print(*read, timeframe::m5);
    CAPTURE(text);
    CAPTURE(printed);
    const auto again = parse_expression(printed, five_minutes);
    REQUIRE(again);
    REQUIRE(same(*read, *again));
  }
  CHECK(read_fine > 300);
}
