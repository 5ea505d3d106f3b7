#include "http/json/condition_codec.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace tradeeon;

namespace {

const home at{"BTCUSDT", timeframe::m5};

struct good {
  std::string object; ///< without braces
  std::string text;   ///< that means the same
};

struct bad {
  std::string object;
  std::string place;
  std::string says; ///< part of the error's text
};

std::string canonical(const std::string& object) {
  const auto read = json::parse_condition_object("{" + object + "}", at);
  if (!read)
    return "refused at " + read.error().place + ": " + read.error().text;
  return canonical_text(*read);
}

std::string canonical_of_text(const std::string& text) {
  const auto read = parse_condition(text, at);
  return read ? canonical_text(*read) : "refused: " + read.error().text;
}

const std::string rsi = R"("type":"indicator","indicator":"RSI",)";
const std::string ema = R"("type":"indicator","indicator":"EMA",)";
const std::string macd = R"("type":"indicator","indicator":"MACD",)";
const std::string price = R"("type":"price",)";
const std::string volume = R"("type":"volume",)";
const std::string below_30 = R"("operator":"<","compareWith":"value","compareValue":30)";

} // namespace

TEST_CASE("a condition object means the same as its text form, with the same id") {
  const std::vector<good> table{
    {rsi + below_30, "RSI(14) < 30"},
    {rsi + R"("id":"c1","component":"rsi_line","timeframe":"same",)" + below_30,
     "RSI(14) < 30"},
    {rsi + R"("component":"RSI","settings":{"length":7},)" + below_30, "RSI(7) < 30"},
    {rsi + R"("settings":{"period":"7"},)" + below_30, "RSI(7) < 30"},
    {rsi + R"("period":7,)" + below_30, "RSI(7) < 30"},
    {rsi + R"("period":7,"settings":{"length":7},)" + below_30, "RSI(7) < 30"},
    {rsi + R"("settings":{"length":14,"overboughtLevel":70,"oversoldLevel":30},)" +
       below_30,
     "RSI(14) < 30"},
    {rsi + R"("settings":{"length":9,"source":"hl2"},"timeframe":"1h",)" + below_30,
     "RSI(9, hl2) < 30 @ 1h"},
    {rsi + R"j("settings":{"source":"SMA(5)"},)j" + below_30, "RSI(14, SMA(5)) < 30"},
    {rsi + R"("operator":"crosses_below","compareWith":"value","compareValue":"30")",
     "RSI(14) crosses_below 30"},
    {rsi + R"("operator":"equals","compareWith":"value","value":50)", "RSI(14) == 50"},
    {rsi + R"("operator":"not_equal","compareWith":"value","value":50)", "RSI(14) != 50"},
    {rsi + R"("operator":">=","value":50)", "RSI(14) >= 50"},
    {rsi + R"("operator":"between","compareWith":"value","lowerBound":0,"upperBound":30)",
     "RSI(14) between 0 30"},
    {rsi + R"("operator":"outside","lowerBound":30,"upperBound":70)",
     "RSI(14) outside 30 70"},
    {rsi + R"("operator":"enters","lowerBound":"30","upperBound":"70")",
     "RSI(14) enters 30 70"},
    {rsi + R"("operator":"exits","lowerBound":-1.5,"upperBound":0)",
     "RSI(14) exits -1.5 0"},
    {rsi + R"("operator":"rising","bars":3)", "RSI(14) rising 3"},
    {rsi + R"("operator":"falling","bars":"2")", "RSI(14) falling 2"},
    {macd + R"("component":"histogram","operator":">","compareWith":"value",)"
            R"("compareValue":0)",
     "MACD(12,26,9).histogram > 0"},
    {macd + R"("component":"MACD Line","settings":{"fast":5,"slow":35,"signal":5},)"
            R"("operator":"crosses_above","compareWith":"indicator_component",)"
            R"("rhs":{"indicator":"MACD","component":"Signal","settings":)"
            R"({"fastPeriod":5,"slowPeriod":35,"signalPeriod":5}})",
     "MACD(5,35,5).macd crosses_above MACD(5,35,5).signal"},
    {macd +
       R"("component":"macd_line","operator":">","compareWith":"indicator_component",)"
       R"("rhs":{"indicator":"MACD","component":"zero_line"})",
     "MACD(12,26,9).macd > 0"},
    {macd + R"("component":"MACD","settings":{"fast":5,"slow":9,"signal":3},)"
            R"("operator":"crosses_above","compareWith":"indicator_component",)"
            R"("rhs":{"indicator":"MACD","component":"Signal"})",
     "MACD(5,9,3).macd crosses_above MACD(5,9,3).signal"},
    {macd + R"("component":"signal_line","operator":"<","value":-0.5)",
     "MACD(12,26,9).signal < -0.5"},
    {macd + R"("component":"Signal Line","operator":"<","value":0)",
     "MACD(12,26,9).signal < 0"},
    {ema + R"("component":"EMA","settings":{"period":50},"operator":">",)"
           R"("compareWith":"price")",
     "EMA(50) > close"},
    {ema + R"("settings":{"period":50},"operator":">","compareWith":"price",)"
           R"("compareValue":30,"priceField":"high")",
     "EMA(50) > high"},
    {ema + R"("component":"EMA","period":9,"operator":"crosses_above",)"
           R"("compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"EMA","component":"EMA","settings":{"length":21}})",
     "EMA(9) crosses_above EMA(21)"},
    {ema + R"("component":"Fast","fastMA":9,"slowMA":21,"operator":"crosses_above",)"
           R"("compareWith":"indicator_component")",
     "EMA(9) crosses_above EMA(21)"},
    {ema + R"("component":"Slow","fastMA":9,"slowMA":21,"operator":"<",)"
           R"("compareWith":"indicator_component","settings":{"source":"hl2"})",
     "EMA(21, hl2) < EMA(9, hl2)"},
    {ema + R"("component":"Fast","fastMA":9,"slowMA":21,"operator":"crosses_above",)"
           R"("compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"SMA","component":"Slow"})",
     "EMA(9) crosses_above SMA(21)"},
    {ema + R"("component":"EMA_fast","settings":{"period":9},"operator":"crosses_above",)"
           R"("compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"EMA","component":"EMA_slow","settings":{"period":26}})",
     "EMA(9) crosses_above EMA(26)"},
    {ema + R"("component":"Fast","settings":{"fast":9,"slow":21,"source":"hl2"},)"
           R"("operator":">","compareWith":"indicator_component")",
     "EMA(9, hl2) > EMA(21, hl2)"},
    {ema + R"("component":"Slow","settings":{"fast":9,"slow":21},"operator":">",)"
           R"("compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"EMA","component":"Fast"})",
     "EMA(21) > EMA(9)"},
    {ema + R"("component":"Fast","settings":{"fast":9,"slow":21,"source":"hl2"},)"
           R"("operator":">","compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"SMA","component":"Slow","settings":{}})",
     "EMA(9, hl2) > SMA(21)"},
    {ema + R"("component":"EMA_fast","settings":{"period":9},"slowMA":21,)"
           R"("operator":">","compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"EMA","component":"EMA_slow"})",
     "EMA(9) > EMA(21)"},
    {R"("type":"indicator","maType":"SMA","maLength":10,"operator":">",)"
     R"("compareWith":"price")",
     "SMA(10) > close"},
    {R"("type":"indicator","indicator":"Bollinger","component":"Upper Band",)"
     R"("settings":{"period":20,"stdDev":2.5},"operator":"<","compareWith":"price")",
     "BBANDS(20,2.5).upper < close"},
    {R"("type":"indicator","indicator":"ATR","settings":{"length":5},"operator":">",)"
     R"("value":10)",
     "ATR(5) > 10"},
    {price + R"("operator":">","compareWith":"value","compareValue":50000)",
     "close > 50000"},
    {price + R"("priceField":"low","operator":"<","compareWith":"value","value":0)",
     "low < 0"},
    {price + R"("priceField":"close","operator":">","compareWith":"price_field",)"
             R"("rhsPriceField":"open")",
     "close > open"},
    {price + R"("operator":">","compareWith":"previous_price","rhsPriceField":"high")",
     "close > high[1]"},
    {price + R"("priceField":"low","operator":">","compareWith":"previous_price")",
     "low > low[1]"},
    {price + R"("operator":">","compareWith":"indicator_component","rhs":)"
             R"({"indicator":"EMA","component":"EMA","settings":{"period":200}})",
     "close > EMA(200)"},
    {price + R"("operator":"crosses_above","compareWith":"indicator_component",)"
             R"("maType":"EMA","maLength":50)",
     "close crosses_above EMA(50)"},
    {price + R"("operator":">","compareWith":"indicator_component","maType":"EMA",)"
             R"("maLength":50,"percentage":2)",
     "close > EMA(50) * 1.02"},
    {price + R"("operator":"crosses_below","compareWith":"indicator_component",)"
             R"("maType":"EMA","maLength":50,"percentage":"5")",
     "close crosses_below EMA(50) * 0.95"},
    {price + R"("operator":"<=","compareWith":"price_field","rhsPriceField":"open",)"
             R"("percentage":1)",
     "close <= open * 0.99"},
    {price + R"("operator":"equals","compareWith":"price_field","rhsPriceField":"open",)"
             R"("percentage":0)",
     "close == open"},
    {volume + R"("operator":">","compareWith":"value","compareValue":1000)",
     "volume > 1000"},
    {volume + R"("operator":">","compareWith":"previous_volume")", "volume > volume[1]"},
    {volume + R"("operator":"crosses_above","compareWith":"indicator_component",)"
              R"("rhs":{"indicator":"VOLUME_MA","component":"VOLUME_MA",)"
              R"("settings":{"length":20}},"percentage":50)",
     "volume crosses_above SMA(20, volume) * 1.5"},
    {price + R"("priceField":"volume","operator":"<","compareWith":"price_field",)"
             R"("rhsPriceField":"volume","percentage":20)",
     "volume < volume * 1.2"},
    {volume + R"("operator":"<","value":1000,"percentage":20)", "volume < 1200"},
    {volume + R"("operator":"<","compareWith":"indicator_component","maLength":30,)"
              R"("percentage":-50)",
     "volume < SMA(30, volume) * 0.5"},
    {volume + R"("operator":"<","compareWith":"indicator_component","maType":"EMA",)"
              R"("maLength":30,"percentage":20)",
     "volume < EMA(30, volume) * 1.2"},
    {volume + R"("operator":"<","compareWith":"indicator_component",)"
              R"("rhs":{"indicator":"SMA","settings":{"length":30,"source":"volume"}})",
     "volume < SMA(30, volume)"},
  };
  for (const auto& x : table) {
    CAPTURE(x.object);
    CHECK(canonical(x.object) == canonical_of_text(x.text));
    const auto one = json::parse_condition_object("{" + x.object + "}", at);
    const auto other = parse_condition(x.text, at);
    if (one.ok() && other.ok())
      CHECK(condition_id(*one) == condition_id(*other));
  }
}

