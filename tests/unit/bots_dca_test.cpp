// What DCA bots do beyond their golden deals.
#include "tests/unit/bots_kit.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

std::string config(const std::string& parts,
                   const std::string& pair = R"("pair":"BTC/USDT")") {
  return R"({"bot_type":"dca",)" + pair +
         R"(,"interval":"1m","baseOrderSize":100,)"
         R"("paper":{"makerFee":0,"takerFee":0,"slippage":0},)" +
         parts + "}";
}

using lines = std::vector<std::string>;

bool holds(const lines& all, const std::string& x) {
  return std::find(all.begin(), all.end(), x) != all.end();
}

std::size_t count_of(const lines& all, const std::string& begin) {
  return static_cast<std::size_t>(std::count_if(
    all.begin(), all.end(), [&](const auto& x) { return x.rfind(begin, 0) == 0; }));
}

const std::string target = R"("takeProfit":{"percent":5})";
const std::string waits =
  R"("entryConditions":{"entryType":"conditional","enabled":true,"expression":"RSI(14) < 30"})";

} // namespace

TEST_CASE("an alert-driven entry places a real order (31)") {
  bot_lab lab{config(target + "," + waits)};
  lab.bar(100);
  lab.bar(100);
  CHECK(lab.effects().empty());
  lab.bar(100, {"entry"});
  CHECK(lab.effects() == lines{"order base 0 buy market 100 USDT open"});
  CHECK(holds(lab.diary(), "entry_condition_met"));
  lab.bar(100);
  REQUIRE(lab.run().open_deals().size() == 1);
  CHECK(lab.run().open_deals().front().held.quantity() == decimal{1});
}

TEST_CASE("a position accumulates over triggers and restarts (29)") {
  bot_lab lab{config(
    target +
    R"(,"dcaRules":{"ruleType":"custom","customCondition":"RSI(14) < 30"},"dcaAmount":{"amountType":"percentage","percentage":50,"multiplier":2})")};
  lab.bar(100);
  lab.bar(100);
  for (int i = 0; i < 3; ++i) {
    lab.bar(100, {"add"});
    lab.restart();
    lab.bar(100);
    lab.restart();
  }
  REQUIRE(lab.run().open_deals().size() == 1);
  // 100, then 50, 100 and 200
  CHECK(lab.run().open_deals().front().held.cost() == decimal{450});
  CHECK(lab.run().figures().cash == decimal{9'550});
}

TEST_CASE("pairs with and without a slash are one symbol (32)") {
  bot_lab lab{config(target, R"("pair":"btc/usdt","selectedPairs":["BTCUSDT"])")};
  lab.bar(100);
  lab.bar(100);
  CHECK(lab.run().open_deals().size() == 1);
}

TEST_CASE("the regime pauses after so many bars on end, and resumes (34, 35)") {
  bot_lab lab{config(target + "," + waits + R"(,"safetyOrders":{"count":1,"size":50,
    "deviation":50},"phase1Features":{"marketRegime":{"enabled":true,
    "regimeTimeframe":"1m","pauseConditions":{"belowMovingAverage":true,
    "consecutivePeriods":3}}})")};
  lab.bar(100, {"entry"});
  lab.bar(100);
  CHECK(lab.live().size() == 2);
  lab.bar(100, {"regime_pause"});
  lab.bar(100, {"regime_pause"});
  lab.bar(100); // not on end
  lab.bar(100, {"regime_pause"});
  lab.bar(100, {"regime_pause"});
  lab.restart();
  CHECK_FALSE(holds(lab.diary(), "market_regime_pause"));
  lab.bar(100, {"regime_pause"});
  CHECK(holds(lab.diary(), "market_regime_pause"));
  CHECK(lab.live() == lines{"take_profit 1 sell limit 1 105"}); // no buys
  lab.bar(100, 106, 100, 106, {"regime_pause"});                // targets are met as ever
  CHECK(lab.run().open_deals().empty());
  lab.bar(106, {"entry", "regime_pause"});
  CHECK(lab.run().open_deals().empty());
  lab.restart();
  lab.bar(106, {"regime_resume"});
  CHECK(holds(lab.diary(), "market_regime_resume"));
  lab.bar(106, {"entry"});
  CHECK(lab.run().open_deals().size() == 1);
}

TEST_CASE("an entry may override the regime, and is told as such") {
  bot_lab lab{config(target + "," + waits + R"(,"phase1Features":{"marketRegime":{
    "enabled":true,"allowEntryOverride":true,"regimeTimeframe":"1m",
    "pauseConditions":{"rsiThreshold":30}}})")};
  lab.bar(100, {"regime_pause"});
  lab.bar(100, {"entry", "regime_pause"});
  CHECK(lab.run().open_deals().size() == 1);
  const auto diary = lab.diary();
  CHECK(holds(diary, "market_regime_override"));
}

TEST_CASE("a flash crash brakes; buying goes on after so many bars without a low") {
  bot_lab lab{config(target + R"(,"safetyOrders":{"count":1,"size":50,"deviation":30},
    "phase1Features":{"emergencyBrake":{"enabled":true,
    "circuitBreaker":{"flashCrashPercent":10,"timeWindowMinutes":3},
    "recoveryMode":{"stabilizationBars":3}}})")};
  lab.bar(100);
  lab.bar(100);
  CHECK(lab.live().size() == 2);
  for (const double price : {97., 94., 91.}) // 10 % within four minutes, not three
    lab.bar(price);
  lab.restart();
  CHECK_FALSE(holds(lab.diary(), "emergency_brake_triggered"));
  lab.bar(87); // from 97
  CHECK(holds(lab.diary(), "emergency_brake_triggered"));
  CHECK(lab.live() == lines{"take_profit 1 sell limit 1 105"});
  lab.bar(88);
  lab.bar(86); // a new low begins the count anew
  lab.bar(87);
  lab.restart();
  lab.bar(87);
  CHECK_FALSE(holds(lab.diary(), "emergency_brake_released"));
  lab.bar(87);
  CHECK(holds(lab.diary(), "emergency_brake_released"));
  CHECK(lab.live() ==
        lines{"take_profit 1 sell limit 1 105", "safety 1 buy limit 0.714 70"});
}

TEST_CASE("a brake without recovery pauses the bot until its owner resumes it") {
  bot_lab lab{config(target + R"(,"phase1Features":{"emergencyBrake":{"enabled":true,
    "circuitBreaker":{"flashCrashPercent":10,"timeWindowMinutes":5}}})")};
  lab.bar(100);
  lab.bar(89);
  CHECK(lab.run().paused());
  for (int i = 0; i < 20; ++i)
    lab.bar(95, 106, 95, 100);
  CHECK(lab.run().paused());
  CHECK(lab.run().open_deals().empty()); // sold at its target, none after it
  REQUIRE(lab.command(bot_command::kind::resume));
  lab.bar(100);
  CHECK(holds(lab.diary(), "emergency_brake_released"));
  CHECK(lab.run().open_deals().size() == 1);
}

TEST_CASE("amounts scale with mood, and with the range that a price lies in (36, 37)") {
  const auto parts = target + R"(,"restart":true,"phase1Features":{"dynamicScaling":{
    "supportResistanceMultiplier":{"nearStrongSupport":2,"neutralZone":1,
    "nearResistance":0},"fearGreedIndex":{"extremeFear":1.5,"neutral":1}}})";
  const auto first_order = [&](double price, int mood) {
    bot_lab lab{config(parts + "," + waits)};
    for (int i = 0; i < 60; ++i)
      lab.bar(100, 110, 90, 100);
    bot_command command;
    command.what = bot_command::kind::mood;
    command.amount = mood;
    REQUIRE(lab.run().on_command(command));
    lab.restart();
    lab.bar(price, {"entry"});
    const auto made = lab.effects();
    return made.empty() ? std::string{} : made.front();
  };
  CHECK(first_order(100, 50) == "order base 0 buy market 100 USDT open");
  CHECK(first_order(92, 50) == "order base 0 buy market 200 USDT open");
  CHECK(first_order(108, 50).empty());
  CHECK(first_order(92, 10) == "order base 0 buy market 300 USDT open");
}

