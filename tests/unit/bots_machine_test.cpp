// A run of a bot, whatever its plan: money, orders, deals, and going on after a crash.
#include "domain/bots/machine.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr time_ms minute = 60'000;
constexpr auto base = timeframe::m1;

rule_book rules() {
  rule_book out;
  auto x = cents_and_thousandths();
  out.put(x);
  return out;
}

candle bar(int n, double open, double high, double low, double close) {
  return {n * minute, open, high, low, close, 100, true, 0};
}

order_request market_buy(std::uint32_t deal, std::string_view amount) {
  order_request x;
  x.deal = deal;
  x.quote_amount = d(amount);
  return x;
}

order_request limit(std::uint32_t deal, order_side side, std::string_view quantity,
                    decimal price) {
  order_request x;
  x.deal = deal;
  x.role = side == order_side::buy ? order_role::safety : order_role::take_profit;
  x.number = 1;
  x.side = side;
  x.type = order_type::limit;
  x.quantity = d(quantity);
  x.limit_price = price;
  return x;
}

/// A plan whose decisions a test writes down.
class scripted final : public plan {
public:
  std::function<void(desk&, const market_bar&)> at_bar;
  std::function<void(desk&, deal&, order&)> at_fill;

  void on_bar(desk& at, const std::string&, const market_bar& x,
              const answers&) override {
    if (at_bar)
      at_bar(at, x);
  }
  void on_fill(desk& at, deal& of, order& what, const fill&) override {
    if (at_fill)
      at_fill(at, of, what);
  }
  void save(byte_writer&) const override {}
  void load(const desk&, byte_reader&) override {}
};

/// Trades by dice, whose state is part of its own: a restored one rolls on.
class gambler final : public plan {
public:
  explicit gambler(std::uint64_t seed) : state_(seed) {}

  void on_bar(desk& at, const std::string& symbol, const market_bar& x,
              const answers&) override {
    const auto on = at.rules(symbol);
    if (at.deals().size() < 3 && roll(3) == 0 && at.may_open(symbol)) {
      auto& made = at.open_deal(symbol);
      if (at.send(market_buy(made.number, std::to_string(20 + roll(300)))) == nullptr)
        at.abandon(made, "refused");
    }
    for (auto& of : at.deals()) {
      const auto off = decimal::from_units(static_cast<std::int64_t>(1 + roll(50)) *
                                           100'000'000'000'000'000);
      switch (roll(8)) {
      case 0:
        (void)at.send(
          limit(of.number, order_side::buy, "0.05", on.buy_price(x.close - off)));
        break;
      case 1:
        if (of.held.quantity() > d("0.06"))
          (void)at.send(
            limit(of.number, order_side::sell, "0.06", on.sell_price(x.close + off)));
        break;
      case 2: {
        order_request stop;
        stop.deal = of.number;
        stop.role = order_role::stop_loss;
        stop.side = order_side::sell;
        stop.type = order_type::stop;
        stop.quantity = on.quantity(of.held.quantity());
        stop.stop_price = on.buy_price(x.close - off);
        stop.reduce_only = true;
        if (stop.quantity.positive())
          (void)at.send(stop);
        break;
      }
      case 3:
        if (roll(4) == 0)
          at.close_deal(of, "exit", order_role::exit);
        break;
      case 4:
        for (auto& order : at.orders())
          if (order.deal == of.number && order.live() &&
              order.type == order_type::limit) {
            at.cancel(order, "changed its mind");
            break;
          }
        break;
      default:
        break;
      }
    }
  }
  void on_fill(desk&, deal&, order&, const fill&) override {}
  void save(byte_writer& out) const override { out.u64(state_); }
  void load(const desk&, byte_reader& in) override { state_ = in.u64(); }

private:
  std::uint64_t roll(std::uint64_t below) {
    state_ = state_ * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
    return (state_ >> 33U) % below;
  }
  std::uint64_t state_;
};

struct run {
  std::shared_ptr<bot_settings> settings = std::make_shared<bot_settings>();
  trading_state state = trading_state::active;
  scripted* script = nullptr;
  std::unique_ptr<bot_machine> machine;