TEST_CASE("defects 4, 6 and 7: patterns and moves mean what their text form means") {
  CHECK(canonical(R"("type":"price","patternType":"doji")") == "BTCUSDT 5m doji");
  CHECK(
    canonical(R"("type":"price","operator":"pattern","patternType":"Bullish_Engulfing",)"
              R"("compareWith":"value","compareValue":null)") ==
    "BTCUSDT 5m bullish_engulfing");
  CHECK(
    canonical(R"("type":"price","operator":"pattern","patternType":"dojy")")
      .find(
        "refused at patternType: unknown pattern \"dojy\"; use one of doji, hammer") ==
    0);
  CHECK(canonical(R"("type":"price","operator":"moves_up","compareWith":"value",)"
                  R"("compareValue":5,"bars":10)") ==
        "BTCUSDT 5m close moves_up 5% in 10");
  CHECK(canonical(R"("type":"price","operator":"moves_down","value":5)") ==
        "refused at bars: is needed: over how many bars, 1 to 5000");
}

TEST_CASE("a bad condition is refused at the path of the field that is wrong") {
  const std::vector<bad> table{
    {"", "type", "indicator, price or volume"},
    {R"("type":"candle")", "type", "unknown type"},
    {R"("type":5)", "type", "text"},
    {R"("type":"")", "type", "1 to"},
    {rsi + R"("operatr":"<","value":30)", "operatr", "did you mean operator"},
    {rsi + R"("zzzzzzzz":1,)" + below_30, "zzzzzzzz", "unknown field"},
    {rsi + R"("value":30)", "operator", "is needed"},
    {rsi + R"("operator":"pattern","value":30)", "patternType", "one of doji"},
    {rsi + R"("operator":"crosses_abov","value":30)", "operator",
     "did you mean crosses_above"},
    {rsi + R"("operator":"greater_than","value":30)", "operator", "unknown operator"},
    {rsi + R"("operator":"closes_above","value":30)", "operator", "unknown operator"},
    {R"("type":"indicator",)" + below_30, "indicator", "is needed"},
    {R"("type":"indicator","indicator":"KDJ",)" + below_30, "indicator",
     "GET /api/v1/indicators"},
    {rsi + R"("component":"histogram",)" + below_30, "component", "no component"},
    {rsi + R"("component":"RSI_MA",)" + below_30, "component", "it has value"},
    {macd + R"("component":"upper",)" + below_30, "component", "macd, signal, histogram"},
    {macd + R"("component":"zero_line",)" + below_30, "component", "both are constants"},
    {rsi + R"("settings":[],)" + below_30, "settings", "object"},
    {rsi + R"("settings":{"lenght":7},)" + below_30, "settings.lenght",
     "did you mean length"},
    {rsi + R"("settings":{"fast":7},)" + below_30, "settings.fast", "plays no part"},
    {rsi + R"("settings":{"length":1},)" + below_30, "settings.length", "from 2 to 5000"},
    {rsi + R"("settings":{"period":0},)" + below_30, "settings.period", "from 2 to 5000"},
    {rsi + R"("settings":{"length":7.5},)" + below_30, "settings.length", "whole"},
    {rsi + R"("settings":{"length":"x"},)" + below_30, "settings.length", "number"},
    {rsi + R"("settings":{"length":true},)" + below_30, "settings.length", "number"},
    {rsi + R"("settings":{"length":7,"period":14},)" + below_30, "settings.period",
     "contradicts settings.length"},
    {rsi + R"("period":7,"settings":{"length":14},)" + below_30, "settings.length",
     "contradicts period"},
    {rsi + R"("period":99999,)" + below_30, "period", "from 2 to 5000"},
    {rsi + R"("settings":{"source":"clos"},)" + below_30, "settings.source", ""},
    {R"("type":"indicator","indicator":"ATR","settings":{"source":"hl2"},)" + below_30,
     "settings.source", "plays no part"},
    {macd + R"("settings":{"fast":30,"slow":20},)" + below_30, "settings.fast", "below"},
    {rsi + R"("operator":"<")", "compareWith", "is needed"},
    {rsi + R"("operator":"<","compareWith":"value")", "compareValue", "is needed"},
    {rsi + R"("operator":"<","compareWith":"value","compareValue":null)", "compareValue",
     "is needed"},
    {rsi + R"("operator":"<","compareWith":"value","compareValue":"abc")", "compareValue",
     "number"},
    {rsi + R"("operator":"<","compareWith":"value","compareValue":"nan")", "compareValue",
     "number"},
    {rsi + R"("operator":"<","compareWith":"value","compareValue":30,"value":31)",
     "value", "contradicts"},
    {rsi + R"("operator":"<","compareWith":"none")", "compareWith", "unknown value"},
    {rsi + R"("operator":"<","compareWith":"indicator_component")", "rhs", "is needed"},
    {rsi + R"("operator":"<","compareWith":"indicator_component","rhs":5)", "rhs",
     "object"},
    {rsi + R"("operator":"<","compareWith":"indicator_component","rhs":{})",
     "rhs.indicator", "is needed"},
    {rsi + R"("operator":"<","compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"EMMA"})",
     "rhs.indicator", "unknown indicator"},
    {rsi + R"("operator":"<","compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"EMA","settings":{"length":0}})",
     "rhs.settings.length", "from 1"},
    {rsi + R"("operator":"<","compareWith":"indicator_component",)"
           R"("rhs":{"indicator":"EMA","period":5})",
     "rhs.period", "unknown field"},
    {rsi + R"("rhs":{"indicator":"EMA"},)" + below_30, "rhs", "plays no part"},
    {rsi + R"("operator":"between","lowerBound":30)", "upperBound", "is needed"},
    {rsi + R"("operator":"between","upperBound":30)", "lowerBound", "is needed"},
    {rsi + R"("operator":"between","lowerBound":70,"upperBound":30)", "lowerBound",
     "above the upper"},
    {rsi + R"("operator":"between","compareWith":"price","lowerBound":1,"upperBound":2)",
     "compareWith", "lowerBound"},
    {rsi + R"("operator":"between","value":5,"lowerBound":1,"upperBound":2)", "value",
     "plays no part"},
    {rsi + R"("lowerBound":1,)" + below_30, "lowerBound", "plays no part"},
    {rsi + R"("operator":"rising")", "bars", "is needed"},
    {rsi + R"("operator":"rising","bars":0)", "bars", "1 to 5000"},
    {rsi + R"("operator":"rising","bars":2.5)", "bars", "whole"},
    {rsi + R"("operator":"rising","bars":3,"compareValue":3)", "compareValue",
     "plays no part"},
    {rsi + R"("timeframe":"7m",)" + below_30, "timeframe", "unknown timeframe"},
    {rsi + R"("timeframe":5,)" + below_30, "timeframe", "text"},
    {rsi + R"("percentage":5,)" + below_30, "percentage", "price and volume"},
    {price + R"("operator":"equals","compareWith":"price_field","rhsPriceField":"open",)"
             R"("percentage":5)",
     "percentage", "above or below"},
    {price + R"("operator":"between","lowerBound":1,"upperBound":2,"percentage":5)",
     "percentage", "no meaning"},
    {price + R"("operator":">","compareWith":"price_field")", "rhsPriceField",
     "is needed"},
    {price + R"("operator":">","compareWith":"price")", "rhsPriceField", "is needed"},
    {price + R"("priceField":"typical","operator":">","value":1)", "priceField",
     "unknown price field"},
    {price + R"j("priceField":"SMA(5)","operator":">","value":1)j", "priceField",
     "unknown price field"},
    {price + R"("indicator":"RSI","operator":">","value":1)", "indicator",
     "plays no part"},
    {price + R"("settings":{"length":5},"operator":">","value":1)", "settings",
     "plays no part"},
    {price + R"("operator":">","compareWith":"indicator_component","maLength":50)",
     "maType", "is needed"},
    {price + R"("operator":">","compareWith":"indicator_component")", "rhs", "is needed"},
    {price + R"("operator":">","compareWith":"indicator_component","maType":"XMA")",
     "maType", "unknown indicator"},
    {price + R"("operator":">","compareWith":"indicator_component","maType":"EMA",)"
             R"("maLength":0)",
     "maLength", "from 1"},
    {price + R"("operator":">","compareWith":"indicator_component","maType":"EMA",)"
             R"("rhs":{"indicator":"EMA"})",
     "maType", "plays no part"},
    {price + R"("patternType":"doji","operator":">","value":1)", "operator",
     "only pattern"},
    {volume + R"("priceField":"open","operator":">","value":1)", "priceField",
     "plays no part"},
    {ema + R"("maType":"SMA","operator":">","value":1)", "maType",
     "contradicts indicator"},
    {ema + R"("component":"Fast","operator":">","compareWith":"price")", "component",
     "fastMA"},
    {ema + R"("component":"Fast","fastMA":9,"operator":">",)"
           R"("compareWith":"indicator_component")",
     "component", "slowMA"},
    {ema + R"("fastMA":9,"operator":">","compareWith":"price")", "fastMA",
     "plays no part"},
    {rsi + R"("id":7,)" + below_30, "id", "text"},
    {rsi + "\"id\":\"a\\u0000b\"," + below_30, "id", "control"},
  };
  for (const auto& x : table) {
    CAPTURE(x.object);
    const auto read = json::parse_condition_object("{" + x.object + "}", at);
    REQUIRE_FALSE(read.ok());
    CAPTURE(read.error().text);
    CHECK(read.error().code == problem_code::invalid);
    CHECK(read.error().place == x.place);
    CHECK(read.error().text.find(x.says) != std::string::npos);
  }
}

