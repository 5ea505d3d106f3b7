// Trend and signal bots beyond their golden deals.
#include "tests/unit/bots_kit.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

using lines = std::vector<std::string>;

bool holds(const lines& all, const std::string& x) {
  return std::find(all.begin(), all.end(), x) != all.end();
}

std::string config(const std::string& type, const std::string& parts) {
  return R"({"bot_type":")" + type +
         R"(","pair":"BTC/USDT","interval":"1m",)"
         R"("paper":{"makerFee":0,"takerFee":0,"slippage":0},)" +
         parts + "}";
}

const std::string trend_entry = R"("entry":"close > open",)";

} // namespace

TEST_CASE("a trend bot's stop follows by the ATR and never falls") {
  bot_lab lab{config("trend", trend_entry + R"("amount":{"type":"fixed","value":100},
    "atrStop":{"multiple":2,"length":3})")};
  for (int i = 0; i < 5; ++i)
    lab.bar(100, 101, 99, 100); // a true range of 2 each
  lab.bar(100, 101, 99, 100, {"entry"});
  lab.bar(100, 101, 99, 100);
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 96"}); // 100 - 2 · 2
  lab.bar(104, 105, 103, 104);
  // True range 5: (2 · 2 + 5) / 3 = 3; best close 104
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 98"});
  lab.restart();
  lab.bar(99, 109, 98.5, 100); // wilder: the stop stays
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 98"});
  lab.bar(99, 99, 97, 97);
  CHECK(holds(lab.effects(), "deal 1 closed trailing_stop -2"));
}

TEST_CASE("an exit that is true together with an entry wins") {
  bot_lab lab{config("trend", R"("entry":"close > open","exit":"close < open",)"
                              R"("amount":{"type":"fixed","value":100})")};
  lab.bar(100, {"entry", "exit"});
  CHECK(lab.run().open_deals().empty());
}

TEST_CASE("a share of the equity is cut to what is free, fees included") {
  bot_lab lab{R"({"bot_type":"trend","pair":"BTC/USDT","interval":"1m",
    "entry":"close > open","amount":{"type":"percent","value":100},
    "paper":{"makerFee":0,"takerFee":1,"slippage":0}})",
              bot_lab::default_rules(), "1010"};
  lab.bar(100, {"entry"});
  CHECK(lab.live() == lines{"base 0 buy market 1000 USDT"});
  lab.bar(100);
  CHECK(lab.run().figures().cash.is_zero());
}

TEST_CASE("a risk is what the stop loses: 1 % of 10 000 at a stop of 4 %") {
  bot_lab lab{config("trend", trend_entry + R"("amount":{"type":"risk","value":1},
    "stopLoss":{"percent":4})")};
  lab.bar(100, {"entry"});
  CHECK(lab.live() == lines{"base 0 buy market 2500 USDT"});
}

TEST_CASE("without a rise asked for, each further entry adds, to the limit") {
  bot_lab lab{config("trend", trend_entry + R"("amount":{"type":"fixed","value":100},
    "maxEntries":3)")};
  for (int i = 0; i < 8; ++i)
    lab.bar(100, {"entry"});
  CHECK(lab.run().open_deals().front().held.cost() == decimal{300});
}

TEST_CASE("a signal says which position is wanted") {
  bot_lab lab{config("signal", R"("amount":{"type":"fixed","value":100})")};
  lab.bar(100);
  lab.signal("sell"); // nothing is held: nothing happens
  lab.signal("buy");
  lab.signal("buy");
  lab.bar(100);
  lab.signal("buy");
  lab.bar(100);
  CHECK(lab.run().open_deals().front().held.cost() == decimal{100});
  lab.signal("sell");
  lab.signal("sell");
  lab.bar(102);
  CHECK(holds(lab.effects(), "deal 1 closed signal 2"));
}

TEST_CASE("a signal that is too old or not one is passed over, and that is told") {
  bot_lab lab{
    config("signal", R"("amount":{"type":"fixed","value":100},"maxLagSeconds":60)")};
  for (int i = 0; i < 5; ++i)
    lab.bar(100);
  lab.run().on_signal("BTCUSDT", "buy", lab.now() - 60'001);
  lab.signal("hodl");
  CHECK(lab.live().empty());
  CHECK(lab.diary() == lines{"signal_ignored", "signal_ignored"});
  lab.run().on_signal("BTCUSDT", "buy", lab.now() - 60'000);
  CHECK(lab.live().size() == 1);
}

TEST_CASE("a signal with an id counts once, through a restart too") {
  bot_lab lab{
    config("signal", R"("amount":{"type":"fixed","value":100},"maxEntries":9)")};
  lab.bar(100);
  bot_command x;
  x.what = bot_command::kind::signal;
  x.text = "buy";
  x.signal_id = "a-1";
  REQUIRE(lab.run().on_command(x));
  lab.bar(100);
  lab.restart();
  REQUIRE(lab.run().on_command(x));
  lab.bar(100);
  CHECK(lab.run().open_deals().front().held.cost() == decimal{100});
  x.signal_id = "a-2";
  REQUIRE(lab.run().on_command(x));
  lab.bar(100);
  CHECK(lab.run().open_deals().front().held.cost() == decimal{200});
  x.symbol = "ETHUSDT";
  x.signal_id = "a-3";
  CHECK_FALSE(lab.run().on_command(x));
}