  explicit run(std::string_view balance = "1000") {
    settings->paper.slippage = {};
    make(std::make_unique<scripted>(), balance);
    script = static_cast<scripted*>(last_);
  }
  void make(std::unique_ptr<plan> what, std::string_view balance) {
    last_ = what.get();
    machine = std::make_unique<bot_machine>(
      run_identity{"bot-r1", {"BTCUSDT"}, base, d(balance)}, settings, std::move(what),
      rules(), [this] { return state; });
  }
  bot_effects feed(const candle& x) {
    machine->on_bar("BTCUSDT", base, x, answers{});
    return machine->take_effects();
  }

private:
  plan* last_ = nullptr;
};

std::vector<candle> walk(std::uint64_t seed, int count) {
  std::mt19937_64 random{seed};
  std::vector<candle> out;
  double price = 100;
  const auto cent = [](double x) { return std::round(x * 100) / 100; };
  for (int i = 1; i <= count; ++i) {
    const auto open = cent(price + static_cast<double>(random() % 100) / 100 - 0.5);
    const auto close = cent(open + static_cast<double>(random() % 600) / 100 - 3);
    const auto high =
      cent(std::max(open, close) + static_cast<double>(random() % 200) / 100);
    const auto low =
      cent(std::min(open, close) - static_cast<double>(random() % 200) / 100);
    out.push_back(bar(i, open, high, low, close));
    price = std::min(150.0, std::max(60.0, close));
  }
  return out;
}

/// Everything that effects say, as text.
void tell(std::string& out, const bot_effects& x) {
  for (const auto& row : x.orders) {
    byte_writer bytes;
    save(bytes, row);
    out += bytes.bytes();
  }
  for (const auto& row : x.fills)
    out += row.client_id + row.piece.fill_id + row.piece.quantity.text() + '@' +
           row.piece.price.text() + '-' + row.piece.fee.text() + row.piece.fee_asset;
  for (const auto& row : x.deals) {
    byte_writer bytes;
    save(bytes, row);
    out += bytes.bytes();
  }
  for (const auto& row : x.events)
    out += row.type + row.message + std::to_string(row.at);
}

} // namespace

TEST_CASE("a market buy by amount is filled at the next open, to the last digit") {
  run x;
  x.script->at_bar = [](desk& at, const market_bar&) {
    if (at.deals_opened() == 0)
      REQUIRE(at.send(market_buy(at.open_deal("BTCUSDT").number, "100")) != nullptr);
  };
  auto made = x.feed(bar(1, 100, 101, 99, 100));
  REQUIRE(made.orders.size() == 1);
  CHECK(made.orders.front().reserved == d("100.1")); // with its fee of 0.1 %
  CHECK(x.machine->money().free("USDT") == d("899.9"));
  made = x.feed(bar(2, 103, 104, 102, 103));
  REQUIRE(made.fills.size() == 1);
  CHECK(made.fills.front().piece.quantity == d("0.97")); // 100 / 103, to the lot
  CHECK(made.fills.front().piece.price == decimal{103});
  CHECK(made.fills.front().piece.fee == d("0.09991"));
  CHECK(made.fills.front().piece.at == 2 * minute);
  CHECK(x.machine->money().free("USDT") == d("899.99009")); // 1000 - 99.91 - 0.09991
  CHECK(x.machine->money().total("BTC") == d("0.97"));
  CHECK(x.machine->figures().equity() == d("999.90009"));
}

TEST_CASE("where the price gaps away, as much is bought as the run can pay") {
  run x("103");
  x.script->at_bar = [](desk& at, const market_bar&) {
    if (at.deals_opened() != 0)
      return;
    order_request wanted;
    wanted.deal = at.open_deal("BTCUSDT").number;
    wanted.quantity = 1;
    REQUIRE(at.send(wanted) != nullptr);
  };
  (void)x.feed(bar(1, 100, 101, 99, 100));
  const auto made = x.feed(bar(2, 110, 111, 109, 110));
  REQUIRE(made.fills.size() == 1);
  CHECK(made.fills.front().piece.quantity == d("0.935")); // 0.936 takes 103.06296
  CHECK(x.machine->money().free("USDT") == d("0.04715"));
  CHECK(made.orders.front().status == order_status::filled);
}