TEST_CASE("what is not an object is no condition") {
  for (const auto* text : {"[]", "5", "\"RSI(14) < 30\"", "null", "true"}) {
    const auto read = json::parse_condition_object(text, at);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().place == "body");
  }
}

TEST_CASE("defect 4: rhs, its settings and the percentage are part of the condition") {
  const auto with = [](const std::string& rhs, int percentage) {
    return canonical(price +
                     R"("operator":">","compareWith":"indicator_component","rhs":)" +
                     rhs + ",\"percentage\":" + std::to_string(percentage));
  };
  const std::string ema20 = R"({"indicator":"EMA","settings":{"length":20}})";
  const std::string ema21 = R"({"indicator":"EMA","settings":{"length":21}})";
  CHECK(with(ema20, 0) != with(ema21, 0));
  CHECK(with(ema20, 0) != with(ema20, 1));
  CHECK(with(ema20, 1) == canonical_of_text("close > EMA(20) * 1.01"));
}

TEST_CASE("defect 5: a cross is a cross, not a level") {
  const auto read = json::parse_condition_object(
    "{" + rsi + R"("operator":"crosses_above","value":70})", at);
  REQUIRE(read.ok());
  CHECK(read->how == comparison::crosses_above);
  CHECK(canonical(rsi + R"("operator":"crosses_above","value":70)") !=
        canonical(rsi + R"("operator":">","value":70)"));
}

