// A run's commits: applied whole, once, and only from where they say they start.
#include "tests/unit/storage_bot_kit.hpp"

#include <functional>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

bot_commit full(const bot_snapshot& stored) {
  auto made = after(stored);
  made.state = std::string("state\0with a zero", 17);
  made.cursor.bars = {{"BTCUSDT", 5 * minute}};
  made.cursor.handoff = 17;
  made.figures.cash = amount("997.407399400000000001");
  made.figures.invested = amount("2.5926006");
  made.figures.holdings = amount("2.6");
  made.figures.realised = amount("-0.0003");
  made.figures.fees = amount("0.0003");
  made.figures.peak = 1'001;
  made.figures.drawdown = amount("1.5");
  made.figures.orders = 1;
  made.figures.deals_closed = 2;
  made.figures.deals_won = 1;
  made.figures.at = 5 * minute;
  made.orders = {order_named("1-1-s2-1"), order_named("1-1-t1-1", order_side::sell)};
  made.fills = {fill_named("1-1-s2-1", "f1"), fill_named("1-1-s2-1", "f2")};
  made.deals = {deal_numbered(1)};
  made.events = {event_at(3 * minute), event_at(4 * minute, "bot_noted", "system")};
  return made;
}

} // namespace

STORAGE_CASE("a commit comes back from every list as it was made") {
  with_bots<backend> db;
  const auto made = full(db.start("ann", "b1"));
  const auto seq = good(db.readers->last_seq());
  const auto out = db.apply_bot(made);
  CHECK(out.step == 1);
  REQUIRE(out.events.size() == 2);
  CHECK(out.events[0].row.seq == seq + 1);
  CHECK(out.events[1].row.seq == seq + 2);
  CHECK(out.events[1].run_id == "b1-r1");
  CHECK(out.events[1].user_id == "ann");

  db.reopen();
  const auto stored = db.load("b1");
  CHECK(stored.step == 1);
  CHECK(stored.state == made.state);
  CHECK(stored.cursor.bars == made.cursor.bars);
  CHECK(stored.cursor.handoff == 17);
  CHECK(show(good(db.read().run_of("ann", "b1", 1)).figures) == show(made.figures));
  const history_filter all{"ann", "b1", ""};
  const auto orders = good(db.read().orders(all, std::nullopt));
  REQUIRE(orders.total == 2);
  CHECK(show(orders.rows[0].row) == show(made.orders[1]));
  CHECK(show(orders.rows[1].row) == show(made.orders[0]));
  CHECK(orders.rows[0].run_id == "b1-r1");
  const auto fills = good(db.read().fills(all, 0));
  REQUIRE(fills.size() == 2);
  CHECK(show(fills[1]) == show(bot_fill{fills[1].number, "b1", "b1-r1", "BTCUSDT",
                                        order_side::buy, made.fills[1]}));
  const auto deals = good(db.read().deals(all));
  REQUIRE(deals.total == 1);
  CHECK(show(deals.rows[0]) == show(bot_deal{"b1", "b1-r1", made.deals[0]}));
  CHECK(deals.rows[0].row.held.basis() == cost_basis::fifo);
  const auto lines = good(db.read().bot_events(all, "", ""));
  REQUIRE(lines.total == 2);
  CHECK(show(lines.rows[0]) == show(out.events[1]));
  const auto logged = good(db.readers->events("ann", seq, 100));
  REQUIRE(logged.size() == 2);
  CHECK(logged[0].what == log_event::kind::bot_event);
  CHECK(show(logged[0].noted) == show(out.events[0]));
}

STORAGE_CASE("a commit that is sent again changes nothing") {
  with_bots<backend> db;
  const auto made = full(db.start("ann", "b1"));
  db.apply_bot(made);
  const auto before = show_bots(db.read(), {"ann", "bob"});
  const auto refused = db.refusal(made);
  CHECK(refused.code == problem_code::conflict);
  CHECK(refused.place == "step");
  CHECK(show_bots(db.read(), {"ann", "bob"}) == before);
  auto ahead = made;
  ahead.step = 2;
  CHECK(db.refusal(ahead).place == "step");
}