TEST_CASE("a deal that has met its target makes room for the next, with its profit") {
  bot_lab lab{config(target + R"(,"reinvestPercent":50)"), bot_lab::default_rules(),
              "1000"};
  lab.bar(100);
  lab.bar(100);
  lab.bar(100, 106, 100, 100); // 5 earned; a new deal in the same bar
  // 100 · (1 + 50 % of 5 / 1000)
  CHECK(holds(lab.effects(), "order base 0 buy market 100.25 USDT open"));
}

TEST_CASE("cooldown and number of deals hold through restarts (41)") {
  bot_lab lab{config(target + R"(,"cooldownMinutes":3,"maxDeals":2)")};
  lab.bar(100);
  lab.bar(100);
  lab.bar(100, 106, 100, 100); // sold, at the close of minute 3
  lab.restart();
  lab.bar(100);
  lab.bar(100);
  CHECK(lab.run().open_deals().empty());
  lab.restart();
  lab.bar(100);
  CHECK(lab.run().open_deals().size() == 1);
  lab.bar(100);
  lab.bar(100, 106, 100, 100);
  lab.bar(100);
  CHECK(lab.run().open_deals().empty());
  CHECK(lab.run().ended());
  CHECK(holds(lab.diary(), "bot_finished"));
}

TEST_CASE("a limit entry is good for one bar, then asks for the present price") {
  bot_lab lab{config(target + R"(,"startOrderType":"limit")")};
  lab.bar(100);
  CHECK(lab.live() == lines{"base 0 buy limit 1 100"});
  lab.bar(101, 102, 100.5, 102);
  CHECK(lab.live() == lines{"base 0 buy limit 0.98 102"});
  lab.bar(101.5);
  CHECK(lab.live() == lines{"take_profit 1 sell limit 0.98 106.58"});
  CHECK(lab.run().open_deals().front().number == 1);

  bot_lab told{config(target + R"(,"startOrderType":"limit",)" + waits)};
  told.bar(100, {"entry"});
  told.bar(101, 102, 100.5, 102);
  CHECK(told.run().open_deals().empty());
  CHECK(holds(told.effects(), "deal 1 closed not_filled 0"));
}

