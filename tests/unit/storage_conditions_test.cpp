// The condition registry: subscriptions, figures, hand-over.
#include "tests/unit/storage_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

STORAGE_CASE("a condition and a subscription are registered once") {
  opened<backend> db;
  db.commit([](store& s) {
    CHECK(bad(s.subscribe(subscription_of("s1", "ann", "c1"))) ==
          problem_code::not_found);
    CHECK(good(s.register_condition(condition_named("c1"))).second);
    auto other = condition_named("c1");
    other.document = "{\"other\":1}";
    const auto again = good(s.register_condition(other));
    CHECK_FALSE(again.second);
    CHECK(again.first.document == "{}");
    CHECK(good(s.subscribe(subscription_of("s1", "ann", "c1"))).second);
    auto twice = subscription_of("s2", "ann", "c1");
    twice.bot_id = "bot-of-s1";
    const auto same = good(s.subscribe(twice));
    CHECK_FALSE(same.second);
    CHECK(same.first.subscription_id == "s1");
    CHECK(bad(s.subscribe(subscription_of("s1", "bob", "c1"))) == problem_code::conflict);
    CHECK(good(s.subscribe(subscription_of("s3", "bob", "c1"))).second);
  });
  CHECK(good(db.readers->subscriber_count("c1")) == 2);
  CHECK(good(db.readers->subscriber_count("c2")) == 0);
  CHECK(bad(db.readers->condition("c2")) == problem_code::not_found);
  const auto mine = good(db.readers->subscriptions_of("ann"));
  REQUIRE(mine.size() == 1);
  CHECK(show(mine[0].first) == show(subscription_of("s1", "ann", "c1")));
  CHECK(mine[0].second.text == "RSI(14) < 30");
  CHECK(good(db.writer->symbols_in_use()) == std::vector<std::string>{"BTCUSDT"});
  db.commit([](store& s) {
    CHECK(bad(s.unsubscribe("bob", "s1")) == problem_code::not_found);
    CHECK(good(s.unsubscribe("ann", "s1")).bot_id == "bot-of-s1");
    CHECK(bad(s.unsubscribe("ann", "s1")) == problem_code::not_found);
    CHECK(good(s.unsubscribe("bob", "s3")).user_id == "bob");
  });
  const auto figures = good(db.readers->condition_figures());
  CHECK(figures.conditions == 1);
  CHECK(figures.subscriptions == 0);
  CHECK(good(db.writer->symbols_in_use()).empty());
}

STORAGE_CASE("a condition counts its evaluations while somebody subscribes") {
  opened<backend> db;
  const auto count = [&] { return good(db.readers->condition("c1")).evaluation_count; };
  const auto last = [&] { return good(db.readers->condition("c1")).last_evaluated_at; };
  time_ms at = 0;
  const auto bars = [&](int n) {
    for (int i = 0; i < n; ++i, at += minute)
      db.apply(bar_commit("BTCUSDT", at));
  };
  bars(5);
  db.commit([](store& s) { good(s.register_condition(condition_named("c1"))); });
  bars(5);
  CHECK(count() == 0);
  CHECK(last() == 0);
  db.commit([](store& s) { good(s.subscribe(subscription_of("s1", "ann", "c1"))); });
  CHECK(count() == 0);
  bars(3);
  CHECK(count() == 3);
  CHECK(last() == 13 * minute);
  db.commit([](store& s) { good(s.subscribe(subscription_of("s2", "bob", "c1"))); });
  bars(2);
  db.commit([](store& s) { good(s.unsubscribe("ann", "s1")); });
  bars(2);
  CHECK(count() == 7);
  db.commit([](store& s) { good(s.unsubscribe("bob", "s2")); });
  bars(10);
  CHECK(count() == 7);
  CHECK(last() == 17 * minute);
  db.commit([](store& s) { good(s.subscribe(subscription_of("s3", "ann", "c1"))); });
  bars(1);
  CHECK(count() == 8);
  CHECK(last() == 28 * minute);
  db.reopen();
  CHECK(count() == 8);
  CHECK(good(db.readers->subscriptions_of("ann")).at(0).second.evaluation_count == 8);
}

STORAGE_CASE("a condition's triggers move its figures and nobody's log") {
  opened<backend> db;
  db.commit([](store& s) { good(s.register_condition(condition_named("c1"))); });
  db.apply(bar_commit("BTCUSDT", 0, {fire_condition("c1", 0)}));
  db.apply(bar_commit("BTCUSDT", minute, {fire_condition("c1", minute, false)}));
  const auto row = good(db.writer->condition("c1"));
  CHECK(row.trigger_count == 2);
  CHECK(row.last_triggered_at == 2 * minute);
  CHECK(good(db.readers->events("", 0, 10)).empty());
  CHECK(good(db.readers->triggers({"", 0, 10, "", ""})).empty());
}

