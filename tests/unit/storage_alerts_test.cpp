// Alerts: life cycle, quotas, tenants.
#include "tests/unit/storage_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

STORAGE_CASE("an alert is read back as it was written, newest first") {
  opened<backend> db;
  auto a = alert_named("a1", "ann");
  a.actions = {webhook(), notify(), to_bot("b1"), to_bot("b2", 3)};
  a.mode = fire_mode::per_minute;
  a.status = alert_status::error;
  a.status_reason = "no feed delivers NONE";
  auto b = alert_named("a2", "ann", "ETHUSDT");
  b.created_at = 2'000;
  const auto c = alert_named("a3", "bob");
  db.commit([&](store& s) {
    for (const auto& row : {a, b, c})
      good(s.insert_alert(row, 10));
  });
  db.reopen();
  CHECK(show(good(db.readers->alerts_of("ann"))) == show(std::vector{b, a}));
  CHECK(show(good(db.readers->alert_of("ann", "a1"))) == show(a));
  CHECK(good(db.readers->active_alerts_of("ann")) == 1);
  CHECK(good(db.readers->active_alerts()) == 2);
}

STORAGE_CASE("another user's alert is not found, whatever is asked of it") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  db.apply(bar_commit("BTCUSDT", 0, {fire(a, 0, {webhook(), notify(), to_bot("b")})}));
  for (const std::string user : {"bob", "", "ann' OR '1'='1"}) {
    CHECK(bad(db.readers->alert_of(user, "a1")) == problem_code::not_found);
    CHECK(bad(db.readers->alert_log(user, "a1", 10, 0)) == problem_code::not_found);
    CHECK(good(db.readers->deliveries(user, "a1", 10)).empty());
    CHECK(good(db.readers->triggers({user, 0, 10, "", ""})).empty());
    CHECK(good(db.readers->triggers({user, 0, 10, "a1", ""})).empty());
    CHECK(good(db.readers->events(user, 0, 10)).empty());
    CHECK(good(db.readers->notifications(user, 0, 10)).empty());
    CHECK(bad(db.writer->alert_of(user, "a1")) == problem_code::not_found);
    good(db.writer->begin());
    auto theirs = a;
    theirs.user_id = user;
    CHECK(bad(db.writer->update_alert(theirs, 1, true, 10)) == problem_code::not_found);
    CHECK(bad(db.writer->delete_alert(user, "a1")) == problem_code::not_found);
    CHECK(bad(db.writer->insert_alert(theirs, 10)) == problem_code::conflict);
    good(db.writer->commit());
  }
  CHECK(good(db.readers->alert_of("ann", "a1")).user_id == "ann");
}

STORAGE_CASE("the quota counts active alerts in the transaction itself") {
  opened<backend> db;
  db.commit([](store& s) {
    good(s.insert_alert(alert_named("a1", "ann"), 2));
    auto paused = alert_named("a2", "ann");
    paused.status = alert_status::paused;
    good(s.insert_alert(paused, 2));
    good(s.insert_alert(alert_named("a3", "ann"), 2));
    CHECK(bad(s.insert_alert(alert_named("a4", "ann"), 2)) == problem_code::rate_limited);
    good(s.insert_alert(alert_named("b1", "bob"), 2));
    auto resumed = paused;
    resumed.status = alert_status::active;
    CHECK(bad(s.update_alert(resumed, 1, false, 2)) == problem_code::rate_limited);
    // An alert that is active already may be edited at the limit.
    auto edited = alert_named("a1", "ann");
    edited.document = "{}";
    good(s.update_alert(edited, 1, false, 2));
    good(s.delete_alert("ann", "a3"));
    good(s.update_alert(resumed, 1, false, 2));
  });
  CHECK(good(db.readers->active_alerts_of("ann")) == 2);
}

STORAGE_CASE("an update needs the version it was made from") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  auto edited = a;
  edited.version = 2;
  edited.expression = "close > 40";
  db.commit([&](store& s) {
    good(s.update_alert(edited, 1, true, 10));
    CHECK(bad(s.update_alert(edited, 1, true, 10)) == problem_code::conflict);
  });
  CHECK(good(db.readers->alert_of("ann", "a1")).expression == "close > 40");
}

STORAGE_CASE("an edit may drop the state, but not when the alert last fired") {
  opened<backend> db;
  auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  auto batch = bar_commit("BTCUSDT", 0, {fire(a, 0)});
  batch.states = {{"a1", 1, truth::yes, 0, 5, 1, false}};
  db.apply(batch);
  a.document = "{\"note\":1}";
  db.commit([&](store& s) { good(s.update_alert(a, 1, false, 10)); });
  CHECK(good(db.writer->load_symbol("BTCUSDT")).states.size() == 1);
  a.status = alert_status::paused;
  db.commit([&](store& s) { good(s.update_alert(a, 1, true, 10)); });
  CHECK(good(db.writer->load_symbol("BTCUSDT")).alerts.empty());
  a.status = alert_status::active;
  db.commit([&](store& s) { good(s.update_alert(a, 1, false, 10)); });
  const auto snapshot = good(db.writer->load_symbol("BTCUSDT"));
  CHECK(snapshot.alerts.size() == 1);
  CHECK(snapshot.states.empty());
  CHECK(good(db.readers->alert_of("ann", "a1")).last_triggered_at == minute);
}

STORAGE_CASE("a deleted alert's triggers stay and its deliveries are still owed") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  const auto f = fire(a, 0, {webhook()});
  db.apply(bar_commit("BTCUSDT", 0, {f}));
  db.commit([](store& s) { good(s.delete_alert("ann", "a1")); });
  CHECK(bad(db.readers->alert_of("ann", "a1")) == problem_code::not_found);
  CHECK(good(db.readers->triggers({"ann", 0, 10, "", ""})).size() == 1);
  CHECK(good(db.writer->pending_deliveries("", 10)).size() == 1);
  CHECK(show(good(db.writer->trigger_by_event(f.fact.event_id)).why.parts.at(0).text) ==
        "close > 30");
  // The same id may be used again, and does not inherit the old state.
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  CHECK(good(db.readers->alert_of("ann", "a1")).last_triggered_at == 0);
}
