// The gate that every order passes, and the protections that lock a run.
#include "domain/bots/guards.hpp"
#include "domain/trading/risk.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <string>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

symbol_rules rules() {
  auto x = cents_and_thousandths();
  x.min_quantity = d("0.002");
  x.max_quantity = 50;
  x.min_notional = 5;
  return x;
}

order good() {
  order x;
  x.client_id = "r-1-so1-1";
  x.symbol = "BTCUSDT";
  x.type = order_type::limit;
  x.quantity = d("0.5");
  x.limit_price = 100;
  x.created_at = 1'000'000;
  return x;
}

risk_view calm() {
  risk_view x;
  x.last_price = x.reference_price = 101;
  x.held = 10;
  return x;
}

std::string rule_of(const order& x, const risk_view& view,
                    const risk_limits& limits = {}) {
  risk_gate gate{limits};
  const auto why = gate.pass(x, rules(), view);
  return why ? why->rule : "";
}

deal lost(std::string symbol, std::string reason, std::string_view loss) {
  deal x;
  x.symbol = std::move(symbol);
  x.close_reason = std::move(reason);
  x.spent = 1'000;
  x.realised = -d(loss);
  return x;
}

constexpr time_ms minute = 60'000;

} // namespace

TEST_CASE("a sound order passes, each fault is refused by its own rule") {
  CHECK(rule_of(good(), calm()).empty());
  const auto with = [](auto change) {
    auto x = good();
    change(x);
    return rule_of(x, calm());
  };
  CHECK(with([](order& x) { x.quantity = {}; }) == "quantity");
  CHECK(with([](order& x) { x.quantity = -1; }) == "quantity");
  CHECK(with([](order& x) { x.quantity = d("0.5001"); }) == "lot");
  CHECK(with([](order& x) { x.quantity = d("0.001"); }) == "min_quantity");
  CHECK(with([](order& x) { x.quantity = 51; }) == "max_quantity");
  CHECK(with([](order& x) { x.limit_price = d("100.001"); }) == "tick");
  CHECK(with([](order& x) { x.limit_price = {}; }) == "limit_price");
  CHECK(with([](order& x) { x.type = order_type::market; }) == "limit_price");
  CHECK(with([](order& x) { x.stop_price = 99; }) == "stop_price");
  CHECK(with([](order& x) { x.quote_amount = 50; }) == "quote_amount");
  CHECK(with([](order& x) { x.limit_price = 2; }) == "min_notional");
  CHECK(with([](order& x) {
          x.side = order_side::sell;
          x.quantity = 11;
        }) == "position");
}

TEST_CASE("every limit holds, and what closes a position is not kept from it") {
  risk_limits limits;
  auto view = calm();
  limits.max_order_notional = d("49.99");
  CHECK(rule_of(good(), view, limits) == "max_order_notional");
  limits = {};
  limits.max_exposure = 100;
  view.exposure = 50;
  CHECK(rule_of(good(), view, limits).empty());
  view.exposure = d("50.01");
  CHECK(rule_of(good(), view, limits) == "max_exposure");
  auto sale = good();
  sale.side = order_side::sell;
  CHECK(rule_of(sale, view, limits).empty());
  limits = {};
  limits.max_symbol_exposure = 60;
  view.symbol_exposure = 20;
  CHECK(rule_of(good(), view, limits) == "max_symbol_exposure");
  limits = {};
  limits.price_collar = d("0.99");
  CHECK(rule_of(good(), view, limits) == "price_collar");
  limits.price_collar = 1;
  CHECK(rule_of(good(), view, limits).empty());
  limits = {};
  limits.max_open_orders = 3;
  view.open_orders = 3;
  CHECK(rule_of(good(), view, limits) == "max_open_orders");
  CHECK(rule_of(sale, view, limits).empty());
}

