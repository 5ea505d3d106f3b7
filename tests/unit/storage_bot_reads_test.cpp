// What readers and catching-up runs are told, and that nobody is told another's.
#include "storage/equity_curve.hpp"
#include "tests/unit/storage_bot_kit.hpp"

#include <map>
#include <random>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

constexpr time_ms hour = 60 * minute;

bot_commit busy(const bot_snapshot& stored) {
  auto made = after(stored);
  made.orders = {order_named("o")};
  made.fills = {fill_named("o", "f")};
  made.deals = {deal_numbered(1)};
  made.events = {event_at(1)};
  made.figures.at = hour;
  return made;
}

} // namespace

STORAGE_CASE("no query tells a user of another user's bots") {
  with_bots<backend> db;
  db.apply_bot(busy(db.start("ann", "b1")));
  db.apply_bot(busy(db.start("bob", "b2")));
  for (const auto& [user, theirs] : std::map<std::string, std::string>{
         {"ann", "b2"}, {"bob", "b1"}, {"", "b1"}, {"carol", "b1"}}) {
    CAPTURE(user);
    const history_filter of{user, theirs, ""};
    CHECK(bad(db.read().bot_of(user, theirs)) == problem_code::not_found);
    CHECK(bad(db.read().run_of(user, theirs, 1)) == problem_code::not_found);
    CHECK(bad(db.read().runs_of(user, theirs)) == problem_code::not_found);
    CHECK(bad(db.read().orders(of, std::nullopt)) == problem_code::not_found);
    CHECK(bad(db.read().fills(of, 0)) == problem_code::not_found);
    CHECK(bad(db.read().deals(of)) == problem_code::not_found);
    CHECK(bad(db.read().bot_events(of, "", "")) == problem_code::not_found);
    for (const auto& one : good(db.read().bots_of(user, std::nullopt)))
      CHECK(one.row.user_id == user);
    for (const auto& one : good(db.read().accounts_of(user)))
      CHECK(one.row.user_id == user);
    for (const auto& one : good(db.readers->events(user, 0, 100)))
      CHECK(one.noted.user_id == user);
  }
  CHECK(good(db.read().bots_of("ann", std::nullopt)).size() == 1);
  CHECK(good(db.readers->events("ann", 0, 100)).size() == 1);
  CHECK(good(db.read().bots_of("carol", std::nullopt)).empty());
  // The auditor sees all, each with its owner.
  const auto all = good(db.read().audit(0, 10));
  REQUIRE(all.size() == 2);
  CHECK(all[0].user_id == "ann");
  CHECK(all[1].user_id == "bob");
  CHECK(show(good(db.read().audit(all[0].number, 10))[0]) == show(all[1]));
}

STORAGE_CASE("a line about another user's bot is in neither's diary") {
  with_bots<backend> db;
  db.commit([](store& s) {
    good(s.bots().insert_bot_event({"b1", "", "bob", event_at(1)}));
  });
  CHECK(good(db.read().bot_events({"ann", "b1", ""}, "", "")).total == 0);
  CHECK(bad(db.read().bot_events({"bob", "b1", ""}, "", "")) == problem_code::not_found);
}

STORAGE_CASE("bots are listed newest first, by status where one is asked for") {
  with_bots<backend> db;
  db.commit([](store& s) {
    auto row = bot_named("b0", "ann");
    row.created_at = 699;
    good(s.bots().insert_bot(row, 10));
    good(s.bots().insert_bot(bot_named("b00", "ann"), 10));
  });
  db.start("ann", "b1");
  const auto ids = [&](std::optional<bot_status> status) {
    std::string all;
    for (const auto& one : good(db.read().bots_of("ann", status)))
      all += one.row.bot_id + " ";
    return all;
  };
  CHECK(ids(std::nullopt) == "b00 b1 b0 ");
  CHECK(ids(bot_status::running) == "b1 ");
  CHECK(ids(bot_status::inactive) == "b00 b0 ");
  CHECK(ids(bot_status::error) == "");
}

STORAGE_CASE("lists come in pages, with how much there is in all") {
  with_bots<backend> db;
  auto made = after(db.start("ann", "b1"));
  for (int n = 0; n < 7; ++n) {
    made.orders.push_back(order_named("o" + std::to_string(n)));
    made.deals.push_back(deal_numbered(static_cast<std::uint32_t>(n + 1)));
    made.events.push_back(event_at(n + 1));
  }
  db.apply_bot(made);
  const history_filter part{"ann", "b1", "b1-r1", 3, 5};
  const auto orders = good(db.read().orders(part, order_side::buy));
  CHECK(orders.total == 7);
  REQUIRE(orders.rows.size() == 2);
  CHECK(orders.rows[0].row.client_id == "o1");
  const auto deals = good(db.read().deals(part));
  CHECK(deals.total == 7);
  REQUIRE(deals.rows.size() == 2);
  CHECK(deals.rows[0].row.number == 2);
  const auto lines = good(db.read().bot_events(part, "", ""));
  CHECK(lines.total == 7);
  REQUIRE(lines.rows.size() == 2);
  CHECK(lines.rows[0].row.at == 2);
}

