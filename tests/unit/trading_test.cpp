// Money and orders: exactness, the order state machine, what positions and funds keep.
#include "domain/trading/decimal.hpp"
#include "domain/trading/funds.hpp"
#include "domain/trading/order.hpp"
#include "domain/trading/position.hpp"
#include "domain/trading/symbol_rules.hpp"
#include "tests/unit/trading_kit.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <doctest/doctest.h>

#include <random>
#include <stdexcept>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

using wide = boost::multiprecision::cpp_int;

wide raw(decimal x) {
  const auto text = x.text();
  const auto point = text.find('.');
  auto figures = text.substr(0, point);
  auto tail = point == std::string::npos ? std::string{} : text.substr(point + 1);
  tail.append(18 - tail.size(), '0');
  figures += tail;
  const bool minus = figures.front() == '-';
  figures.erase(0, minus ? 1 : 0);
  figures.erase(0, std::min(figures.find_first_not_of('0'), figures.size() - 1));
  const wide out{figures};
  return minus ? wide{-out} : out;
}

decimal any(std::mt19937_64& random) {
  const auto digits = random() % 12;
  auto text = std::to_string(random() % 1'000'000'000);
  if (digits != 0)
    text += '.' + std::string(digits - 1, '0') + std::to_string(random() % 10'000'000);
  return d((random() % 2 == 0 ? "-" : "") + text.substr(0, 26));
}

order limit_buy(std::string_view quantity, std::string_view price) {
  order x;
  x.client_id = "r-1-b0-1";
  x.symbol = "BTCUSDT";
  x.type = order_type::limit;
  x.quantity = d(quantity);
  x.limit_price = d(price);
  return x;
}

order_event filled(std::string_view quantity, std::string_view price, time_ms at) {
  order_event x;
  x.what = order_event::kind::filled;
  x.at = at;
  x.piece.quantity = d(quantity);
  x.piece.price = d(price);
  return x;
}

} // namespace

TEST_CASE("amounts are read and written digit for digit") {
  for (const auto* same : {"0", "1", "-1", "0.1", "30123.45", "0.000000000000000001",
                           "-0.00012", "170141183460469231731.687303715884105727"})
    CHECK(d(same).text() == same);
  CHECK(d("1.2e-4").text() == "0.00012");
  CHECK(d("+5.500").text() == "5.5");
  CHECK(d("1e3") == decimal{1000});
  for (const auto* bad : {"", "-", ".", "1.2.3", "1e", "1e1000", "0x1", " 1", "1 ", "NaN",
                          "1,5", "0.0000000000000000001", "200000000000000000000"})
    CHECK_FALSE(decimal::parse(bad));
  CHECK(decimal::from_double(0.1).text() == "0.1");
  CHECK(decimal::from_double(30123.45).text() == "30123.45");
  CHECK(decimal::from_double(1e-8).text() == "0.00000001");
  CHECK(decimal::from_double(-2.5e9).text() == "-2500000000");
}

TEST_CASE("arithmetic agrees with integers of any size") {
  std::mt19937_64 random{7};
  const wide one{"1000000000000000000"};
  for (int i = 0; i < 20'000; ++i) {
    const auto a = any(random);
    const auto b = any(random);
    CHECK(raw(a + b) == raw(a) + raw(b));
    CHECK(raw(a - b) == raw(a) - raw(b));
    CHECK(raw(a * b) == raw(a) * raw(b) / one);
    if (!b.is_zero() && a.abs() < decimal{1'000'000} && b.abs() > d("0.00001")) {
      CHECK(raw(a / b) == raw(a) * one / raw(b));
      CHECK(raw(decimal::scaled(a, a, b)) == raw(a) * raw(a) / raw(b));
    }
    CHECK((a < b) == (raw(a) < raw(b)));
  }
}

