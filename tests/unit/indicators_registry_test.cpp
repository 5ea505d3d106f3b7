#include "domain/indicators/registry.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

using namespace tradeeon;

TEST_CASE("indicators are found by name and alias in any case, spaces aside") {
  const std::vector<std::pair<const char*, const char*>> spellings{
    {"SMA", "SMA"},          {"sma", "SMA"},
    {"MA", "SMA"},           {"ema", "EMA"},
    {"Rsi", "RSI"},          {"macd", "MACD"},
    {" bbands ", "BBANDS"},  {"bb", "BBANDS"},
    {"Bollinger", "BBANDS"}, {"Bollinger Bands", "BBANDS"},
    {"atr", "ATR"},          {"Average True Range", "ATR"},
  };
  for (const auto& [spelling, name] : spellings) {
    CAPTURE(spelling);
    const auto* info = find_indicator(spelling);
    REQUIRE(info != nullptr);
    CHECK(info->name == name);
  }
  for (const char* unknown : {"", " ", "SM", "SMAX", "value", "RSI(14)"})
    CHECK(find_indicator(unknown) == nullptr);
}

TEST_CASE("the registry contradicts itself nowhere") {
  std::set<std::string_view> names;
  for (const auto& info : all_indicators()) {
    CAPTURE(info.name);
    CHECK(names.insert(info.name).second);
    for (const auto alias : info.aliases)
      CHECK(names.insert(alias).second);
    CHECK_FALSE(info.outputs.empty());
    CHECK(info.outputs.size() <= max_outputs);
    CHECK_FALSE(info.definition.empty());
    for (const auto& parameter : info.parameters) {
      CHECK(parameter.minimum <= parameter.fallback);
      CHECK(parameter.fallback <= parameter.maximum);
    }
    const auto defaults = complete_parameters(info, {});
    REQUIRE(defaults.ok());
    REQUIRE(info.make(*defaults) != nullptr);
  }
}

TEST_CASE("left-out parameters take the defaults of the field") {
  const auto complete = [](const char* name, std::vector<double> given) {
    return *complete_parameters(*find_indicator(name), std::move(given));
  };
  CHECK(complete("SMA", {}) == std::vector<double>{20});
  CHECK(complete("EMA", {}) == std::vector<double>{20});
  CHECK(complete("RSI", {}) == std::vector<double>{14});
  CHECK(complete("MACD", {}) == std::vector<double>{12, 26, 9});
  CHECK(complete("MACD", {5}) == std::vector<double>{5, 26, 9});
  CHECK(complete("BBANDS", {}) == std::vector<double>{20, 2});
  CHECK(complete("BBANDS", {10, 2.5}) == std::vector<double>{10, 2.5});
  CHECK(complete("ATR", {}) == std::vector<double>{14});
}

TEST_CASE("bad parameters are refused with their name and what is accepted") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  struct row {
    const char* name;
    std::vector<double> given;
    const char* place;
    const char* text; ///< part of the message
  };
  const std::vector<row> rows{
    {"SMA", {0}, "length", "a whole number from 1 to 5000; got 0"},
    {"SMA", {-3}, "length", "from 1 to 5000; got -3"},
    {"SMA", {5001}, "length", "from 1 to 5000; got 5001"},
    {"SMA", {2.5}, "length", "a whole number from 1 to 5000; got 2.5"},
    {"EMA", {no_value}, "length", "from 1 to 5000"},
    {"EMA", {infinite}, "length", "from 1 to 5000"},
    {"EMA", {20, 3}, "EMA", "at most 1 (length, a whole number from 1 to 5000); got 2"},
    {"RSI", {1}, "length", "from 2 to 5000"},
    {"MACD", {26, 12, 9}, "fast", "below the slow one; got fast 26 and slow 12"},
    {"MACD", {12, 12}, "fast", "below the slow one"},
    {"MACD", {26}, "fast", "got fast 26 and slow 26"},
    {"MACD", {12, 26, 0}, "signal", "from 1 to 5000"},
    {"BBANDS", {20, 0}, "multiplier", "from 0.001 to 50; got 0"},
    {"BBANDS", {20, 51}, "multiplier", "from 0.001 to 50"},
    {"BBANDS", {1}, "length", "from 2 to 5000"},
    {"ATR", {1e300}, "length", "from 1 to 5000"},
  };
  for (const auto& [name, given, place, text] : rows) {
    const auto got = complete_parameters(*find_indicator(name), given);
    CAPTURE(name);
    CAPTURE(text);
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().code == problem_code::invalid);
    CHECK(got.error().place == place);
    CHECK_MESSAGE(got.error().text.find(text) != std::string::npos, got.error().text);
  }
}

TEST_CASE("outputs are found by name; none means the first") {
  const auto& macd = *find_indicator("MACD");
  CHECK(*find_output(macd, "") == 0);
  CHECK(*find_output(macd, "macd") == 0);
  CHECK(*find_output(macd, "Signal") == 1);
  CHECK(*find_output(macd, "HISTOGRAM") == 2);
  CHECK(*find_output(*find_indicator("BBANDS"), "") == 0);
  CHECK(*find_output(*find_indicator("BBANDS"), "middle") == 0);
  CHECK(*find_output(*find_indicator("BBANDS"), "percent_b") == 3);
  const auto unknown = find_output(macd, "upper");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().text ==
        "MACD has no output \"upper\"; it has macd, signal, histogram");
}
