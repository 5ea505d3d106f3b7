// What a commit of bars does: candles, marks, retention, repetition, rollback.
#include "tests/unit/storage_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

STORAGE_CASE("a snapshot after commits is what was committed") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  auto batch = bar_commit("BTCUSDT", 4 * minute, {fire(a, 4 * minute, a.actions)});
  batch.bars.push_back({timeframe::m5, {bar_at(0, 0.1 + 0.2)}});
  batch.checkpoint = std::string("\0\1state", 7);
  alert_state state;
  state.alert_id = "a1";
  state.known = truth::yes;
  state.fired_bar = 4 * minute;
  state.trigger_count = 1;
  batch.states = {state};
  db.apply(batch);

  for (int restart = 0; restart < 2; ++restart) {
    const auto snapshot = good(db.writer->load_symbol("BTCUSDT"));
    CHECK(snapshot.has_base);
    CHECK(snapshot.base == timeframe::m1);
    CHECK(snapshot.watermark == 4 * minute);
    CHECK(snapshot.checkpoint == batch.checkpoint);
    REQUIRE(snapshot.history.size() == 2);
    CHECK(show(snapshot.history[0].bars) == show(batch.bars[0].bars));
    CHECK(show(snapshot.history[1].bars) == show(batch.bars[1].bars));
    CHECK(show(snapshot.states) == show(batch.states));
    auto want = a;
    want.last_triggered_at = 5 * minute;
    CHECK(show(snapshot.alerts) == show(std::vector{want}));
    db.reopen();
  }
  CHECK_FALSE(good(db.writer->load_symbol("ETHUSDT")).has_base);
  CHECK(good(db.writer->symbols_in_use()) == std::vector<std::string>{"BTCUSDT"});
}

STORAGE_CASE("a commit that is not newer than the watermark changes nothing") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  db.apply(bar_commit("BTCUSDT", minute, {fire(a, minute, a.actions)}));
  const auto before = show_all(*db.readers, {"ann"}, {"BTCUSDT"});
  auto again = bar_commit("BTCUSDT", minute, {fire(a, minute, a.actions)});
  CHECK(show(db.apply(again)).empty());
  auto older = bar_commit("BTCUSDT", 0, {fire(a, 0, a.actions)});
  older.gaps = {{timeframe::m1, 0, minute}};
  older.states = {{"a1", 1, truth::yes, 0, -1, 9, true}};
  CHECK(show(db.apply(older)).empty());
  CHECK(show_all(*db.readers, {"ann"}, {"BTCUSDT"}) == before);
}

STORAGE_CASE("an event id is recorded once, with its actions") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  const auto f = fire(a, minute, {webhook(), notify(), to_bot("b7", 2)});
  auto forming = bar_commit("BTCUSDT", -1, {f});
  forming.bars.clear();
  forming.intrabar = true;
  const auto first = db.apply(forming);
  CHECK(first.triggers.size() == 1);
  REQUIRE(first.deliveries.size() == 1);
  CHECK(first.deliveries[0].delivery_id == delivery_id_of(f.fact.event_id, 0));
  CHECK(first.deliveries[0].next_at == 0);
  REQUIRE(first.notifications.size() == 1);
  CHECK(first.notifications[0].text == "BTCUSDT 1m: close > 30 (price 101.5)");
  REQUIRE(first.handoffs.size() == 1);
  CHECK(first.handoffs[0].handoff_id == delivery_id_of(f.fact.event_id, 2));
  CHECK(first.handoffs[0].command == "execute_dca:2");
  CHECK(first.handoffs[0].seq > first.triggers[0].seq);
  CHECK(show(db.apply(forming)).empty());
  // The same bar, closed now, with the same event and another alert's.
  CHECK(show(db.apply(bar_commit("BTCUSDT", minute, {f, f}))).empty());
  CHECK(good(db.readers->triggers({"ann", 0, 10, "", ""})).size() == 1);
  CHECK(good(db.readers->deliveries("ann", "a1", 10)).size() == 1);
}

STORAGE_CASE("a firing whose alert is gone is dropped, and so is a stale state") {
  opened<backend> db;
  const auto gone = alert_named("gone", "ann");
  auto edited = alert_named("edited", "ann");
  edited.version = 3;
  db.commit([&](store& s) { good(s.insert_alert(edited, 10)); });
  auto batch = bar_commit("BTCUSDT", 0, {fire(gone, 0, {webhook()})});
  batch.states = {{"edited", 2, truth::yes, 0, -1, 1, true},
                  {"gone", 1, truth::yes, 0, -1, 1, true}};
  CHECK(show(db.apply(batch)).empty());
  CHECK(good(db.writer->load_symbol("BTCUSDT")).states.empty());
  CHECK(good(db.readers->alert_of("ann", "edited")).status == alert_status::active);
  batch = bar_commit("BTCUSDT", minute);
  batch.states = {{"edited", 3, truth::yes, 0, -1, 1, true}};
  db.apply(batch);
  CHECK(good(db.readers->alert_of("ann", "edited")).status == alert_status::completed);
}