STORAGE_CASE("each trigger is handed over once: edges to all, levels to those who ask") {
  opened<backend> db;
  db.commit([](store& s) {
    good(s.register_condition(condition_named("c1")));
    good(s.register_condition(condition_named("c2")));
    good(s.subscribe(subscription_of("edge", "ann", "c1")));
    good(s.subscribe(subscription_of("level", "bob", "c1", true)));
  });
  const auto watched = good(db.writer->load_symbol("BTCUSDT")).conditions;
  REQUIRE(watched.size() == 1);
  CHECK(watched[0].level);
  CHECK(good(db.writer->watched("c1")).level);
  CHECK(good(db.writer->watched("c1")).text == "RSI(14) < 30");
  CHECK(good(db.writer->watched("c2")).text.empty());
  CHECK(good(db.writer->watched("none")).text.empty());
  db.apply(bar_commit("BTCUSDT", 0, {fire_condition("c1", 0), fire_condition("c2", 0)}));
  db.apply(bar_commit("BTCUSDT", minute, {fire_condition("c1", minute, false)}));
  db.apply(bar_commit("BTCUSDT", 2 * minute, {fire_condition("c1", 2 * minute)}));

  std::vector<std::string> ids;
  bool more = true;
  for (int rounds = 0; more; ++rounds) {
    REQUIRE(rounds < 10);
    // A hand-over that is rolled back was none.
    good(db.writer->begin());
    good(db.writer->hand_over(1, 9));
    db.writer->rollback();
    const auto given = db.commit([](store& s) { return good(s.hand_over(1, 10)); });
    more = given.second;
    for (const auto& one : given.first) {
      ids.push_back(one.handoff_id);
      CHECK(one.at == 10);
      CHECK(one.price == 99);
      CHECK(one.command.empty());
    }
    db.reopen();
  }
  CHECK(ids == std::vector<std::string>{"c1:0:edge", "c1:0:level", "c1:60000:level",
                                        "c1:120000:edge", "c1:120000:level"});
  CHECK(db.commit([](store& s) { return good(s.hand_over(100, 11)); }).first.empty());
  const auto events = good(db.readers->events("ann", 0, 10));
  REQUIRE(events.size() == 2);
  CHECK(events[0].what == log_event::kind::bot);
  CHECK(events[0].handed.bot_id == "bot-of-edge");
  CHECK(good(db.readers->subscriptions_of("ann")).at(0).first.last_triggered_at ==
        3 * minute);
}

STORAGE_CASE("a condition is also found by the ids that it had before") {
  opened<backend> db;
  db.commit([](store& s) {
    CHECK(bad(s.add_former_id("old", "c1")) == problem_code::not_found);
    good(s.register_condition(condition_named("c1")));
    good(s.register_condition(condition_named("c2")));
    CHECK(good(s.add_former_id("old", "c1")));
    CHECK_FALSE(good(s.add_former_id("old", "c1")));
    CHECK(good(s.add_former_id("older", "old")));
    CHECK_FALSE(good(s.add_former_id("c1", "c1")));
    CHECK(bad(s.add_former_id("old", "c2")) == problem_code::conflict);
    CHECK(bad(s.add_former_id("c2", "c1")) == problem_code::conflict);
    const auto made = good(s.subscribe(subscription_of("s1", "ann", "old")));
    CHECK(made.second);
    CHECK(made.first.condition_id == "c1");
    auto twice = subscription_of("s2", "ann", "older");
    twice.bot_id = made.first.bot_id;
    CHECK_FALSE(good(s.subscribe(twice)).second);
  });
  const auto check = [&] {
    for (const auto* id : {"c1", "old", "older"}) {
      CHECK(good(db.readers->condition(id)).condition_id == "c1");
      CHECK(good(db.readers->subscriber_count(id)) == 1);
    }
    CHECK(good(db.readers->former_ids("c1")) == std::vector<std::string>{"old", "older"});
    CHECK(good(db.readers->former_ids("c2")).empty());
    CHECK(bad(db.readers->condition("oldest")) == problem_code::not_found);
  };
  check();
  good(db.writer->begin());
  CHECK(good(db.writer->add_former_id("oldest", "c1")));
  db.writer->rollback();
  check();
  db.reopen();
  check();
}

STORAGE_CASE("a condition may bring its figures along") {
  opened<backend> db;
  auto row = condition_named("c1");
  row.evaluation_count = 12;
  row.last_evaluated_at = 5 * minute;
  row.trigger_count = 3;
  row.last_triggered_at = 4 * minute;
  db.commit([&](store& s) { CHECK(good(s.register_condition(row)).second); });
  CHECK(show(good(db.readers->condition("c1"))) == show(row));
}
