// Bots over candles, without a command line.
#include "app/replay/bot_replay.hpp"
#include "app/replay/lines.hpp"
#include "app/replay/page.hpp"
#include "domain/alerts/symbol_engine.hpp"
#include "http/json/bot_reader.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr time_ms minute = 60'000;
constexpr auto base = timeframe::m1;

const std::string one_deal = R"({"bot_type":"dca","name":"One","pair":"BTC/USDT",
  "baseOrderSize":100,"maxDeals":1,"takeProfit":{"percent":1},"paper":{"slippage":0}})";
const std::string waits = R"({"bot_type":"dca","name":"Waits","pair":"BTC/USDT",
  "baseOrderSize":100,"maxDeals":1,"paper":{"slippage":0},
  "entryConditions":{"entryType":"conditional","expression":"close > 101"}})";
const std::string obeys = R"({"bot_type":"signal","name":"Obeys","pair":"BTC/USDT",
  "amount":{"type":"fixed","value":100},"paper":{"slippage":0}})";

rule_book rules() {
  rule_book out;
  out.put(cents_and_thousandths());
  return out;
}

/// A replay whose candles a test writes down.
struct stage {
  result<void> add(const std::string& id, const std::string& config) {
    auto read = json::parse_bot(config);
    REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
    read->row.bot_id = id;
    return replay.add(read->row, read->settings, 1'000);
  }
  void tell(const std::string& bot_id, const std::string& command,
            const std::string& when) {
    alert x;
    x.alert_id = "alert-" + command;
    x.user_id = "ada";
    x.symbol = "BTCUSDT";
    x.base = base;
    x.expression = when;
    x.mode = fire_mode::per_edge;
    x.actions = {{action_kind::bot, bot_id, command, -1}};
    REQUIRE(engine.put(x));
  }
  void ask() {
    for (const auto& x : replay.questions())
      REQUIRE(engine.put(x));
  }
  void bar(double open, double high, double low, double close) {
    const candle x{bars++ * minute, open, high, low, close, 10, true, 0};
    const auto fired = engine.apply(x);
    REQUIRE(fired);
    REQUIRE(replay.advance(*fired, x));
    for (const auto& each : replay.bots())
      lines.append(text, *each);
  }
  void bar(double price) { bar(price, price, price, price); }
  [[nodiscard]] const bot_machine& run(std::size_t n) const {
    return replay.bots()[n]->session.machine();
  }

  symbol_engine engine{"BTCUSDT", base, 100};
  bot_replay replay{"BTCUSDT", base, rules()};
  bot_lines lines{true};
  std::string text;
  int bars = 0;
};

} // namespace

TEST_CASE("a deal is bought on the next bar and sold at its target, to the last digit") {
  stage on;
  REQUIRE(on.add("one", one_deal));
  on.bar(100);
  REQUIRE(on.run(0).open_orders().size() == 1); // nothing fills on its own bar's close
  on.bar(100);                                  // bought: 1 at 100, fee 0.1
  on.bar(100, 102, 100, 102);                   // sold at 101, fee 0.101
  on.bar(102);
  const auto x = on.replay.bots().front()->report.outcome();
  CHECK(on.replay.bots().front()->run_id == "one-r1");
  CHECK(x.equity == d("1000.799"));
  CHECK(x.return_percent == d("0.0799"));
  CHECK(x.hold_percent == d("2"));
  CHECK(x.drawdown == d("0.1"));
  CHECK(x.drawdown_percent == d("0.01"));
  CHECK(x.exposure_percent == d("25"));
  CHECK(x.fees == d("0.201"));
  CHECK(x.orders == 2);
  CHECK(x.deals_closed == 1);
  CHECK(x.deals_open == 0);
  CHECK(x.average_deal == d("0.799"));
  REQUIRE(on.replay.bots().front()->report.deals().size() == 1);
  const auto& deal = on.replay.bots().front()->report.deals().front();
  CHECK(deal.entry_price == d("100"));
  CHECK(deal.exit_price == d("101"));
  CHECK(deal.profit_percent == d("0.799"));
  CHECK(deal.opened_at == minute);
  CHECK(deal.closed_at == 3 * minute);
}

