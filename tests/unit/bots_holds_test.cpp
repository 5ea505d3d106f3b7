// What keeps buys back, and what is tried again.
#include "tests/unit/bots_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

using lines = std::vector<std::string>;

std::string dca(const std::string& parts) {
  return R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m","baseOrderSize":100,)" +
         parts + "}";
}

const std::string free_of_charge = R"("paper":{"makerFee":0,"takerFee":0,"slippage":0})";

} // namespace

TEST_CASE("while the brake holds, alerts buy nothing either") {
  bot_lab lab{dca(free_of_charge + R"(,"phase1Features":{"emergencyBrake":{
    "circuitBreaker":{"flashCrashPercent":5,"timeWindowMinutes":1},"recoveryMode":{"stabilizationBars":2}}})")};
  lab.bar(100);
  lab.bar(100);
  lab.bar(90); // braked
  (void)lab.effects();
  lab.signal("add");
  CHECK(lab.effects().empty());
  lab.bar(90);
  lab.bar(90); // calm again
  (void)lab.effects();
  lab.signal("add");
  CHECK(lab.effects() == lines{"order add 1 buy market 100 USDT open"});
}

TEST_CASE("alerts keep to the limits of further buys") {
  bot_lab lab{dca(free_of_charge + R"(,"dcaRules":{"ruleType":"down_from_average",
    "percentage":50,"maxDcaPerPosition":1})")};
  lab.bar(100);
  lab.bar(100);
  (void)lab.effects();
  lab.signal("add");
  CHECK(lab.effects() == lines{"order add 1 buy market 100 USDT open"});
  lab.signal("add");
  CHECK(lab.effects().empty());
}

TEST_CASE("a numbered buy that is refused has not happened") {
  bot_lab lab{
    dca(free_of_charge + R"(,"dcaAmount":{"amountType":"fixed","fixedAmount":150})"),
    bot_lab::default_rules(), "200"};
  lab.bar(100);
  lab.bar(100);
  (void)lab.effects();
  lab.signal("add:2"); // more than the run has
  (void)lab.effects();
  lab.edit(
    dca(free_of_charge + R"(,"dcaAmount":{"amountType":"fixed","fixedAmount":50})"),
    true);
  (void)lab.effects();
  lab.signal("add:0");
  CHECK(lab.effects() == lines{"order add 1 buy market 50 USDT open"});
}

TEST_CASE("a buy by hand begins the rest of the rule, in bars as well") {
  bot_lab lab{dca(free_of_charge + R"(,"dcaRules":{"ruleType":"down_from_average",
    "percentage":1,"dcaCooldownValue":2,"dcaCooldownUnit":"bars"})")};
  lab.bar(100);
  lab.bar(100);
  REQUIRE(lab.command(bot_command::kind::add, 1));
  (void)lab.effects();
  lab.bar(90);
  CHECK(lab.live().empty());
  lab.bar(90);
  CHECK(lab.live() == lines{"add 2 buy market 100 USDT"});
}

TEST_CASE("a limit entry lives until it has taken part in a bar, however late it comes") {
  bot_lab lab{dca(R"("startOrderType":"limit",
    "paper":{"makerFee":0,"takerFee":0,"slippage":0,"latencyMs":60001})")};
  lab.bar(100);
  lab.bar(100, 100, 99, 100); // it is under way
  lab.bar(100, 100, 99, 100);
  CHECK(lab.live() == lines{"base 0 buy limit 1 100"});
  (void)lab.effects();
  lab.bar(100, 100, 99, 100);
  CHECK(lab.run().open_deals().front().held.quantity() == 1);
}

TEST_CASE("a grid that ends while trading is halted sells when it goes on") {
  bot_lab lab{R"({"bot_type":"grid","pair":"BTC/USDT","interval":"1m","lowerPrice":80,
    "upperPrice":120,"levels":2,"investment":100,"stopLossPrice":70,)" +
              free_of_charge + "}"};
  lab.bar(100);
  lab.bar(80, 80, 79, 80);
  lab.set_state(trading_state::halted);
  lab.bar(69);
  CHECK(lab.live() == lines{"grid_sell 0 sell limit 1.25 120"}); // as it was
  lab.restart();
  lab.set_state(trading_state::active);
  lab.bar(69);
  CHECK(lab.live() == lines{"exit 0 sell market 1.25"});
  lab.bar(69);
  CHECK(lab.run().ended());
}