TEST_CASE("losses are counted with their fees, by percent and by amount") {
  for (const std::string rule : {R"({"ruleType":"loss_by_percent","lossPercent":5})",
                                 R"({"ruleType":"loss_by_amount","lossAmount":5})"}) {
    bot_lab lab{R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m",
      "baseOrderSize":100,"paper":{"makerFee":0,"takerFee":1,"slippage":0},"dcaRules":)" +
                rule + "}"};
    lab.bar(100);
    lab.bar(100);
    lab.bar(96.01); // 3.99 and a fee of 1
    CHECK(lab.live().empty());
    lab.bar(96);
    CHECK(lab.live() == lines{"add 1 buy market 100 USDT"});
  }
}

TEST_CASE("further buys keep to their limits, over all deals as well") {
  const std::string pairs =
    R"("botType":"multi","selectedPairs":["BTC/USDT","ETH/USDT"])";
  bot_lab lab{config(target + R"(,"dcaRules":{"ruleType":"custom",
    "customCondition":"close > 0","maxDcaPerPosition":2,"maxDcaAcrossAllPositions":3})",
                     pairs)};
  for (int i = 0; i < 8; ++i) {
    lab.bar(100, {"add"});
    lab.bar(100, 100, 100, 100, {"add"}, "ETHUSDT");
  }
  const auto made = lab.effects();
  CHECK(count_of(made, "fill add") == 3);
  CHECK(lab.run().open_deals().size() == 2);
}

TEST_CASE("a rule waits out its minutes") {
  bot_lab lab{config(target + R"(,"dcaRules":{"ruleType":"custom",
    "customCondition":"close > 0","dcaCooldownValue":3,"dcaCooldownUnit":"minutes"})")};
  lab.bar(100);
  for (int i = 0; i < 7; ++i)
    lab.bar(100, {"add"});
  CHECK(count_of(lab.effects(), "order add") == 3); // decided at minutes 2, 5 and 8
}

TEST_CASE("open deals keep their terms through an edit, unless asked otherwise") {
  for (const bool follow : {false, true}) {
    bot_lab lab{
      config(target + R"(,"safetyOrders":{"count":2,"size":50,"deviation":1})")};
    lab.bar(100);
    lab.bar(100);
    lab.edit(config(R"("takeProfit":{"percent":8},
      "safetyOrders":{"count":1,"size":80,"deviation":4})"),
             follow);
    lab.restart();
    lab.bar(100);
    auto live = lab.live();
    std::sort(live.begin(), live.end());
    if (follow)
      CHECK(live ==
            lines{"safety 1 buy limit 0.833 96", "take_profit 1 sell limit 1 108"});
    else
      CHECK(live == lines{"safety 1 buy limit 0.505 99", "safety 2 buy limit 0.51 98",
                          "take_profit 1 sell limit 1 105"});
    lab.bar(100, 109, 100, 100); // sold either way; the next deal is a new one
    lab.bar(100);
    CHECK(holds(lab.live(), "take_profit 1 sell limit 1 108"));
  }
}

TEST_CASE("signals open, add and close like conditions do") {
  bot_lab lab{config(R"("entryConditions":{"entryType":"conditional","enabled":true,
    "expression":"close < 0"})")};
  lab.bar(100);
  lab.signal("buy");
  lab.bar(100);
  CHECK(lab.run().open_deals().size() == 1);
  lab.signal("add");
  lab.bar(100);
  CHECK(lab.run().open_deals().front().held.quantity() == decimal{2});
  lab.signal("sell");
  lab.bar(101);
  CHECK(holds(lab.effects(), "deal 1 closed signal 2"));
}

TEST_CASE("an alert's execute_dca of one number happens once in a deal") {
  bot_lab lab{config(R"("entryConditions":{"entryType":"conditional","enabled":true,
    "expression":"close < 0"},"dcaAmount":{"amountType":"fixed","fixedAmount":10,
    "multiplier":2})")};
  lab.bar(100, {"entry"});
  lab.bar(100);
  (void)lab.effects();
  for (const auto* what : {"add:0", "add:0", "add:2", "add:1", "add:2"}) {
    lab.signal(what);
    lab.bar(100);
    lab.restart();
  }
  CHECK(lab.run().open_deals().front().held.cost() == decimal{150}); // 100, 10, 40
}

TEST_CASE("what cannot be paid is refused once, and leaves no deal behind") {
  bot_lab lab{config(target), bot_lab::default_rules(), "50"};
  for (int i = 0; i < 5; ++i)
    lab.bar(100);
  CHECK(count_of(lab.effects(), "order base 0 buy market 100 USDT rejected") == 1);
  CHECK(lab.run().open_deals().empty());
  CHECK(count_of(lab.diary(), "risk_denied") == 1);
}
