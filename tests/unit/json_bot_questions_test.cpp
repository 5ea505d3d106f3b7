// From what a client says to the alerts that a bot's questions are kept as.
#include "domain/bots/questions.hpp"
#include "http/json/bot_reader.hpp"
#include "tests/unit/json_bot_kit.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

json::bot_input two_symbols(const std::string& expression) {
  auto body = with(small_dca(), "/selectedPairs", {"ETH/USDT", "BTC/USDT"});
  body["interval"] = "5m";
  body["entryConditions"] = {{"entryType", "conditional"}, {"expression", expression}};
  body["dcaRules"] = {{"ruleType", "custom"}, {"customCondition", "RSI(7) < 20"}};
  auto read = json::parse_dca_bot(body.dump());
  REQUIRE(read.ok());
  read->row.bot_id = "b1";
  read->row.user_id = "ann";
  read->row.updated_at = 1'700;
  read->row.revision = 3;
  return *std::move(read);
}

} // namespace

TEST_CASE("each question is an alert per symbol, of nobody's name, paused") {
  const auto x = two_symbols("RSI(14) < 30 and close > EMA(200) @ 1h");
  const auto all = alerts_of(x.row, x.settings.questions);
  std::map<std::string, alert> by_id;
  for (const auto& one : all)
    by_id[one.alert_id] = one;
  REQUIRE(by_id.size() == 4);
  const auto& entry = by_id.at("b1.entry");
  CHECK(entry.user_id == owner_of_questions("b1"));
  CHECK(entry.symbol == "ETHUSDT");
  CHECK(entry.base == timeframe::m5);
  CHECK(entry.expression == "RSI(14, close) < 30 and close > EMA(200, close) @ 1h");
  CHECK(entry.mode == fire_mode::per_edge);
  CHECK(entry.status == alert_status::paused);
  CHECK(entry.version == 3);
  CHECK(entry.created_at == 1'700);
  REQUIRE(entry.actions.size() == 1);
  CHECK(entry.actions[0].kind == action_kind::bot);
  CHECK(entry.actions[0].target == "b1");
  CHECK(entry.actions[0].command == "entry");
  CHECK(by_id.at("b1.entry.BTCUSDT").symbol == "BTCUSDT");
  CHECK(by_id.at("b1.add").mode == fire_mode::per_close);
  CHECK(by_id.at("b1.add.BTCUSDT").actions[0].command == "add");
}

TEST_CASE("a question that names a symbol means it on every symbol of the bot") {
  const auto x = two_symbols("close > close(ETHUSDT)[3] and RSI(14, SOLUSDT) < 40");
  std::map<std::string, std::string> texts;
  for (const auto& one : alerts_of(x.row, x.settings.questions))
    texts[one.alert_id] = one.expression;
  CHECK(texts["b1.entry"] == "close > close[3] and RSI(14, close(SOLUSDT)) < 40");
  CHECK(texts["b1.entry.BTCUSDT"] ==
        "close > close(ETHUSDT)[3] and RSI(14, close(SOLUSDT)) < 40");
}

TEST_CASE("the entry's conditions are those that anybody else would register") {
  const auto x = two_symbols("RSI(14) < 30 and close > close[3]");
  const auto rows = conditions_of(x.row, x.settings.questions);
  REQUIRE(rows.size() == 4);
  std::set<std::string> ids;
  for (const auto& row : rows) {
    ids.insert(row.condition_id);
    const auto read = parse_canonical(row.text);
    REQUIRE(read.ok());
    CHECK(condition_id(*read) == row.condition_id);
    CHECK(read->symbol == row.symbol);
    CHECK(read->base == row.base);
    CHECK(row.created_at == 1'700);
  }
  CHECK(ids.size() == 4);
  CHECK(rows[0].type == "indicator");
  CHECK(rows[1].type == "price");
  const auto same = parse_condition("30 > RSI(14)", {"ETHUSDT", timeframe::m5});
  REQUIRE(same.ok());
  CHECK(ids.count(condition_id(*same)) == 1);
}

TEST_CASE("the owner of questions is no user") {
  CHECK(is_bot_owner(owner_of_questions("b1")));
  CHECK_FALSE(is_bot_owner("bot:b1"));
  CHECK_FALSE(is_bot_owner("ann"));
  CHECK_FALSE(is_bot_owner(""));
}