TEST_CASE("a bot's own question opens its deal") {
  stage on;
  REQUIRE(on.add("waits", waits));
  REQUIRE(on.replay.questions().size() == 1);
  CHECK(on.replay.questions().front().alert_id == "waits.entry");
  on.ask();
  on.bar(100);
  on.bar(101);
  CHECK(on.run(0).open_orders().empty());
  on.bar(102);
  CHECK(on.run(0).open_orders().size() == 1);
  on.bar(103);
  REQUIRE(on.run(0).open_deals().size() == 1);
  CHECK(on.run(0).open_deals().front().first_price == d("103"));
}

TEST_CASE("an alert's action drives the bot that it names, and no other") {
  stage on;
  REQUIRE(on.add("obeys", obeys));
  REQUIRE(on.add("other", obeys));
  on.tell("obeys", "buy", "close > 101");
  on.tell("nobody", "sell", "close > 100.5");
  on.tell("obeys", "close", "close < 99");
  on.bar(100);
  on.bar(102);
  CHECK(on.run(0).open_orders().size() == 1);
  on.bar(102);
  CHECK(on.run(0).open_deals().size() == 1);
  on.bar(98);
  on.bar(98);
  CHECK(on.run(0).open_deals().empty());
  CHECK(on.replay.bots()[0]->report.outcome().deals_lost == 1);
  CHECK(on.run(1).figures().orders == 0);
}

TEST_CASE("bots are in the order of their ids, and the same each time") {
  std::string first;
  for (int n = 0; n < 2; ++n) {
    stage on;
    REQUIRE(on.add(n == 0 ? "b" : "a", one_deal));
    REQUIRE(on.add(n == 0 ? "a" : "b", one_deal));
    on.ask();
    for (const double x : {100.0, 100.0, 103.0, 102.0})
      on.bar(x);
    CHECK(on.replay.bots().front()->row.bot_id == "a");
    CHECK(on.text.find(R"("bot_id":"a")") < on.text.find(R"("bot_id":"b")"));
    CHECK(on.text.find(R"({"kind":"deal","time":180000,)") != std::string::npos);
    CHECK(on.text.find(R"("kind":"event")") != std::string::npos);
    CHECK((first.empty() || first == on.text));
    first = on.text;
  }
}

TEST_CASE("a bot of another symbol is refused by its pair") {
  stage on;
  const auto done =
    on.add("eth", R"({"bot_type":"dca","pair":"ETH/USDT","baseOrderSize":50})");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == problem_code::invalid);
  CHECK(done.error().place == "pair");
  CHECK(on.replay.bots().empty());
}

TEST_CASE("a page escapes what users typed, and stands alone") {
  stage on;
  auto config = one_deal;
  config.replace(config.find("\"One\""), 5, R"("<script>alert('x')</script>&\"")");
  REQUIRE(on.add("<b>", config));
  on.bar(100);
  on.bar(100);
  on.bar(100, 102, 100, 102);
  const auto page = render_page({"BTCUSDT", base}, on.replay);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<b>\n") == std::string::npos);
  CHECK(page.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;") !=
        std::string::npos);
  CHECK(page.find("&lt;b&gt;") != std::string::npos);
  for (const auto* outside : {"http:", "https:", "src=", "url(", "@import", "<link"})
    CHECK_MESSAGE(page.find(outside) == std::string::npos, outside);
  CHECK(page.find("+0.80 %") != std::string::npos); // of the deal
  CHECK(page.find("<svg") != std::string::npos);
}

TEST_CASE("a page without a bar says so little that all of it is true") {
  stage on;
  REQUIRE(on.add("one", one_deal));
  const auto page = render_page({"BTCUSDT", base}, on.replay);
  CHECK(page.find("<svg") == std::string::npos);
  CHECK(page.find("nothing was bought") != std::string::npos);
}
