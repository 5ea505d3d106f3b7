// What ends a deal, whatever its bot.
#include "tests/unit/bots_kit.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

/// A bot that buys for 100 at 100 on its second bar, one coin, without any fee.
std::string config(const std::string& parts) {
  return R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m","baseOrderSize":100,)"
         R"("restart":false,"paper":{"makerFee":0,"takerFee":0,"slippage":0},)" +
         parts + "}";
}

bot_lab bought(const std::string& parts) {
  bot_lab lab{config(parts)};
  lab.bar(100);
  lab.bar(100);
  (void)lab.effects();
  return lab;
}

using lines = std::vector<std::string>;

bool holds(const lines& all, const std::string& x) {
  return std::find(all.begin(), all.end(), x) != all.end();
}

} // namespace

TEST_CASE("a trailing stop stays armed when the profit falls back (defect 42)") {
  auto lab = bought(R"("trailingStop":{"activationProfit":5,"trailingDistance":3})");
  lab.bar(104);
  CHECK(lab.live().empty());
  lab.bar(106);
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 102.82"});
  lab.bar(103.5); // below the activation, above the stop
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 102.82"});
  lab.bar(103, 103, 102, 102);
  CHECK(holds(lab.effects(), "deal 1 closed trailing_stop 2.82"));
}

TEST_CASE("a trailing stop that may fall follows the last close") {
  auto lab = bought(
    R"("trailingStop":{"activationProfit":1,"trailingDistance":3,"onlyUp":false})");
  lab.bar(110);
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 106.7"});
  lab.bar(108);
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 104.76"});
}

TEST_CASE("a time exit closes losers too, unless a least profit is asked for") {
  auto lab = bought(R"("timeExit":{"maxHoldMinutes":3})");
  lab.bar(90);
  CHECK(lab.live().empty());
  lab.bar(90); // three minutes since it was decided
  CHECK(lab.live() == lines{"exit 0 sell market 1"});
  lab.bar(89);
  CHECK(holds(lab.effects(), "deal 1 closed time -11"));

  auto patient = bought(R"("timeExit":{"maxHoldMinutes":3,"minProfit":2})");
  for (int i = 0; i < 5; ++i)
    patient.bar(101);
  CHECK(patient.live().empty());
  patient.bar(102);
  CHECK(patient.live() == lines{"exit 0 sell market 1"});
}

TEST_CASE("a stop moves to the average once enough was gained") {
  auto lab = bought(R"("stopLoss":{"percent":10,"breakevenAfter":3})");
  CHECK(lab.live() == lines{"stop_loss 0 sell stop 1 90"});
  lab.bar(103);
  CHECK(lab.live() == lines{"stop_loss 2 sell stop 1 100"});
  lab.bar(101, 101, 99, 99);
  CHECK(holds(lab.effects(), "deal 1 closed break_even 0"));
}

TEST_CASE("a stop that trails follows the best close from the first buy on") {
  auto lab = bought(R"("stopLoss":{"percent":10,"trailing":true})");
  lab.bar(100, 130, 100, 120); // highs do not count
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 108"});
  lab.bar(115);
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 108"});
}

TEST_CASE("a target that trails sells at the best close less its distance") {
  auto lab = bought(R"("takeProfit":{"percent":5,"trailing":2})");
  CHECK(lab.live().empty()); // nothing is offered at 105
  lab.bar(104.99);
  CHECK(lab.live().empty());
  lab.bar(105);
  CHECK(lab.live() == lines{"take_profit 0 sell stop 1 102.9"});
  lab.bar(110);
  CHECK(lab.live() == lines{"take_profit 0 sell stop 1 107.8"});
  lab.bar(108, 108, 104, 104);
  CHECK(holds(lab.effects(), "deal 1 closed take_profit 7.8"));
}

TEST_CASE("where stop and target lie in one bar, the stop counts") {
  auto lab = bought(R"("takeProfit":{"percent":5},"stopLoss":{"percent":5})");
  lab.bar(100, 106, 94, 105);
  CHECK(holds(lab.effects(), "deal 1 closed stop_loss -5"));
}

TEST_CASE("a partial target is sold once, and what is left keeps its average (38)") {
  auto lab = bought(
    R"("takeProfit":{"targets":[{"percent":2,"sellPercent":50},{"percent":4,"sellPercent":50}]})");
  lab.bar(100, 103, 100, 103);
  lab.bar(103);
  lab.bar(103); // the profit is still there; nothing more is sold (35)
  CHECK(lab.live() == lines{"take_profit 2 sell limit 0.5 104"});
  REQUIRE(lab.run().open_deals().size() == 1);
  const auto& deal = lab.run().open_deals().front();
  CHECK(deal.held.average() == decimal{100});
  CHECK(deal.held.cost() == decimal{50});
  CHECK(deal.realised == decimal{1});
  CHECK(lab.run().figures().invested == decimal{50});
}

TEST_CASE("a target net of fees earns its percentage after both fees") {
  bot_lab lab{R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m","baseOrderSize":100,
    "restart":false,"takeProfit":{"percent":10,"netOfFees":true},
    "paper":{"makerFee":1,"takerFee":1,"slippage":0}})"};
  lab.bar(100);
  lab.bar(100);
  // 100 with a fee of 1; (110 + 1) / 0.99 = 112.1212…, to the tick upwards
  CHECK(lab.live() == lines{"take_profit 1 sell limit 1 112.13"});
  lab.bar(100, 113, 100, 113);
  // 112.13 less its fee of 1.1213, less 100, less 1
  CHECK(holds(lab.effects(), "deal 1 closed take_profit 10.0087"));
}

TEST_CASE("the stop that replaces another is there before that one goes") {
  auto lab = bought(R"("stopLoss":{"percent":10,"trailing":true})");
  lab.set_state(trading_state::halted);
  lab.bar(120); // nothing may be sent: the stop that is there stays
  CHECK(lab.live() == lines{"stop_loss 0 sell stop 1 90"});
  lab.set_state(trading_state::active);
  lab.bar(120);
  CHECK(lab.live() == lines{"stop_loss 1 sell stop 1 108"});
}