TEST_CASE("a touched stop takes back what is offered, sells the rest and ends the deal") {
  run x;
  x.script->at_bar = [](desk& at, const market_bar&) {
    if (at.deals_opened() == 0)
      (void)at.send(market_buy(at.open_deal("BTCUSDT").number, "100"));
  };
  x.script->at_fill = [](desk& at, deal& of, order& what) {
    if (what.side != order_side::buy)
      return;
    REQUIRE(at.send(limit(of.number, order_side::sell, "1", 110)) != nullptr);
    order_request stop;
    stop.deal = of.number;
    stop.role = order_role::stop_loss;
    stop.side = order_side::sell;
    stop.type = order_type::stop;
    stop.quantity = 1;
    stop.stop_price = 95;
    stop.reduce_only = true;
    REQUIRE(at.send(stop) != nullptr);
  };
  (void)x.feed(bar(1, 100, 101, 99, 100));
  (void)x.feed(bar(2, 100, 101, 99, 100));
  const auto made = x.feed(bar(3, 100, 111, 94, 110)); // both within the bar
  REQUIRE(made.fills.size() == 1);
  CHECK(made.fills.front().piece.price == decimal{95});
  REQUIRE(made.deals.size() == 1);
  CHECK(made.deals.front().status == deal_status::closed);
  CHECK(made.deals.front().close_reason == "stop_loss");
  CHECK(made.deals.front().realised == decimal{-5});
  CHECK(made.deals.front().profit() == d("-5.195")); // and both fees
  CHECK(x.machine->open_orders().empty());
  CHECK(x.machine->money().free("USDT") == d("994.805"));
}

TEST_CASE("what may not be sent is recorded with its rule, and once while it repeats") {
  run x("50");
  x.script->at_bar = [](desk& at, const market_bar&) {
    auto& of = at.deals().empty() ? at.open_deal("BTCUSDT") : at.deals().front();
    CHECK(at.send(market_buy(of.number, "100")) == nullptr);
  };
  auto made = x.feed(bar(1, 100, 101, 99, 100));
  REQUIRE(made.orders.size() == 1);
  CHECK(made.orders.front().status == order_status::rejected);
  CHECK(made.orders.front().reason.rfind("funds:", 0) == 0);
  REQUIRE(made.events.size() == 1);
  CHECK(made.events.front().type == "risk_denied");
  CHECK(x.feed(bar(2, 100, 101, 99, 100)).events.empty());
  x.state = trading_state::halted;
  made = x.feed(bar(3, 100, 101, 99, 100));
  REQUIRE(made.events.size() == 1);
  CHECK(made.events.front().details.front().second == "halted");
}

TEST_CASE("a halted run cancels but sends nothing") {
  run x;
  std::string live;
  x.script->at_bar = [&](desk& at, const market_bar&) {
    if (at.deals_opened() == 0)
      live = at.send(limit(at.open_deal("BTCUSDT").number, order_side::buy, "1", 90))
               ->client_id;
    else
      at.cancel_orders(1, "halted");
  };
  (void)x.feed(bar(1, 100, 101, 99, 100));
  x.state = trading_state::halted;
  const auto made = x.feed(bar(2, 100, 101, 99, 100));
  REQUIRE(made.orders.size() == 1);
  CHECK(made.orders.front().client_id == live);
  CHECK(made.orders.front().status == order_status::canceled);
  CHECK(x.machine->money().free("USDT") == decimal{1000});
}