TEST_CASE("the order rate is counted in market time, over a minute that moves") {
  risk_limits limits;
  limits.max_orders_per_minute = 2;
  risk_gate gate{limits};
  const auto at = [&](time_ms when, order_side side = order_side::buy) {
    auto x = good();
    x.side = side;
    x.created_at = when;
    return !gate.pass(x, rules(), calm());
  };
  CHECK(at(0));
  CHECK(at(30'000));
  CHECK_FALSE(at(59'999));
  CHECK(at(59'999, order_side::sell)); // never held back
  CHECK_FALSE(at(60'000));             // 30 s and the sale are within the minute
  CHECK(at(120'000));
  byte_writer out;
  gate.save(out);
  const auto bytes = out.take();
  byte_reader in{bytes};
  gate = risk_gate{limits};
  gate.load(in);
  CHECK(in.at_end());
  CHECK(at(120'001));
  CHECK_FALSE(at(120'002)); // what was sent before the restart counts
}

TEST_CASE("reducing lets only sales through, halted nothing") {
  auto view = calm();
  auto sale = good();
  sale.side = order_side::sell;
  view.state = trading_state::reducing;
  CHECK(rule_of(good(), view) == "reducing");
  CHECK(rule_of(sale, view).empty());
  view.state = trading_state::halted;
  CHECK(rule_of(good(), view) == "halted");
  CHECK(rule_of(sale, view) == "halted");
  CHECK(strictest(trading_state::halted, trading_state::active) == trading_state::halted);
}

TEST_CASE("ten thousand bad orders are all refused") {
  std::mt19937_64 random{5};
  std::set<std::string> rules_seen;
  for (int i = 0; i < 10'000; ++i) {
    auto x = good();
    auto view = calm();
    risk_limits limits;
    x.quantity = d("0.5") + decimal::from_units(1'000'000'000'000'000) *
                              static_cast<std::int64_t>(random() % 100);
    switch (random() % 9) {
    case 0:
      x.quantity +=
        decimal::from_units(1 + static_cast<std::int64_t>(random() % 999'999));
      break;
    case 1:
      x.limit_price +=
        decimal::from_units(1 + static_cast<std::int64_t>(random() % 999'999));
      break;
    case 2:
      x.quantity = -x.quantity;
      break;
    case 3:
      x.side = order_side::sell;
      view.held = x.quantity - d("0.001");
      break;
    case 4:
      view.state = trading_state::halted;
      break;
    case 5:
      limits.max_order_notional = x.quantity * x.limit_price - d("0.01");
      break;
    case 6:
      limits.max_exposure = 1'000;
      view.exposure = decimal{1'000} - x.quantity;
      break;
    case 7:
      x.limit_price = decimal{101} + static_cast<std::int64_t>(1 + random() % 1'000);
      limits.price_collar = d("0.5");
      break;
    default:
      x.limit_price = d("0.01") * static_cast<std::int64_t>(1 + random() % 99);
      x.quantity = d("0.002");
      break;
    }
    const auto rule = rule_of(x, view, limits);
    REQUIRE_FALSE(rule.empty());
    rules_seen.insert(rule);
  }
  CHECK(rules_seen.size() >= 9);
}

TEST_CASE("stops in a row lock a run for a while, or only their symbol") {
  protections rules;
  rules.stops.losses = 2;
  rules.stops.window_minutes = 60;
  rules.stops.pause_minutes = 30;
  deal_guards guards;
  CHECK(guards.on_closed(rules, lost("BTCUSDT", "stop_loss", "5"), 0).empty());
  CHECK(guards.on_closed(rules, lost("BTCUSDT", "manual", "5"), minute).empty());
  CHECK(guards.on_closed(rules, lost("ETHUSDT", "stop_loss", "5"), 60 * minute).empty());
  CHECK(guards.on_closed(rules, lost("BTCUSDT", "stop_loss", "5"), 61 * minute).size() ==
        1);
  CHECK(guards.locked("ETHUSDT", 61 * minute) != nullptr);
  CHECK(guards.locked("ETHUSDT", 91 * minute - 1) != nullptr);
  CHECK(guards.locked("ETHUSDT", 91 * minute) == nullptr);
  rules.stops.per_symbol = true;
  deal_guards apart;
  (void)apart.on_closed(rules, lost("BTCUSDT", "stop_loss", "5"), 0);
  CHECK(apart.on_closed(rules, lost("ETHUSDT", "stop_loss", "5"), 1).empty());
  CHECK(apart.on_closed(rules, lost("BTCUSDT", "stop_loss", "5"), 2).size() == 1);
  CHECK(apart.locked("BTCUSDT", 3) != nullptr);
  CHECK(apart.locked("ETHUSDT", 3) == nullptr);
}

TEST_CASE("a fall of equity below its peak locks once per fall") {
  protections rules;
  rules.drawdown.percent = 10;
  rules.drawdown.pause_minutes = 5;
  deal_guards guards;
  CHECK_FALSE(guards.on_equity(rules, 1'000, 0));
  CHECK_FALSE(guards.on_equity(rules, d("900.01"), 1));
  const auto made = guards.on_equity(rules, 900, 2);
  REQUIRE(made);
  CHECK(made->reason == "max_drawdown");
  CHECK(made->until == 2 + 5 * minute);
  CHECK_FALSE(guards.on_equity(rules, 890, 3));
  CHECK(guards.on_equity(rules, 810, 4));
}

TEST_CASE("too little profit and a cooldown lock, and locks outlive a restart") {
  protections rules;
  rules.low_profit.percent = 1;
  rules.low_profit.deals = 2;
  rules.cooldown_minutes = 3;
  deal_guards guards;
  auto won = lost("BTCUSDT", "take_profit", "0");
  won.realised = 15;                                  // of 1000: 1.5 %
  CHECK(guards.on_closed(rules, won, 0).size() == 1); // the cooldown alone
  CHECK(guards.locked("BTCUSDT", 3 * minute - 1)->reason == "cooldown");
  CHECK(guards.locked("BTCUSDT", 3 * minute) == nullptr);
  auto poor = won;
  poor.realised = d("4.99"); // together 0.9995 %
  const auto made = guards.on_closed(rules, poor, 4 * minute);
  REQUIRE(made.size() == 2);
  CHECK(made.back().reason == "low_profit");
  byte_writer out;
  guards.save(out);
  const auto bytes = out.take();
  byte_reader in{bytes};
  deal_guards again;
  again.load(in);
  CHECK(in.at_end());
  CHECK(again.locked("ETHUSDT", 5 * minute)->reason == "low_profit");
  again.unlock();
  CHECK(again.locked("ETHUSDT", 5 * minute) == nullptr);
}
