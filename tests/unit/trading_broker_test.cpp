// The paper exchange: what is met within a bar, in which order and at which price.
#include "domain/trading/paper_broker.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr time_ms opens = 120'000;
constexpr time_ms closes = 180'000;

market_bar bar(std::string_view open, std::string_view high, std::string_view low,
               std::string_view close) {
  return {opens, closes, d(open), d(high), d(low), d(close), decimal{10}};
}

paper_model plain() {
  paper_model x;
  x.slippage = {};
  return x;
}

struct orders_of {
  order_list all;

  order& add(std::string id, order_side side, order_type type, std::string_view price,
             std::string_view quantity = "1", time_ms at = opens) {
    order x;
    x.client_id = std::move(id);
    x.symbol = "BTCUSDT";
    x.side = side;
    x.type = type;
    x.quantity = d(quantity);
    x.status = order_status::open;
    x.created_at = at;
    if (type == order_type::limit || type == order_type::stop_limit)
      x.limit_price = d(price);
    if (type == order_type::stop || type == order_type::stop_limit)
      x.stop_price = d(price);
    all.push_back(x);
    return all.back();
  }
};

/// "id@price xquantity" per fill, "id!" per touched stop, in the order of the bar.
std::vector<std::string> meet(orders_of& orders, const market_bar& with,
                              const paper_model& model = plain()) {
  const auto on = cents_and_thousandths();
  bar_matching matching{model, on, with};
  std::vector<std::string> out;
  while (const auto met = matching.next(orders.all)) {
    auto& x = *met->which;
    if (met->triggers) {
      REQUIRE(apply(x, {order_event::kind::triggered, met->at, {}, false, {}, {}}));
      out.push_back(x.client_id + '!');
      continue;
    }
    order_event event;
    event.what = order_event::kind::filled;
    event.at = met->at;
    event.last = met->last;
    event.piece.quantity = met->quantity;
    event.piece.price = met->price;
    REQUIRE(apply(x, event));
    out.push_back(x.client_id + '@' + met->price.text() + " x" + met->quantity.text());
  }
  return out;
}

using list = std::vector<std::string>;
constexpr auto buy = order_side::buy;
constexpr auto sell = order_side::sell;

} // namespace

TEST_CASE("a limit is filled when the price goes through it, not when it is touched") {
  orders_of x;
  x.add("touched", buy, order_type::limit, "95");
  x.add("through", buy, order_type::limit, "95.01");
  x.add("high", sell, order_type::limit, "110");
  x.add("below", sell, order_type::limit, "109.99");
  CHECK(meet(x, bar("100", "110", "95", "101")) ==
        list{"through@95.01 x1", "below@109.99 x1"});
}

TEST_CASE("where the bar begins beyond an order, it is filled at the open") {
  orders_of x;
  x.add("dear", buy, order_type::limit, "105");
  x.add("cheap", sell, order_type::limit, "99");
  x.add("gap", sell, order_type::stop, "103");
  x.add("market", buy, order_type::market, "0");
  CHECK(meet(x, bar("100", "101", "99.5", "100")) ==
        list{"gap!", "gap@100 x1", "dear@100 x1", "cheap@100 x1", "market@100 x1"});
}

TEST_CASE("a stop and a target in one bar: the stop is met first") {
  orders_of x;
  x.add("target", sell, order_type::limit, "105");
  x.add("stop", sell, order_type::stop, "95");
  CHECK(meet(x, bar("100", "110", "90", "108")) ==
        list{"stop!", "stop@95 x1", "target@105 x1"});
}

TEST_CASE("the way down meets the highest price first, the way up the lowest") {
  orders_of x;
  x.add("b3", buy, order_type::limit, "93");
  x.add("b1", buy, order_type::limit, "97");
  x.add("stop", sell, order_type::stop, "94");
  x.add("s2", sell, order_type::limit, "104");
  x.add("s1", sell, order_type::limit, "102");
  x.add("breakout", buy, order_type::stop, "103");
  CHECK(meet(x, bar("100", "105", "92", "100")) ==
        list{"b1@97 x1", "stop!", "stop@94 x1", "b3@93 x1", "s1@102 x1", "breakout!",
             "breakout@103 x1", "s2@104 x1"});
}

TEST_CASE("what is made within a bar takes part from the next, stops of sales at once") {
  orders_of x;
  x.add("late", buy, order_type::limit, "97", "1", closes);
  x.add("market", buy, order_type::market, "0", "1", closes);
  x.add("stop", sell, order_type::stop, "94", "1", closes);
  CHECK(meet(x, bar("100", "105", "92", "100")) == list{"stop!", "stop@94 x1"});
}