TEST_CASE("defect 7: previous_price, not_equal and volume crosses have their meaning") {
  CHECK(canonical(price + R"("operator":"not_equal","compareWith":"previous_price")") ==
        canonical_of_text("close != close[1]"));
  CHECK(
    canonical(volume + R"("operator":"crosses_below","compareWith":"value","value":9)") ==
    canonical_of_text("volume crosses_below 9"));
  CHECK(canonical(volume + R"("operator":"crosses","compareWith":"previous_volume")") ==
        canonical_of_text("volume crosses volume[1]"));
}

TEST_CASE("defect 11: a threshold or bound of 0 is a threshold or bound") {
  CHECK(canonical(macd +
                  R"("component":"histogram","operator":">","compareWith":"value",)"
                  R"("compareValue":0,"value":0)") ==
        canonical_of_text("MACD(12,26,9).histogram > 0"));
  CHECK(canonical(macd + R"("operator":">","compareWith":"value","compareValue":0)") ==
        canonical(macd + R"("operator":">","compareWith":"value","value":"0")"));
  CHECK(canonical(macd + R"("operator":"between","lowerBound":0,"upperBound":0)") ==
        canonical_of_text("MACD(12,26,9) between 0 0"));
}

TEST_CASE("defect 12: settings are part of a condition's identity") {
  std::map<std::string, std::string> seen;
  for (const std::string settings :
       {R"({"length":7})", R"({"length":14})", R"({"length":14,"source":"open"})"}) {
    const auto read = json::parse_condition_object(
      "{" + rsi + "\"settings\":" + settings + "," + below_30 + "}", at);
    REQUIRE(read.ok());
    CHECK(seen.emplace(condition_id(*read), settings).second);
  }
}

TEST_CASE("defect 13: a threshold is never used as a period") {
  CHECK(canonical(rsi + R"("operator":"<","compareWith":"value","compareValue":30)") ==
        canonical_of_text("RSI(14) < 30"));
  CHECK(canonical(rsi + R"("settings":{"length":9},"operator":"<","value":30)") ==
        canonical_of_text("RSI(9) < 30"));
}

TEST_CASE("defect 14: two periods of one indicator stay two series") {
  const auto read = json::parse_condition_object(
    "{" + ema +
      R"("period":9,"operator":">","compareWith":"indicator_component",)"
      R"("rhs":{"indicator":"EMA","settings":{"period":21}}})",
    at);
  REQUIRE(read.ok());
  CHECK(print(read->left) == "EMA(9, close)");
  CHECK(print(read->right) == "EMA(21, close)");
}
