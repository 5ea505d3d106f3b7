// Every announced message type survives the wire; a forgotten announcement
// would arrive empty, without an error.
#include "tests/support/actor_fixture.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/make_message.hpp>

using namespace tradeeon;

namespace {

struct wire : test::actor_fixture {
  template <class T>
  void check() {
    std::vector<char> bytes;
    caf::binary_serializer out{sys, bytes};
    REQUIRE_FALSE(out(caf::make_message(T{})));
    caf::message back;
    caf::binary_deserializer in{sys, bytes};
    REQUIRE_FALSE(in(back));
    CHECK(back.match_elements<T>());
  }
};

} // namespace

TEST_CASE_FIXTURE(wire, "announced types survive the wire") {
  check<alert>();
  check<assignment>();
  check<cluster_view>();
  check<hello>();
  check<lease>();
  check<tenure>();
  check<welcome>();
  check<std::vector<lease>>();
  check<attempt>();
  check<bot>();
  check<bot_command>();
  check<bot_committed>();
  check<bot_draft>();
  check<bot_edit>();
  check<bot_loading>();
  check<bot_run>();
  check<bot_start>();
  check<market_news>();
  check<storage::bot_commit>();
  check<storage::bot_inputs>();
  check<storage::inputs_request>();
  check<storage::trading_switch>();
  check<std::vector<bot>>();
  check<std::vector<storage::trading_switch>>();
  check<candle_batch>();
  check<committed>();
  check<delivery>();
  check<enrolment>();
  check<handover>();
  check<ingest_receipt>();
  check<registered_condition>();
  check<registration>();
  check<step_batch>();
  check<subscription>();
  check<tagged_candle>();
  check<trigger>();
  check<watch_release>();
  check<watch_request>();
  check<watched_question>();
  check<peer_ask>();
  check<peer_bars>();
  check<storage::peer_series>();
  check<storage::symbol_commit>();
  check<storage::symbol_snapshot>();
  check<storage::watched_condition>();
  check<std::vector<attempt>>();
  check<std::vector<delivery>>();
  check<std::vector<tagged_candle>>();
  check<std::vector<watch_release>>();
  check<std::vector<watch_request>>();
  check<std::vector<watched_question>>();
}

TEST_CASE_FIXTURE(wire, "a batch keeps every field on its way") {
  step_batch sent;
  sent.symbol = "BTCUSDT";
  sent.base = timeframe::h1;
  sent.watermark = 42;
  bar_step step;
  step.at = 7;
  step.closed.push_back({timeframe::m5, {1, 2, 3, 4, 5, 6, true, 8}});
  step.changes.push_back({3, truth::yes});
  step.readings.push_back({1.5, 2.5, 9});
  sent.steps.push_back(step);
  sent.checkpoint = std::string("\0\1\2", 3);
  std::vector<char> bytes;
  caf::binary_serializer out{sys, bytes};
  REQUIRE_FALSE(out(sent));
  step_batch got;
  caf::binary_deserializer in{sys, bytes};
  REQUIRE_FALSE(in(got));
  CHECK(got.symbol == "BTCUSDT");
  CHECK(got.base == timeframe::h1);
  CHECK(got.watermark == 42);
  REQUIRE(got.steps.size() == 1);
  CHECK(got.steps[0].closed[0].bar.close == 5);
  CHECK(got.steps[0].closed[0].bar.update_time == 8);
  CHECK(got.steps[0].changes[0].now == truth::yes);
  CHECK(got.steps[0].readings[0].previous == 2.5);
  CHECK(got.checkpoint == sent.checkpoint);
}

TEST_CASE_FIXTURE(wire, "a bot's commit arrives as it was sent") {
  storage::bot_commit sent;
  sent.bot_id = "b";
  sent.step = 7;
  sent.right = tenure{node_role::alerts, 3, 9};
  sent.state = std::string{"\0x", 2};
  sent.cursor.bars = {{"BTCUSDT", 60'000}};
  sent.figures.cash = *decimal::parse("-12.000000000000000001");
  sent.status = bot_status::paused;
  order each;
  each.client_id = "id";
  each.quantity = *decimal::parse("0.125");
  sent.orders = {each};
  sent.fills = {{"id", {"1", 2, 3, *decimal::parse("0.5"), "USDT", 4}, 5}};
  deal trade;
  trade.number = 2;
  trade.held.add(3, 300);
  sent.deals = {trade};
  sent.events = {{0, "type", "system", "", "text", {{"name", "value"}}, 6}};
  std::vector<char> bytes;
  caf::binary_serializer out{sys, bytes};
  REQUIRE_FALSE(out(sent));
  storage::bot_commit got;
  caf::binary_deserializer in{sys, bytes};
  REQUIRE_FALSE(in(got));
  CHECK(got.step == 7);
  REQUIRE(got.right);
  CHECK(got.right->epoch == 9);
  CHECK(got.state == sent.state);
  CHECK(got.cursor.bars == sent.cursor.bars);
  CHECK(got.figures.cash == sent.figures.cash);
  CHECK(got.status == bot_status::paused);
  REQUIRE(got.orders.size() == 1);
  CHECK(got.orders[0].quantity == each.quantity);
  REQUIRE(got.fills.size() == 1);
  CHECK(got.fills[0].piece.fee == sent.fills[0].piece.fee);
  REQUIRE(got.deals.size() == 1);
  CHECK(got.deals[0].held.cost() == decimal{300});
  CHECK(got.events[0].details == sent.events[0].details);
}
