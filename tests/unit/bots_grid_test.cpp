// Grid bots beyond their golden deals.
#include "tests/unit/bots_kit.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

std::string grid(const std::string& parts = R"("name":"grid")") {
  return R"({"bot_type":"grid","pair":"BTC/USDT","interval":"1m","lowerPrice":80,
    "upperPrice":120,"levels":5,"investment":1000,
    "paper":{"makerFee":0.1,"takerFee":0.1,"slippage":0},)" +
         parts + "}";
}

using lines = std::vector<std::string>;

bool holds(const lines& all, const std::string& x) {
  return std::find(all.begin(), all.end(), x) != all.end();
}

} // namespace

TEST_CASE("a grid places orders at once, and does not only say so (30)") {
  bot_lab lab{grid()};
  lab.bar(100);
  CHECK(lab.live().size() == 4);
}

TEST_CASE("no interval ever has two orders, whatever the price does") {
  std::mt19937 dice{7};
  for (const std::string parts :
       {R"("name":"still")", R"("trailingUp":true,"trailingDown":true)"}) {
    bot_lab lab{grid(parts), bot_lab::default_rules(), "5000"};
    double price = 100;
    std::size_t trips = 0;
    for (int i = 0; i < 3'000; ++i) {
      const auto move = [&] {
        return std::uniform_int_distribution{-600, 605}(dice) / 100.;
      };
      const double close = std::clamp(price + move(), 30., 250.);
      const double high = std::max(price, close) + std::abs(move());
      const double low = std::min(price, close) - std::abs(move());
      lab.bar(price, high, std::max(low, 20.), close);
      price = close;
      std::map<std::int32_t, int> per_interval;
      for (const auto& x : lab.run().open_orders())
        if (x.live())
          ++per_interval[x.number];
      for (const auto& [index, orders] : per_interval)
        CHECK_MESSAGE(orders == 1, "interval " << index << " at bar " << i);
      CHECK(per_interval.size() <= 4);
      if (i % 100 == 0)
        lab.restart();
      trips = lab.run().figures().deals_closed;
    }
    CHECK(trips > 50);
  }
}

TEST_CASE("intervals that are refused together are told once each, and tried again") {
  bot_lab lab{grid(R"("limits":{"maxOpenOrders":2})")};
  for (int i = 0; i < 5; ++i)
    lab.bar(100);
  const auto made = lab.effects();
  CHECK(std::count_if(made.begin(), made.end(), [](const auto& x) {
          return x.find("rejected") != std::string::npos;
        }) == 2);
  const auto wider = grid(R"("limits":{"maxOpenOrders":9})");
  lab.edit(wider, false);
  lab.bar(100);
  lab.bar(100);
  CHECK(lab.live().size() == 4);
}

TEST_CASE("a grid with a trigger waits until the price comes to it from its side") {
  bot_lab below{grid(R"("triggerPrice":95)")};
  below.bar(100);
  below.bar(96);
  CHECK(below.live().empty());
  below.restart();
  below.bar(95);
  CHECK(below.live().size() == 4);

  bot_lab above{grid(R"("triggerPrice":105)")};
  above.bar(100);
  CHECK(above.live().empty());
  above.bar(105);
  CHECK(above.live().size() == 4);
}

TEST_CASE("its prices end a grid: everything is sold, and the run is over") {
  bot_lab lab{grid(R"("stopLossPrice":70)")};
  lab.bar(100);
  lab.bar(100);
  lab.bar(100, 100, 69, 72);
  lab.bar(72);
  CHECK(lab.run().ended());
  CHECK(lab.run().open_deals().empty());
  CHECK(lab.run().money().total("BTC").is_zero());

  bot_lab high{grid(R"("takeProfitPrice":130)")};
  high.bar(100);
  high.bar(100);
  high.bar(100, 131, 100, 131);
  high.bar(131);
  CHECK(high.run().ended());
  CHECK(high.run().money().total("BTC").is_zero());
}

TEST_CASE("stopped, a grid keeps what it holds, or sells it where it is told to") {
  for (const bool sells : {false, true}) {
    bot_lab lab{grid(sells ? R"("sellOnStop":true)" : R"("sellOnStop":false)")};
    lab.bar(100);
    lab.bar(100);
    REQUIRE(lab.command(bot_command::kind::stop));
    CHECK(lab.live().empty());
    CHECK(lab.run().ended());
    CHECK(lab.run().money().total("BTC") == (sells ? decimal{} : d("5.4")));
  }
}

TEST_CASE("a paused grid sells what it has and buys nothing again until resumed") {
  bot_lab lab{grid()};
  lab.bar(100);
  lab.bar(100);
  REQUIRE(lab.command(bot_command::kind::pause));
  lab.bar(100, 111, 100, 111);
  CHECK(lab.run().figures().deals_closed == 1);
  CHECK(lab.live().size() == 3);
  REQUIRE(lab.command(bot_command::kind::resume));
  lab.bar(111);
  CHECK(holds(lab.live(), "grid_buy 2 buy limit 2.7 100"));
}

TEST_CASE("an edited grid takes its new shape on as a whole, when asked to") {
  bot_lab lab{grid()};
  lab.bar(100);
  lab.bar(100);
  const std::string wider =
    R"({"bot_type":"grid","pair":"BTC/USDT","interval":"1m","lowerPrice":60,
    "upperPrice":140,"levels":3,"investment":500,
    "paper":{"makerFee":0.1,"takerFee":0.1,"slippage":0}})";
  lab.edit(wider, false);
  CHECK(lab.live().size() == 4);
  lab.edit(wider, true);
  lab.bar(100);
  lab.restart();
  // Levels 60, 100 and 140: one buy below, one of the two holdings offered at 140, the
  // other sold.
  const auto live = lab.live();
  CHECK(std::count_if(live.begin(), live.end(),
                      [](const auto& x) { return x.rfind("grid_sell", 0) == 0; }) == 1);
  CHECK(holds(live, "grid_sell 1 sell limit 2.7 140"));
  CHECK(std::count_if(live.begin(), live.end(),
                      [](const auto& x) { return x.rfind("grid_buy", 0) == 0; }) == 1);
}