TEST_CASE("what leaves the range is an error, never another amount") {
  const auto most = d("170141183460469231731.687303715884105727");
  CHECK_THROWS_AS((void)(most + d("0.000000000000000001")), std::overflow_error);
  CHECK_THROWS_AS((void)(-most - decimal{1}), std::overflow_error);
  CHECK_THROWS_AS((void)(most * decimal{2}), std::overflow_error);
  CHECK_THROWS_AS((void)(most / d("0.1")), std::overflow_error);
  CHECK(most * d("0.5") == d("85070591730234615865.843651857942052863"));
}

TEST_CASE("rounding to a step goes where it says") {
  CHECK(d("1.2345").floor_to(d("0.01")) == d("1.23"));
  CHECK(d("1.2345").ceil_to(d("0.01")) == d("1.24"));
  CHECK(d("1.235").round_to(d("0.01")) == d("1.24"));
  CHECK(d("1.2349").round_to(d("0.01")) == d("1.23"));
  CHECK(d("-1.2345").floor_to(d("0.01")) == d("-1.24"));
  CHECK(d("7.5").floor_to(d("2.5")) == d("7.5"));
  CHECK(d("7.5").ceil_to(d("2.5")) == d("7.5"));
}

TEST_CASE("durable amounts come back as they were") {
  std::mt19937_64 random{11};
  for (int i = 0; i < 1'000; ++i) {
    const auto x = any(random);
    byte_writer out;
    save(out, x);
    const auto bytes = out.take();
    byte_reader in{bytes};
    CHECK(load_decimal(in) == x);
    CHECK(in.ok());
    CHECK(in.at_end());
  }
}

TEST_CASE("a symbol's name is taken apart by its quote currency") {
  const rule_book book;
  for (const auto& [symbol, base, quote] :
       {std::tuple{"BTCUSDT", "BTC", "USDT"}, std::tuple{"ETHBTC", "ETH", "BTC"},
        std::tuple{"BINANCE:SOLFDUSD", "SOL", "FDUSD"},
        std::tuple{"BTCEUR", "BTC", "EUR"}, std::tuple{"USDT", "USDT", "USDT"}}) {
    CHECK(book.of(symbol).base == base);
    CHECK(book.of(symbol).quote == quote);
  }
}

TEST_CASE("an order goes only where its state allows") {
  using kind = order_event::kind;
  const auto happen = [](kind what) {
    return order_event{what, 5, {}, false, {}, "why"};
  };
  auto x = limit_buy("2", "100");
  CHECK_FALSE(apply(x, filled("1", "99", 1))); // not accepted yet
  CHECK_FALSE(apply(x, happen(kind::triggered)));
  REQUIRE(apply(x, happen(kind::accepted)));
  CHECK_FALSE(apply(x, happen(kind::accepted)));
  CHECK_FALSE(apply(x, happen(kind::rejected)));
  CHECK_FALSE(apply(x, filled("2.1", "99", 1))); // more than was ordered
  REQUIRE(apply(x, filled("0.5", "100", 7)));
  CHECK(x.status == order_status::partially_filled);
  CHECK(x.open_quantity() == d("1.5"));
  REQUIRE(apply(x, filled("1.5", "98", 8)));
  CHECK(x.status == order_status::filled);
  CHECK(x.filled_quote == decimal{197});
  CHECK(x.average_price() == d("98.5"));
  CHECK(x.updated_at == 8);
  CHECK_FALSE(apply(x, happen(kind::canceled)));
  CHECK_FALSE(apply(x, filled("0.1", "98", 9)));

  auto refused = limit_buy("2", "100");
  REQUIRE(apply(refused, happen(kind::rejected)));
  CHECK(refused.reason == "why");
  for (const auto what : {kind::accepted, kind::canceled, kind::rejected})
    CHECK_FALSE(apply(refused, happen(what)));

  auto part = limit_buy("2", "100");
  REQUIRE(apply(part, happen(kind::accepted)));
  REQUIRE(apply(part, filled("0.5", "100", 7)));
  REQUIRE(apply(part, happen(kind::canceled)));
  CHECK(part.filled_quantity == d("0.5")); // what was filled stays filled
  CHECK_FALSE(part.live());
}