TEST_CASE("latency holds an order back until a bar opens after it") {
  auto model = plain();
  model.latency_ms = 1'500;
  orders_of x;
  x.add("early", buy, order_type::market, "0", "1", opens - 1'500);
  x.add("late", buy, order_type::market, "0", "1", opens - 1'499);
  CHECK(meet(x, bar("100", "105", "92", "100"), model) == list{"early@100 x1"});
}

TEST_CASE("a stop-limit rests as a limit from the bar after it was touched") {
  orders_of x;
  auto& order = x.add("entry", buy, order_type::stop_limit, "103");
  CHECK(meet(x, bar("100", "105", "92", "104")) == list{"entry!"});
  order.updated_at = opens; // the next bar
  CHECK(meet(x, bar("104", "105", "102", "104")) == list{"entry@103 x1"});
}

TEST_CASE("market orders pay slippage and half the spread, to the worse tick (39)") {
  auto model = plain();
  model.slippage = d("0.1");
  model.spread = d("0.05");
  const auto on = cents_and_thousandths();
  CHECK(slipped(model, on, buy, d("100.03")) == d("100.16")); // 100.1550375 up
  CHECK(slipped(model, on, sell, d("100.03")) == d("99.9"));  // 99.9049625 down
  CHECK(slipped(model, on, sell, d("0.01")) == d("0.01"));    // never nothing
}

TEST_CASE("an order takes no more than its share of a bar's volume") {
  auto model = plain();
  model.participation = 5; // of 10: 0.5 a bar
  orders_of x;
  x.add("big", buy, order_type::limit, "99", "1.2");
  const auto with = bar("100", "101", "98", "100");
  CHECK(meet(x, with, model) == list{"big@99 x0.5"});
  CHECK(meet(x, with, model) == list{"big@99 x0.5"});
  CHECK(meet(x, with, model) == list{"big@99 x0.2"});
  CHECK(x.all.front().status == order_status::filled);
}

TEST_CASE("a buy by amount gets whole lots for it") {
  orders_of x;
  x.add("amount", buy, order_type::market, "0", "0.333").quote_amount = decimal{100};
  CHECK(meet(x, bar("300.01", "301", "299", "300")) == list{"amount@300.01 x0.333"});
  CHECK(x.all.front().status == order_status::filled);
}

TEST_CASE("fees are taken where the model says, rounded up to eight digits") {
  const auto on = cents_and_thousandths();
  funds money;
  order x;
  x.side = buy;
  auto model = plain();
  auto fee = fee_of(model, on, x, d("0.123"), d("100.01"), true, money);
  CHECK(fee.asset == "USDT");
  CHECK(fee.amount == d("0.01230123"));
  fee = fee_of(model, on, x, d("0.003"), d("33.33"), true, money); // 0.00009999
  CHECK(fee.amount == d("0.00009999"));
  fee = fee_of(model, on, x, d("0.001"), d("33.333"), true, money); // 0.000033333
  CHECK(fee.amount == d("0.00003334"));
  model.fees = fee_source::received;
  fee = fee_of(model, on, x, d("0.123"), d("100"), true, money);
  CHECK(fee.asset == "BTC");
  CHECK(fee.amount == d("0.000123"));
  CHECK(fee.quote_value == d("0.0123"));
  x.side = sell;
  CHECK(fee_of(model, on, x, d("0.123"), d("100"), true, money).asset == "USDT");
  model.fees = fee_source::other;
  model.fee_asset = "BNB";
  model.fee_asset_price = 200;
  CHECK(fee_of(model, on, x, d("0.2"), d("100"), true, money).asset == "USDT");
  money.deposit("BNB", 1);
  fee = fee_of(model, on, x, d("0.2"), d("100"), true, money);
  CHECK(fee.asset == "BNB");
  CHECK(fee.amount == d("0.0001"));
  CHECK(fee.quote_value == d("0.02"));
}

TEST_CASE("the fees of an order's pieces are together those of the whole") {
  const auto on = cents_and_thousandths();
  const funds money;
  const auto model = plain();
  order x;
  x.side = buy;
  decimal paid;
  for (int i = 0; i < 7; ++i) {
    const auto fee = fee_of(model, on, x, d("0.001"), d("33.333"), true, money);
    x.filled_quote += d("0.001") * d("33.333");
    x.fees_quote += fee.quote_value;
    paid += fee.amount;
  }
  CHECK(paid == d("0.00023334")); // 0.000233331 up
}