STORAGE_CASE("orders and deals move on, fills are kept as they first came") {
  with_bots<backend> db;
  const auto made = full(db.start("ann", "b1"));
  db.apply_bot(made);
  auto next = full(db.load("b1"));
  auto& x = next.orders[0];
  x.status = order_status::filled;
  x.filled_quantity = x.quantity;
  x.filled_quote = amount("5.1852012");
  x.fees_quote = amount("0.01");
  x.reserved = 0;
  x.fills = 2;
  x.reason = "none";
  x.triggered = true;
  x.updated_at = 2'000;
  next.fills[1].piece.price = 1;
  next.fills.push_back(fill_named("1-1-s2-1", "f3"));
  next.deals[0].status = deal_status::closed;
  next.deals[0].close_reason = "stop_loss";
  next.deals.push_back(deal_numbered(2));
  next.orders.push_back(order_named("1-2-s2-1"));
  db.apply_bot(next);
  const history_filter all{"ann", "b1", ""};
  const auto orders = good(db.read().orders(all, std::nullopt));
  REQUIRE(orders.total == 3);
  CHECK(show(orders.rows[0].row) == show(next.orders[2]));
  CHECK(show(orders.rows[2].row) == show(next.orders[0]));
  const auto fills = good(db.read().fills(all, 0));
  REQUIRE(fills.size() == 3);
  CHECK(fills[1].row.piece.price == amount("43210.01"));
  CHECK(show(good(db.read().fills(all, fills[0].number))[0]) == show(fills[1]));
  const auto deals = good(db.read().deals(all));
  REQUIRE(deals.total == 2);
  CHECK(show(deals.rows[1].row.close_reason) == "stop_loss");
}

STORAGE_CASE("an order with another order's client id is refused, and all with it") {
  using change = std::function<void(order&)>;
  const std::vector<std::pair<const char*, change>> changes{
    {"side", [](order& x) { x.side = order_side::sell; }},
    {"type", [](order& x) { x.type = order_type::stop_limit; }},
    {"symbol", [](order& x) { x.symbol = "ETHUSDT"; }},
    {"quantity", [](order& x) { x.quantity += amount("0.000000000000000001"); }},
    {"quote amount", [](order& x) { x.quote_amount = 5; }},
    {"limit price", [](order& x) { x.limit_price = 5; }},
    {"stop price", [](order& x) { x.stop_price = 5; }},
    {"deal", [](order& x) { x.deal = 9; }},
    {"role", [](order& x) { x.role = order_role::add; }},
    {"number", [](order& x) { x.number = 9; }},
  };
  with_bots<backend> db;
  db.apply_bot(full(db.start("ann", "b1")));
  const auto before = show_bots(db.read(), {"ann"});
  for (const auto& [name, apply] : changes) {
    CAPTURE(name);
    auto next = full(db.load("b1"));
    next.orders.insert(next.orders.begin(), order_named("1-9-s2-1"));
    apply(next.orders[1]);
    const auto refused = db.refusal(next);
    CHECK(refused.code == problem_code::conflict);
    CHECK(refused.place == "client_id");
    CHECK(show_bots(db.read(), {"ann"}) == before);
    auto twice = full(db.load("b1"));
    twice.orders = {order_named("new"), order_named("new")};
    apply(twice.orders[1]);
    CHECK(db.refusal(twice).place == "client_id");
  }
  // Of a buy by amount the quantity is known when it is filled.
  auto next = after(db.load("b1"));
  auto by_amount = order_named("1-3-b0-1");
  by_amount.type = order_type::market;
  by_amount.quote_amount = 100;
  next.orders = {by_amount};
  db.apply_bot(next);
  next = after(db.load("b1"));
  by_amount.quantity = amount("0.0023");
  next.orders = {by_amount};
  db.apply_bot(next);
  CHECK(good(db.read().orders({"ann", "b1", ""}, std::nullopt)).rows[0].row.quantity ==
        amount("0.0023"));
  // Another bot's orders are its own, whatever their ids.
  auto others = after(db.start("bob", "b2"));
  others.orders = {order_named("1-1-s2-1", order_side::sell)};
  db.apply_bot(others);
}

STORAGE_CASE("an earlier run's order is not taken up by a later run") {
  with_bots<backend> db;
  auto made = full(db.start("ann", "b1"));
  made.status = bot_status::stopped;
  db.apply_bot(made);
  auto next = after(db.start("ann", "b1"));
  next.orders = {order_named("2-1-s2-1")};
  next.deals = {deal_numbered(1)};
  db.apply_bot(next);
  const auto of = [](const char* run) { return history_filter{"ann", "b1", run}; };
  CHECK(good(db.read().orders(of("b1-r1"), std::nullopt)).total == 2);
  CHECK(good(db.read().orders(of("b1-r2"), std::nullopt)).total == 1);
  CHECK(good(db.read().orders(of(""), order_side::sell)).total == 1);
  CHECK(good(db.read().deals(of("b1-r2"))).total == 1);
  CHECK(good(db.read().deals(of(""))).rows[0].run_id == "b1-r2");
  CHECK(good(db.read().fills(of("b1-r2"), 0)).empty());
  CHECK(good(db.read().bot_events(of("b1-r1"), "", "")).total == 2);
  CHECK(good(db.read().bot_events(of("b1-r1"), "bot_noted", "")).total == 1);
  CHECK(good(db.read().bot_events(of("b1-r1"), "", "execution")).total == 1);
  for (const auto* strange : {"b1-r3", "b2-r1", "b1-r01", "b1", "x", "b1-r-1", "b1-r"}) {
    CAPTURE(strange);
    CHECK(good(db.read().orders(of(strange), std::nullopt)).total == 0);
    CHECK(good(db.read().fills(of(strange), 0)).empty());
    CHECK(good(db.read().deals(of(strange))).total == 0);
    CHECK(good(db.read().bot_events(of(strange), "", "")).total == 0);
  }
}