TEST_CASE("a market buy by amount ends with what the amount has bought") {
  order x;
  x.quote_amount = decimal{100};
  x.quantity = d("0.5");
  REQUIRE(apply(x, {order_event::kind::accepted, 1, {}, false, {}, {}}));
  auto all = filled("0.49", "204", 2);
  all.last = true;
  REQUIRE(apply(x, all));
  CHECK(x.status == order_status::filled);
  CHECK(x.quantity == d("0.49"));
}

TEST_CASE("a durable order comes back as it was") {
  auto x = limit_buy("2", "100");
  x.reduce_only = x.triggered = true;
  x.role = order_role::grid_sell;
  x.number = -3;
  x.reserved = d("0.00000001");
  REQUIRE(apply(x, {order_event::kind::accepted, 4, {}, false, {}, {}}));
  REQUIRE(apply(x, filled("0.5", "99.5", 7)));
  byte_writer out;
  save(out, x);
  const auto bytes = out.take();
  byte_reader in{bytes};
  const auto y = load_order(in);
  CHECK(in.ok());
  CHECK(in.at_end());
  byte_writer again;
  save(again, y);
  CHECK(again.bytes() == bytes);
  CHECK(y.filled_quote == d("49.75"));
  CHECK(y.number == -3);
  CHECK(y.triggered);
}

TEST_CASE("what is sold and what stays have cost what was bought, to the last digit") {
  std::mt19937_64 random{3};
  for (const auto basis : {cost_basis::average, cost_basis::fifo}) {
    position held{basis};
    decimal bought;
    decimal removed;
    decimal quantity;
    for (int i = 0; i < 5'000; ++i) {
      if (held.empty() || random() % 2 == 0) {
        const auto q = decimal::from_units(
          1 + static_cast<std::int64_t>(random() % 1'000'000'000'000'000ULL));
        const auto cost = q * decimal::from_units(static_cast<std::int64_t>(
                                random() % 9'000'000'000'000'000'000ULL));
        held.add(q, cost);
        bought += cost;
        quantity += q;
      } else {
        const auto q =
          random() % 5 == 0
            ? held.quantity()
            : decimal::scaled(held.quantity(),
                              1 + static_cast<std::int64_t>(random() % 99), 100);
        removed += held.remove(q);
        quantity -= q;
      }
      REQUIRE(bought == removed + held.cost());
      REQUIRE(held.quantity() == quantity);
      REQUIRE_FALSE(held.cost().negative());
      if (held.empty())
        REQUIRE(held.cost().is_zero());
      byte_writer out;
      held.save(out);
      const auto bytes = out.take();
      byte_reader in{bytes};
      position again{basis};
      again.load(in);
      REQUIRE(in.ok());
      held = again;
    }
  }
}

TEST_CASE("first in, first out sells the oldest lots at their own cost") {
  position held{cost_basis::fifo};
  held.add(1, 100);
  held.add(1, 200);
  held.add(1, 300);
  CHECK(held.remove(d("1.5")) == decimal{200});
  CHECK(held.remove(1) == decimal{250});
  position average;
  average.add(1, 100);
  average.add(1, 200);
  CHECK(average.remove(1) == decimal{150});
  CHECK(average.average() == decimal{150});
}

TEST_CASE("money is never spent twice") {
  funds money;
  money.deposit("USDT", 100);
  CHECK(money.reserve("USDT", 60));
  CHECK_FALSE(money.reserve("USDT", 41));
  CHECK_FALSE(money.withdraw("USDT", 41));
  CHECK(money.reserve("USDT", 40));
  CHECK(money.free("USDT").is_zero());
  CHECK(money.total("USDT") == decimal{100});
  money.release("USDT", 60);
  CHECK(money.withdraw("USDT", 60));
  CHECK(money.total("USDT") == decimal{40});
  CHECK_THROWS_AS(money.release("USDT", 41), std::logic_error);
  CHECK_FALSE(money.withdraw("BTC", d("0.00000001")));
}