STORAGE_CASE("rolling back restores everything, numbers included") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) {
    good(s.insert_alert(a, 10));
    good(s.register_condition(condition_named("c1")));
  });
  db.apply(bar_commit("BTCUSDT", 0, {fire(a, 0, a.actions)}));
  const auto readers_before = show_all(*db.readers, {"ann"}, {"BTCUSDT"});
  const auto writer_before = show(good(db.writer->load_symbol("BTCUSDT")));

  good(db.writer->begin());
  auto batch = bar_commit("BTCUSDT", minute, {fire(a, minute, {webhook(), to_bot("b")})});
  batch.checkpoint = "later";
  batch.states = {{"a1", 1, truth::yes, 0, -1, 1, true}};
  const auto undone = good(db.writer->apply(batch));
  good(db.writer->subscribe(subscription_of("s1", "ann", "c1")));
  good(db.writer->insert_alert(alert_named("a2", "ann"), 10));
  good(db.writer->put_fact("demo.seeded", "yes"));
  CHECK(good(db.writer->alert_of("ann", "a2")).alert_id == "a2");
  CHECK_MESSAGE(show_all(*db.readers, {"ann"}, {"BTCUSDT"}) == readers_before,
                "readers see committed data only");
  db.writer->rollback();

  CHECK(show_all(*db.readers, {"ann"}, {"BTCUSDT"}) == readers_before);
  CHECK(show(good(db.writer->load_symbol("BTCUSDT"))) == writer_before);
  CHECK(good(db.writer->fact("demo.seeded")).empty());
  const auto redone = db.apply(batch);
  CHECK(show(redone) == show(undone));
}

STORAGE_CASE("writing needs an open transaction") {
  opened<backend> db;
  CHECK(bad(db.writer->put_fact("a", "b")) == problem_code::internal);
  CHECK(bad(db.writer->apply(bar_commit("X", 0))) == problem_code::internal);
  CHECK(bad(db.writer->commit()) == problem_code::internal);
  good(db.writer->begin());
  CHECK(bad(db.writer->begin()) == problem_code::internal);
  good(db.writer->put_fact("a", "b"));
  good(db.writer->commit());
  CHECK(good(db.writer->fact("a")) == "b");
  db.commit([](store& s) { good(s.put_fact("a", "")); });
  CHECK(good(db.writer->fact("a")).empty());
}

STORAGE_CASE("a refused call leaves the transaction going on") {
  opened<backend> db;
  good(db.writer->begin());
  good(db.writer->insert_alert(alert_named("a1", "ann"), 1));
  CHECK(bad(db.writer->insert_alert(alert_named("a2", "ann"), 1)) ==
        problem_code::rate_limited);
  good(db.writer->insert_alert(alert_named("a3", "bob"), 1));
  good(db.writer->commit());
  CHECK(good(db.readers->active_alerts()) == 2);
}

STORAGE_CASE("only the newest bars are kept and shown") {
  opened<backend> db{retention{20}};
  for (int i = 0; i < 100; ++i) {
    db.apply(bar_commit("BTCUSDT", i * minute));
    const auto shown =
      good(db.readers->klines("BTCUSDT", timeframe::m1, 0, 1'000 * minute, 1'000));
    const auto count = std::min(i + 1, 20);
    REQUIRE(shown.size() == static_cast<std::size_t>(count));
    REQUIRE(shown.front().open_time == (i + 1 - count) * minute);
    REQUIRE(shown.back().open_time == i * minute);
  }
  CHECK(good(db.writer->load_symbol("BTCUSDT")).history.at(0).bars.size() == 20);
  // One commit may bring more bars than are kept.
  auto many = bar_commit("BTCUSDT", 199 * minute);
  many.bars[0].bars.clear();
  for (int i = 100; i < 200; ++i)
    many.bars[0].bars.push_back(bar_at(i * minute));
  db.apply(many);
  const auto bars = good(db.writer->load_symbol("BTCUSDT")).history.at(0).bars;
  REQUIRE(bars.size() == 20);
  CHECK(bars.front().open_time == 180 * minute);
}

STORAGE_CASE("klines answer the newest bars of a range, oldest first") {
  opened<backend> db;
  for (int i = 0; i < 10; ++i)
    db.apply(bar_commit("BTCUSDT", i * minute));
  const auto bars =
    good(db.readers->klines("BTCUSDT", timeframe::m1, 2 * minute, 7 * minute, 3));
  REQUIRE(bars.size() == 3);
  CHECK(bars[0].open_time == 5 * minute);
  CHECK(bars[2].open_time == 7 * minute);
  CHECK(good(db.readers->klines("BTCUSDT", timeframe::m5, 0, 7 * minute, 3)).empty());
  CHECK(good(db.readers->klines("NONE", timeframe::m1, 0, 7 * minute, 3)).empty());
  CHECK(good(db.readers->klines("BTCUSDT", timeframe::m1, 7 * minute, 0, 3)).empty());
  CHECK(good(db.readers->klines("BTCUSDT", timeframe::m1, 0, 7 * minute, 0)).empty());
}

STORAGE_CASE("gaps and quarantined bars are kept with the commit they came in") {
  opened<backend> db;
  auto batch = bar_commit("BTCUSDT", 5 * minute);
  batch.gaps = {{timeframe::m1, minute, 5 * minute}};
  batch.quarantined = {
    {"BTCUSDT", timeframe::m1, bar_at(5 * minute), "evaluator failed twice", 77}};
  db.apply(batch);
  CHECK(show(good(db.readers->gaps("BTCUSDT"))) == show(batch.gaps));
  CHECK(show(good(db.readers->quarantine())) == show(batch.quarantined));
  CHECK(good(db.readers->gaps("ETHUSDT")).empty());
  const auto symbols = good(db.readers->symbols());
  REQUIRE(symbols.size() == 1);
  CHECK(symbols[0].last.open_time == 5 * minute);
}
