#include "domain/conditions/parser.hpp"
#include "http/json/alert_codec.hpp"
#include "http/json/candle_codec.hpp"
#include "http/json/condition_codec.hpp"
#include "http/json/document.hpp"
#include "http/json/subscription_codec.hpp"
#include "http/server/jwt.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace tradeeon;

namespace {

const std::vector<std::string>& seeds() {
  static const std::vector<std::string> bodies{
    R"({"symbol":"BTCUSDT","base_timeframe":"5m","conditions":[{"id":"a","type":"indicator",)"
    R"("indicator":"RSI","component":"rsi_line","operator":"crosses_below",)"
    R"("compareWith":"value","compareValue":30,"timeframe":"same",)"
    R"("settings":{"length":14,"source":"close"}},{"type":"price","operator":">",)"
    R"("compareWith":"indicator_component","maType":"EMA","maLength":50,"percentage":2}],)"
    R"("logic":"OR","action":{"type":"webhook","url":"https://example.org"},)"
    R"("fireMode":"per_edge"})",
    R"({"symbol":"BTCUSDT","base_timeframe":"1h","expression":)"
    R"j("MACD(12,26,9).histogram > 0 and (RSI(14)[1] < 30 or close > EMA(200) @ 4h)",)j"
    R"("actions":[{"type":"bot_trigger","bot_id":"b","action_type":"execute_dca",)"
    R"("dca_index":1}]})",
    R"({"symbol":"BTCUSDT","type":"volume","timeframe":"1h","operator":"<",)"
    R"("compareWith":"indicator_component","rhs":{"indicator":"VOLUME_MA",)"
    R"("settings":{"length":20}},"percentage":-50})",
    R"({"candles":[{"symbol":"BTCUSDT","timeframe":"1m","open_time":1700000040000,)"
    R"("open":"1","high":2,"low":0.5,"close":1.5,"volume":10,"closed":true}]})",
    R"({"bot_id":"b","condition_id":"0123456789abcdef","bot_type":"dca",)"
    R"("bot_config":{"fire":"edge"}})",
  };
  return bodies;
}

/// Bits of JSON that are likely to go somewhere.
const std::vector<std::string>& splinters() {
  static const std::vector<std::string> bits{"{",
                                             "}",
                                             "[",
                                             "]",
                                             ":",
                                             ",",
                                             "\"",
                                             "null",
                                             "0",
                                             "-1",
                                             "1e308",
                                             "1e400",
                                             "true",
                                             "\"\"",
                                             "\\u0000",
                                             "\\",
                                             "\xff",
                                             "value",
                                             "operator",
                                             "between",
                                             "\"EMA\"",
                                             "\"Fast\"",
                                             "rhs",
                                             "5000",
                                             "settings",
                                             "@ 1h",
                                             "\"zero_line\"",
                                             "not ",
                                             "((((",
                                             "[5000]",
                                             "99999999999999999999"};
  return bits;
}

std::string mutated(std::mt19937& random) {
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  std::string text = seeds()[pick(seeds().size())];
  const auto edits = 1 + pick(3);
  for (std::size_t i = 0; i < edits && !text.empty(); ++i) {
    const auto at = pick(text.size());
    switch (pick(12)) {
    case 0:
      text[at] = static_cast<char>(random());
      break;
    case 1:
      text.erase(at, 1 + pick(20));
      break;
    case 2:
      text.insert(at, splinters()[pick(splinters().size())]);
      break;
    case 3:
      text.insert(at, text.substr(pick(text.size()), pick(60)));
      break;
    case 4:
      text.resize(at);
      break;
    case 5:
    case 6:
    case 7: // another digit: often another valid value
      if (const auto digit = text.find_first_of("0123456789", at);
          digit != std::string::npos)
        text[digit] = static_cast<char>('0' + pick(10));
      break;
    default: { // replaces one literal by another bit: mostly still well-formed
      const auto colon = text.find(':', at);
      const auto end = text.find_first_of(",}", colon);
      if (colon != std::string::npos && end != std::string::npos)
        text.replace(colon + 1, end - colon - 1, splinters()[pick(splinters().size())]);
    }
    }
  }
  return text;
}

void check_place(const problem& why) {
  CHECK_FALSE(why.text.empty());
  CHECK_FALSE(why.place.empty());
}

} // namespace

TEST_CASE("no mutilated body crashes a codec, and what is accepted is sound") {
  std::mt19937 random{20'240'229};
  const home at{"BTCUSDT", timeframe::m5};
  auto stored = *json::parse_alert(seeds()[0]);
  std::size_t accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto text = mutated(random);
    CAPTURE(text);
    if (const auto row = json::parse_alert(text)) {
      ++accepted;
      CHECK(parse_expression(row->expression, {row->symbol, row->base}).ok());
      const auto back = json::merge_alert(*row, json::render(*row));
      REQUIRE(back.ok());
      CHECK(back->row.expression == row->expression);
    } else {
      check_place(row.error());
    }
    if (const auto change = json::merge_alert(stored, text); !change)
      check_place(change.error());
    if (const auto row = json::parse_registration(text)) {
      ++accepted;
      CHECK(parse_canonical(row->text).ok());
    } else {
      check_place(row.error());
    }
    if (const auto batch = json::parse_candles(text); batch.ok())
      CHECK(batch->candles.size() == batch->positions.size());
    (void)json::parse_condition_object(text, at);
    (void)json::parse_subscription(text);
    (void)json::parse_alert_file(text);
    (void)http::verify_token(text, secret{"key"}, 0);
  }
  CHECK(accepted > 200); // the mutations are not all trivially broken
}