STORAGE_CASE("a run catches up on bars and handoffs after its cursor, piece by piece") {
  with_bots<backend> db;
  const auto mine = alert_named("a1", "ann"), own = alert_named("b1.entry", "b1.self"),
             foreign = alert_named("a3", "bob");
  db.commit([&](store& s) {
    for (const auto& x : {mine, own, foreign})
      good(s.insert_alert(x, 10));
  });
  const auto begun = db.start("ann", "b1");
  for (time_ms at = 0; at < 10 * minute; at += minute)
    db.apply(bar_commit("BTCUSDT", at,
                        {fire(mine, at, {to_bot("b1")}), fire(own, at, {to_bot("b1")}),
                         fire(foreign, at, {to_bot("b1")}),
                         fire(mine, at + 1, {to_bot("b2")})}));
  auto passed_over = bar_commit("BTCUSDT", 10 * minute);
  passed_over.quarantined = {{"BTCUSDT", timeframe::m1, bar_at(10 * minute), "why", 1}};
  db.apply(passed_over);
  inputs_request asked{"b1", begun.cursor, "b1.self", 4, 3};
  std::vector<time_ms> bars;
  std::vector<std::string> owners;
  for (;;) {
    const auto next = good(db.writer->bots().inputs_of(asked));
    REQUIRE(next.bars.size() == 1);
    CHECK(next.bars[0].symbol == "BTCUSDT");
    CHECK(next.bars[0].base == timeframe::m1);
    CHECK(next.bars[0].bars.size() <= 4);
    CHECK(next.handoffs.size() <= 3);
    for (const auto& x : next.bars[0].bars)
      bars.push_back(asked.after.bars[0].second = x.open_time);
    for (const auto& x : next.handoffs) {
      CHECK(x.seq > asked.after.handoff);
      CHECK(x.base == timeframe::m1);
      asked.after.handoff = x.seq;
      owners.push_back(x.user_id);
    }
    if (!next.more)
      break;
  }
  REQUIRE(bars.size() == 10);
  for (std::size_t n = 0; n < bars.size(); ++n)
    CHECK(bars[n] == static_cast<time_ms>(n) * minute);
  REQUIRE(owners.size() == 20);
  for (std::size_t n = 0; n < owners.size(); ++n)
    CHECK(owners[n] == (n % 2 == 0 ? "ann" : "b1.self"));
  CHECK(bad(db.writer->bots().inputs_of({"none", {}, ""})) == problem_code::not_found);
}

STORAGE_CASE("a handoff says which bars its trigger is of") {
  with_bots<backend> db;
  auto a = alert_named("a1", "ann");
  a.base = timeframe::h4;
  auto c = condition_named("c1");
  c.base = timeframe::m15;
  db.commit([&](store& s) {
    good(s.insert_alert(a, 10));
    good(s.register_condition(c));
    auto wanted = subscription_of("s1", "ann", "c1");
    wanted.bot_id = "b1";
    good(s.subscribe(wanted));
  });
  auto asks = fire_condition("c1", 0);
  asks.fact.base = timeframe::m15;
  db.apply(bar_commit("BTCUSDT", 0, {fire(a, 0, {to_bot("b1")}), asks}));
  db.commit([](store& s) { good(s.hand_over(10, 5)); });
  const auto inputs = good(db.writer->bots().inputs_of({"b1", {}, ""}));
  REQUIRE(inputs.handoffs.size() == 2);
  CHECK(inputs.handoffs[0].base == timeframe::h4);
  CHECK(inputs.handoffs[1].base == timeframe::m15);
}

STORAGE_CASE("a run's curve is sampled by the hour and read at equal stretches") {
  with_bots<backend> db;
  db.start("ann", "b1");
  const auto at_bar = [&](time_ms at, decimal equity, decimal realised) {
    auto made = after(db.load("b1"));
    made.figures.at = at;
    made.figures.cash = equity;
    made.figures.realised = realised;
    db.apply_bot(made);
  };
  auto seen = good(db.read().bot_of("ann", "b1"));
  CHECK(seen.profit_24h.is_zero());
  CHECK(show(seen.sparkline.size() == 1) == "yes");
  // 30 January 1970, from noon: two bars an hour for three days.
  const time_ms start = 29 * 24 * hour + 12 * hour;
  for (int n = 0; n <= 144; ++n)
    at_bar(start + n * hour / 2, 1'000 + n, n);
  seen = good(db.read().bot_of("ann", "b1"));
  CHECK(seen.profit_24h == decimal{48});
  // The month began after 36 hours.
  CHECK(seen.profit_month == decimal{144 - 72});
  REQUIRE(seen.sparkline.size() == 12);
  for (std::size_t n = 0; n < 12; ++n)
    CHECK(seen.sparkline[n] == decimal{1'000 + 12 * static_cast<std::int64_t>(n + 1)});
  // A young run: since its beginning.
  db.commit([](store& s) {
    good(s.bots().set_bot_status("ann", "b1", bot_status::stopped, "", 1));
  });
  db.start("ann", "b1");
  at_bar(start, 1'003, 2);
  at_bar(start + 3 * hour, 1'005, 4);
  seen = good(db.read().bot_of("ann", "b1"));
  CHECK(seen.profit_24h == decimal{5});
  CHECK(seen.profit_month == decimal{4});
  CHECK(seen.sparkline.size() == 3);
}

TEST_CASE("a long curve keeps its newest half by the hour and every month's beginning") {
  std::vector<time_ms> times;
  time_ms at = 5 * hour;
  for (int n = 0; n < 24 * 365 * 3; ++n, at += hour) {
    if (!begins_an_hour(times.empty() ? 0 : times.back(), at))
      continue;
    times.push_back(at);
    if (times.size() > most_samples)
      for (const auto spared : to_be_spared(times))
        times.erase(std::find(times.begin(), times.end(), spared));
  }
  CHECK(times.size() <= most_samples);
  CHECK(times.front() == 5 * hour);
  for (std::size_t n = times.size() - most_samples / 2 + 1; n < times.size(); ++n)
    REQUIRE(times[n] - times[n - 1] == hour);
  std::size_t months = 0;
  for (const auto x : times)
    months += x == bar_open(timeframe::mo1, x) ? 1 : 0;
  CHECK(months == 35);
}