TEST_CASE("stops that are edited away are gone, whatever they have come to") {
  const auto start = [](const std::string& parts) {
    bot_lab lab{dca(free_of_charge + parts)};
    lab.bar(100);
    lab.bar(100);
    lab.bar(100, 110, 100, 110);
    (void)lab.effects();
    return lab.live();
  };
  const auto after = [](const std::string& parts, const std::string& edited) {
    bot_lab lab{dca(free_of_charge + parts)};
    lab.bar(100);
    lab.bar(100);
    lab.bar(100, 110, 100, 110);
    lab.edit(dca(free_of_charge + edited), true);
    lab.bar(110);
    return lab.live();
  };
  const std::string fixed = R"(,"stopLoss":{"percent":5})";
  const std::string trailing = R"(,"trailingStop":{"trailingDistance":1})";
  const std::string profit = R"(,"takeProfit":{"percent":5,"trailing":1})";
  const std::string even = R"(,"stopLoss":{"percent":5,"breakevenAfter":2})";
  for (const auto& x : {fixed, trailing, profit, even}) {
    CHECK(start(x).size() == 1);
    CHECK(after(x, "").empty());
  }
  CHECK(after(even, fixed) == lines{"stop_loss 0 sell stop 1 95"});
  CHECK(after(trailing, fixed) == lines{"stop_loss 0 sell stop 1 95"});
  CHECK(after(profit, R"(,"takeProfit":{"percent":20})") ==
        lines{"take_profit 1 sell limit 1 120"});
}

TEST_CASE("limits of risk and least worth never hold a sale back") {
  bot_lab lab{dca(free_of_charge + R"(,"stopLoss":{"percent":8},
    "takeProfit":{"percent":9},"limits":{"maxOrderNotional":100,"priceCollar":5})")};
  lab.bar(100);
  lab.bar(100);
  CHECK(lab.live() ==
        lines{"take_profit 1 sell limit 1 109", "stop_loss 0 sell stop 1 92"});
  bot_lab small{R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m",
    "baseOrderSize":5.2,"restart":false,"timeExit":{"maxHoldMinutes":3},
    "paper":{"slippage":0}})"};
  for (int i = 0; i < 6; ++i)
    small.bar(90); // worth less than 5 by now
  CHECK(small.run().ended());
}

TEST_CASE("a close that may not be sent leaves stop and target where they are") {
  bot_lab lab{
    dca(free_of_charge + R"(,"stopLoss":{"percent":8},"takeProfit":{"percent":9})")};
  lab.bar(100);
  lab.bar(100);
  const auto before = lab.live();
  lab.set_state(trading_state::halted);
  CHECK_FALSE(lab.command(bot_command::kind::close, 1));
  CHECK(lab.command(bot_command::kind::panic));
  CHECK(lab.live() == before);
  const auto diary = lab.diary();
  CHECK(std::find(diary.begin(), diary.end(), "panic_incomplete") != diary.end());
  lab.set_state(trading_state::active);
  CHECK(lab.command(bot_command::kind::close, 1));
  CHECK(lab.live() == lines{"exit 0 sell market 1"});
}

TEST_CASE("a bar at a price of 0 is passed over") {
  bot_lab lab{dca(free_of_charge)};
  lab.bar(0);
  lab.bar(100);
  lab.bar(0);
  lab.bar(100);
  CHECK(lab.run().open_deals().size() == 1);
}

TEST_CASE("fees of a third asset are paid from it, and equity falls by their value") {
  bot_lab lab{R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m","baseOrderSize":100,
    "paper":{"makerFee":0.1,"takerFee":0.1,"slippage":0,"feeSource":"other",
    "feeAsset":"BNB","feeAssetPrice":500,"feeAssetBalance":1}})"};
  lab.bar(100);
  lab.bar(100);
  CHECK(lab.run().money().total("BNB") ==
        decimal{1} - decimal::from_units(200'000'000'000'000)); // 0.1 USDT at 500
  CHECK(lab.run().figures().equity() ==
        decimal{10'000} - decimal::from_units(100'000'000'000'000'000));
}

TEST_CASE("a ladder begins although the rest of a first order came to nothing") {
  bot_lab lab{R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m",
    "baseOrderSize":100.05,"safetyOrders":{"count":1,"size":50,"deviation":2},
    "paper":{"makerFee":0,"takerFee":0,"slippage":0,"participation":0.05}})"};
  lab.bar(100);
  for (int i = 0; i < 8; ++i)
    lab.bar(100); // half a coin each
  const auto live = lab.live();
  CHECK(std::count_if(live.begin(), live.end(),
                      [](const auto& x) { return x.rfind("safety", 0) == 0; }) == 1);
}
