// What a bot will do, before it is started: figures worked out by hand.
#include "domain/bots/grid.hpp"
#include "domain/bots/preview.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

symbol_rules rules() {
  auto x = cents_and_thousandths();
  x.lot = d("0.0001");
  return x;
}

bot_settings dca() {
  bot_settings x;
  dca_settings plan;
  plan.base.value = 100;
  plan.ladder.count = 3;
  plan.ladder.amount = 100;
  plan.ladder.deviation_percent = 2;
  plan.ladder.volume_scale = 2;
  plan.ladder.step_scale = d("1.5");
  plan.barrier.profit.targets.push_back({3, 100});
  x.plan = plan;
  return x;
}

bot_settings grid() {
  bot_settings x;
  grid_settings plan;
  plan.lower = 80;
  plan.upper = 120;
  plan.levels = 5;
  plan.investment = 400;
  x.plan = plan;
  x.paper.slippage = {};
  return x;
}

std::string place_of(const bot_settings& x, std::string_view price = "100") {
  const auto made = preview(x, rules(), d(price));
  return made ? "" : made.error().place;
}

} // namespace

TEST_CASE("a ladder's drops and sizes grow by their scales") {
  const auto made = preview(dca(), rules(), 100);
  REQUIRE(made);
  REQUIRE(made->orders.size() == 4);
  // Drops 2, 2 + 3, 2 + 3 + 4.5; amounts 100, 200, 400, to the lot.
  const char* expected[][4] = {
    // price, quantity, total, average
    {"0", "1", "100", "100"},
    {"98", "1.0204", "199.9992", "98.99"},
    {"95", "2.1052", "399.9932", "96.95"},
    {"90.5", "4.4198", "799.9851", "93.62"},
  };
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& x = made->orders[i];
    CHECK(x.price == d(expected[i][0]));
    CHECK(x.quantity == d(expected[i][1]));
    CHECK(x.total == d(expected[i][2]));
    CHECK(x.average.round_to(d("0.01")) == d(expected[i][3]));
    CHECK(x.take_profit == (x.average * d("1.03")).ceil_to(d("0.01")));
  }
  CHECK(made->covered_percent == d("9.5"));
  CHECK(made->last_price == d("90.5"));
  CHECK(made->required_capital == d("800.7850851")); // all of it and 0.1 % of it
}

TEST_CASE("what can't be is refused where it stands") {
  auto x = dca();
  std::get<dca_settings>(x.plan).ladder.count = 12; // 2 * (1.5^12 - 1) / 0.5 > 100
  CHECK(place_of(x) == "safetyOrders");
  x = dca();
  std::get<dca_settings>(x.plan).ladder.amount = 4; // below the least notional
  CHECK(place_of(x) == "safetyOrders");
  std::get<dca_settings>(x.plan).base.value = 4;
  CHECK(place_of(x) == "baseOrderSize");
  x = dca();
  std::get<dca_settings>(x.plan).ladder.levels.push_back({100, 50});
  CHECK(place_of(x) == "dcaConfig.levels");
  CHECK(place_of(dca(), "0") == "price");
  x = grid();
  std::get<grid_settings>(x.plan).levels = 500; // steps of 0.08: below their fees
  CHECK(place_of(x) == "levels");
  x = grid();
  std::get<grid_settings>(x.plan).investment = 10;
  CHECK(place_of(x) == "investment");
}

TEST_CASE("a stop above some steps is told, and net targets carry both fees") {
  auto x = dca();
  auto& plan = std::get<dca_settings>(x.plan);
  plan.barrier.stop = stop_loss_setting{};
  plan.barrier.stop->percent = 4;
  plan.barrier.stop->from_base = true;
  plan.barrier.profit.net_of_fees = true;
  const auto made = preview(x, rules(), 100);
  REQUIRE(made);
  CHECK(made->stop_price == decimal{96});
  CHECK(made->warnings.size() == 1);
  CHECK(made->orders.front().take_profit == d("103.21")); // 103 * 100.1 / 99.9, up
}

TEST_CASE("a grid buys below the price and holds what it sells above") {
  const auto made = preview(grid(), rules(), 100);
  REQUIRE(made);
  // Levels 80 90 100 110 120; two intervals begin at or above the price. One coin a
  // level takes 80 + 90 + 100 + 100 and 0.1 % of it: 370.37; 400 buys 1.08 of each.
  REQUIRE(made->orders.size() == 6);
  CHECK(made->orders[0].type == order_type::market);
  CHECK(made->orders[1].type == order_type::market);
  CHECK(made->orders[1].quantity == d("1.08"));
  CHECK(made->orders[2].side == order_side::sell);
  CHECK(made->orders[2].price == decimal{120});
  CHECK(made->orders[3].price == decimal{110});
  CHECK(made->orders[4].price == decimal{90});
  CHECK(made->orders[5].price == decimal{80});
  CHECK(made->orders[5].quantity == d("1.08"));
  CHECK(made->covered_percent == decimal{20});
  // (120 - 110 - 0.11 - 0.12) / 110 and (90 - 80 - 0.08 - 0.09) / 80
  CHECK(made->least_step_percent.round_to(d("0.0001")) == d("8.8818"));
  CHECK(made->most_step_percent.round_to(d("0.0001")) == d("12.2875"));
}

TEST_CASE("geometric levels are spaced by one ratio, and end on the bounds") {
  grid_settings x;
  x.lower = 100;
  x.upper = 1'600;
  x.levels = 5;
  x.geometric = true;
  const auto levels = grid_levels(x, rules());
  CHECK(levels == std::vector<decimal>{100, 200, 400, 800, 1'600});
}