TEST_CASE("money, holdings and fees reconcile to the last digit, whatever is traded") {
  for (const auto fees : {fee_source::quote, fee_source::received})
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      run x("2000");
      x.settings->paper.fees = fees;
      x.settings->paper.slippage = d("0.05");
      x.settings->paper.participation = seed % 3 == 0 ? d("0.2") : decimal{};
      x.settings->basis = seed % 2 == 0 ? cost_basis::fifo : cost_basis::average;
      x.make(std::make_unique<gambler>(seed), "2000");
      decimal cash{2000};
      decimal coins;
      std::set<std::string> ids;
      std::size_t fills = 0;
      for (const auto& each : walk(seed, 600)) {
        const auto made = x.feed(each);
        std::map<std::string, order_side> sides;
        for (const auto& row : made.orders) {
          sides[row.client_id] = row.side;
          if (row.created_at == row.updated_at && row.fills == 0 && row.live())
            REQUIRE(ids.insert(row.client_id).second);
        }
        for (const auto& row : made.fills) {
          ++fills;
          const auto value = row.piece.quantity * row.piece.price;
          const bool buy = sides.at(row.client_id) == order_side::buy;
          cash += buy ? -value : value;
          coins += buy ? row.piece.quantity : -row.piece.quantity;
          (row.piece.fee_asset == "USDT" ? cash : coins) -= row.piece.fee;
        }
        REQUIRE(x.machine->money().total("USDT") == cash);
        REQUIRE(x.machine->money().total("BTC") == coins);
        decimal reserved_cash;
        decimal reserved_coins;
        for (const auto& row : x.machine->open_orders())
          (row.side == order_side::buy ? reserved_cash : reserved_coins) += row.reserved;
        REQUIRE(x.machine->money().free("USDT") == cash - reserved_cash);
        REQUIRE(x.machine->money().free("BTC") == coins - reserved_coins);
        REQUIRE_FALSE(x.machine->money().free("USDT").negative());
        REQUIRE_FALSE(x.machine->money().free("BTC").negative());
      }
      CHECK(fills > 50);
    }
}

TEST_CASE("a run that is restored after any bar goes on as if nothing had been") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    run steady("2000");
    steady.settings->guards.cooldown_minutes = 3;
    steady.settings->limits.max_orders_per_minute = 4;
    steady.make(std::make_unique<gambler>(seed), "2000");
    run crashing("2000");
    crashing.settings = steady.settings;
    crashing.make(std::make_unique<gambler>(seed), "2000");
    std::string expected;
    std::string got;
    for (const auto& each : walk(seed, 400)) {
      tell(expected, steady.feed(each));
      tell(got, crashing.feed(each));
      const auto bytes = crashing.machine->save();
      crashing.make(std::make_unique<gambler>(0), "2000");
      REQUIRE(crashing.machine->load(bytes));
      REQUIRE(crashing.machine->save() == bytes);
      REQUIRE(crashing.machine->figures().equity() == steady.machine->figures().equity());
    }
    CHECK(got == expected);
    CHECK(steady.machine->figures().deals_closed > 3);
  }
}

TEST_CASE("a state that is damaged or of another version is refused") {
  run x;
  (void)x.feed(bar(1, 100, 101, 99, 100));
  const auto bytes = x.machine->save();
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    run other;
    CHECK_FALSE(other.machine->load(std::string_view{bytes}.substr(0, n)));
  }
  auto newer = bytes;
  newer.front() = 99;
  run other;
  CHECK_FALSE(other.machine->load(newer));
}

TEST_CASE("commands do what they say, and only where they can") {
  run x;
  x.script->at_bar = [](desk& at, const market_bar&) {
    if (at.may_open("BTCUSDT") && at.deals().empty())
      (void)at.send(market_buy(at.open_deal("BTCUSDT").number, "100"));
  };
  using kind = bot_command::kind;
  const auto command = [](kind what) {
    bot_command out;
    out.what = what;
    return out;
  };
  REQUIRE(x.machine->on_command(command(kind::pause)));
  CHECK_FALSE(x.machine->on_command(command(kind::pause)));
  (void)x.feed(bar(1, 100, 101, 99, 100));
  CHECK(x.machine->open_deals().empty());
  REQUIRE(x.machine->on_command(command(kind::resume)));
  (void)x.feed(bar(2, 100, 101, 99, 100));
  (void)x.feed(bar(3, 100, 101, 99, 100));
  REQUIRE(x.machine->open_deals().size() == 1);
  auto close = command(kind::close);
  close.deal = 7;
  CHECK(x.machine->on_command(close).error().code == problem_code::not_found);
  close.deal = 1;
  REQUIRE(x.machine->on_command(close));
  (void)x.feed(bar(4, 101, 102, 99, 100));
  CHECK(x.machine->figures().deals_closed == 1);
  (void)x.feed(bar(5, 101, 102, 99, 100));
  auto stop = command(kind::stop);
  stop.sell = true;
  REQUIRE(x.machine->on_command(stop));
  CHECK(x.machine->ended());
  CHECK(x.machine->money().total("BTC").is_zero());
  CHECK(x.machine->money().free("USDT") == x.machine->money().total("USDT"));
  CHECK_FALSE(x.machine->on_command(command(kind::resume)));
}
