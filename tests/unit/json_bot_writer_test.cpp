#include "http/json/bot_command_codec.hpp"
#include "http/json/bot_writer.hpp"
#include "http/json/portfolio_writer.hpp"
#include "tests/unit/json_bot_kit.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

decimal d(const char* text) {
  return *decimal::parse(text);
}

json::bot_view view() {
  json::bot_view x;
  x.row.bot_id = "b1";
  x.row.user_id = "ann";
  x.row.name = "a \"name\"";
  x.row.symbols = {"BTCUSDT", "ETHUSDT"};
  x.row.document = R"({"pair":"BTC/USDT"})";
  x.run.run_id = "b1-r1";
  x.figures.cash = d("100.000000000000000001");
  x.figures.invested = d("0.00000001");
  x.figures.holdings = 10;
  x.profit_24h = 10;
  x.sparkline = {1, 2, 3};
  return x;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("amounts are written with all their digits and without an exponent") {
  const auto text = json::render(view());
  CHECK(contains(text, "\"cash\":100.000000000000000001,"));
  CHECK(contains(text, "\"invested\":0.00000001,"));
  CHECK(contains(text, "\"pnl_24h_pct\":9.999999999999999999,"));
  const auto row = ordered::parse(text)["bot"];
  CHECK(row["name"] == "a \"name\"");
  CHECK(row["config"]["pair"] == "BTC/USDT");
  CHECK(row["symbol"] == "BTCUSDT");
  CHECK(row["symbols"].size() == 2);
  CHECK(row["sparkline"].size() == 12);
  CHECK(row["sparkline"][9] == 1);
  CHECK(row["sparkline"][11] == 3);
}

TEST_CASE("a bot whose document can't be read shows none") {
  auto x = view();
  x.row.document = "{broken";
  CHECK(ordered::parse(json::render(x))["bot"]["config"] == ordered::object());
  x.run.number = 0;
  x.sparkline.clear();
  const auto row = ordered::parse(json::render(x))["bot"];
  CHECK(row["figures"].is_null());
  CHECK(row["sparkline"] == ordered::array());
}

TEST_CASE("a preview shows every order") {
  bot_preview x;
  x.symbol = "BTCUSDT";
  previewed_order first;
  first.price = d("101.5");
  first.quantity = d("0.1");
  x.orders = {first, {}};
  x.required_capital = d("1000.01");
  x.warnings = {"w"};
  const auto out = ordered::parse(json::render(x))["preview"];
  CHECK(out["orders"].size() == 2);
  CHECK(out["orders"][0]["price"] == 101.5);
  CHECK(out["orders"][0]["role"] == "base");
  CHECK(out["orders"][1]["price"].is_null());
  CHECK(out["required_capital"] == 1000.01);
  CHECK(out["warnings"][0] == "w");
}

TEST_CASE("a position without a stored price is worth what it has cost") {
  json::held_position x;
  x.asset = "BTC";
  x.row.symbol = "BTCUSDT";
  x.row.held.add(2, 20);
  const auto unpriced = ordered::parse(json::render_positions({x}))["positions"][0];
  CHECK(unpriced["current_price"].is_null());
  CHECK(unpriced["value"] == 20);
  CHECK(unpriced["unrealized_pnl"] == 0);
  x.price = 15;
  const auto priced = ordered::parse(json::render_positions({x}))["positions"][0];
  CHECK(priced["value"] == 30);
  CHECK(priced["unrealized_pnl"] == 10);
  CHECK(priced["unrealized_pnl_percent"] == 50);
}

TEST_CASE("performance has no factor without losses") {
  json::performance_figures x;
  x.deals = 4;
  x.won = 3;
  x.gains = 9;
  x.losses = 2;
  x.spent = 100;
  x.held_ms = 8'000;
  const auto out = ordered::parse(json::render_performance(x, 1))["performance"];
  CHECK(out["win_rate"] == 0.75);
  CHECK(out["net_profit"] == 7);
  CHECK(out["profit_factor"] == 4.5);
  CHECK(out["total_return"] == 7);
  CHECK(out["avg_trade_duration"] == 2);
  const auto none = ordered::parse(json::render_performance({}, 1))["performance"];
  CHECK(none["profit_factor"].is_null());
  CHECK(none["avg_trade_duration"].is_null());
}

TEST_CASE("bodies of commands are read, and may be absent where nothing is needed") {
  CHECK_FALSE((*json::parse_bot_start("")).has_value());
  CHECK(*json::parse_bot_start(R"({"initial_balance":"1.5"})") == d("1.5"));
  CHECK_FALSE(json::parse_bot_start(R"({"balance":1})").ok());
  CHECK_FALSE(*json::parse_bot_stop(" \n"));
  CHECK(*json::parse_deal_add("{}") == 0);
  CHECK(json::parse_panic("").ok());
  CHECK_FALSE(json::parse_mood("").ok());
  CHECK_FALSE(json::parse_bot_signal("").ok());
  CHECK(
    json::parse_bot_signal(R"({"action":"BUY","timestamp":1700000000000})")->signal_at ==
    1'700'000'000'000);
  for (const auto* body : {"[]", "5", "{", R"({"x":1})"}) {
    CHECK_FALSE(json::parse_bot_stop(body).ok());
    CHECK_FALSE(json::parse_state_change(body).ok());
    CHECK_FALSE(json::parse_panic(body).ok());
  }
  const auto all =
    json::parse_state_change(R"({"state":"HALTED","reason":"r","scope":"global"})");
  REQUIRE(all.ok());
  CHECK(all->state == trading_state::halted);
  CHECK(all->global);
}