STORAGE_CASE("a commit of another run or after the end is refused") {
  with_bots<backend> db;
  auto early = after(db.load("b1"));
  CHECK(db.refusal(early).place == "run");
  auto unknown = early;
  unknown.bot_id = "none";
  CHECK(db.refusal(unknown).code == problem_code::not_found);
  auto first = after(db.start("ann", "b1"));
  first.status = bot_status::error;
  first.status_reason = "it broke";
  first.figures.at = 5 * minute;
  const auto out = db.apply_bot(first);
  CHECK(out.row.status == bot_status::error);
  CHECK(out.row.status_reason == "it broke");
  CHECK(out.row.revision == 3);
  CHECK(good(db.read().run_of("ann", "b1", 1)).run.ended_at == 5 * minute);
  auto late = after(db.load("b1"));
  const auto refused = db.refusal(late);
  CHECK(refused.code == problem_code::conflict);
  CHECK(refused.place == "run");
  db.start("ann", "b1");
  CHECK(db.refusal(late).place == "run");
}

STORAGE_CASE("a run's commit may pause and resume it, and end it in either state") {
  with_bots<backend> db;
  db.start("ann", "b1");
  const auto move = [&](bot_status to) {
    auto made = after(db.load("b1"));
    made.status = to;
    return db.apply_bot(made).row;
  };
  CHECK(move(bot_status::running).revision == 2); // it is already
  CHECK(move(bot_status::paused).revision == 3);
  CHECK(move(bot_status::running).revision == 4);
  auto never = after(db.load("b1"));
  never.status = bot_status::inactive;
  CHECK(db.refusal(never).code == problem_code::bad_transition);
  move(bot_status::paused);
  auto last = after(db.load("b1"));
  last.status = bot_status::stopped;
  last.events = {event_at(9 * minute)};
  db.apply_bot(last);
  CHECK(good(db.read().run_of("ann", "b1", 1)).run.ended_at == 9 * minute);
}

STORAGE_CASE("a node that has lost its lease writes nothing for its bots") {
  with_bots<backend> db;
  lease wanted;
  wanted.right = {node_role::alerts, 3, 0};
  wanted.node = "a";
  const auto grant = [&] {
    return db.commit([&](store& s) { return good(s.grant({wanted}))[0].right; });
  };
  auto made = full(db.start("ann", "b1"));
  made.right = grant();
  db.apply_bot(made);
  auto next = full(db.load("b1"));
  next.right = made.right;
  const auto newer = grant();
  const auto before = show_bots(db.read(), {"ann"});
  const auto refused = db.refusal(next);
  CHECK(refused.code == problem_code::conflict);
  CHECK(refused.place == "tenure");
  CHECK(show_bots(db.read(), {"ann"}) == before);
  next.right = newer;
  db.apply_bot(next);
}

STORAGE_CASE("what can't be is refused whole") {
  with_bots<backend> db;
  const auto stored = db.start("ann", "b1");
  const auto before = show_bots(db.read(), {"ann"});
  auto orphan = full(stored);
  orphan.fills.push_back(fill_named("nobody's", "f1"));
  CHECK(db.refusal(orphan).place == "client_id");
  auto early = full(stored);
  early.returned = 1;
  CHECK(db.refusal(early).place == "returned");
  auto negative = full(stored);
  negative.status = bot_status::stopped;
  negative.returned = -1;
  CHECK(db.refusal(negative).place == "returned");
  auto endless = full(stored);
  endless.status = bot_status::stopped;
  endless.figures.cash = amount("170000000000000000000");
  endless.figures.holdings = endless.figures.cash;
  CHECK(db.refusal(endless).code == problem_code::invalid);
  CHECK(show_bots(db.read(), {"ann"}) == before);
  CHECK(show(db.load("b1")) == show(stored));
}
