// The log: one sequence, its readers, deliveries and attempts.
#include "tests/unit/storage_kit.hpp"

#include <map>
#include <set>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

attempt attempt_on(const delivery& d, std::uint32_t number, delivery_state after) {
  attempt made;
  made.delivery_id = d.delivery_id;
  made.event_id = d.event_id;
  made.number = number;
  made.status = after == delivery_state::done ? 200 : 503;
  made.error = after == delivery_state::done ? "" : "busy";
  made.elapsed_ms = 12;
  made.at = 9'000 + number;
  made.state = after;
  made.next_at = after == delivery_state::pending ? 20'000 : 0;
  return made;
}

} // namespace

STORAGE_CASE("triggers, attempts and handoffs share one growing sequence") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  const auto b = alert_named("b1", "bob");
  db.commit([&](store& s) {
    good(s.insert_alert(a, 10));
    good(s.insert_alert(b, 10));
    good(s.register_condition(condition_named("c1")));
    good(s.subscribe(subscription_of("s1", "ann", "c1")));
  });
  std::set<std::int64_t> seen;
  std::int64_t newest = 0;
  const auto note = [&](std::int64_t seq) {
    CHECK(seq > newest);
    newest = seq;
    seen.insert(seq);
  };
  for (int i = 0; i < 6; ++i) {
    const auto made = db.apply(
      bar_commit("BTCUSDT", i * minute,
                 {fire(a, i * minute, {webhook()}), fire(b, i * minute, {to_bot("b9")}),
                  fire_condition("c1", i * minute)}));
    REQUIRE(made.triggers.size() == 3);
    note(made.triggers[0].seq);
    note(made.triggers[1].seq);
    note(made.handoffs.at(0).seq);
    note(made.triggers[2].seq);
    db.commit([&](store& s) {
      for (const auto& given : good(s.hand_over(100, 5)).first)
        note(given.seq);
      note(
        good(s.record_attempt(attempt_on(made.deliveries.at(0), 1, delivery_state::done)))
          .seq);
    });
    CHECK(good(db.readers->last_seq()) == newest);
    db.reopen();
  }
  // Resumed anywhere and read in pages of any size, a stream misses nothing.
  std::vector<std::int64_t> whole;
  for (const auto& event : good(db.readers->events("ann", 0, 1'000)))
    whole.push_back(event.seq);
  CHECK(whole.size() == 18);
  for (std::size_t page = 1; page < 5; ++page) {
    std::vector<std::int64_t> paged;
    for (;;) {
      const auto after = paged.empty() ? 0 : paged.back();
      const auto events = good(db.readers->events("ann", after, page));
      if (events.empty())
        break;
      for (const auto& event : events)
        paged.push_back(event.seq);
    }
    CHECK(paged == whole);
  }
}

STORAGE_CASE("a delivery moves on with each attempt until it is done or dead") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  const auto owed =
    db.apply(bar_commit(
               "BTCUSDT", 0,
               {fire(a, 0, {webhook("https://x/1"), notify(), webhook("https://x/2")})}))
      .deliveries;
  REQUIRE(owed.size() == 2);
  CHECK(owed[0].delivery_id != owed[1].delivery_id);
  db.commit([&](store& s) {
    const auto kept =
      good(s.record_attempt(attempt_on(owed[0], 1, delivery_state::pending)));
    CHECK(kept.user_id == "ann");
    CHECK(kept.alert_id == "a1");
    good(s.record_attempt(attempt_on(owed[1], 1, delivery_state::dead)));
    attempt unknown = attempt_on(owed[0], 1, delivery_state::done);
    unknown.delivery_id = "no such";
    CHECK(bad(s.record_attempt(unknown)) == problem_code::not_found);
  });
  auto pending = good(db.writer->pending_deliveries("", 10));
  REQUIRE(pending.size() == 1);
  CHECK(pending[0].url == "https://x/1");
  CHECK(pending[0].attempts == 1);
  CHECK(pending[0].next_at == 20'000);
  CHECK(pending[0].last_status == 503);
  CHECK(pending[0].last_error == "busy");
  db.commit([&](store& s) {
    // The event's id is a help, not a need.
    auto last = attempt_on(owed[0], 2, delivery_state::done);
    last.event_id.clear();
    good(s.record_attempt(last));
  });
  CHECK(good(db.writer->pending_deliveries("", 10)).empty());
  const auto shown = good(db.readers->deliveries("ann", "a1", 10));
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].state == delivery_state::dead);
  CHECK(shown[1].state == delivery_state::done);
  CHECK(shown[1].attempts == 2);
}

STORAGE_CASE("pending deliveries come page by page, each once") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  std::vector<std::string> owed;
  for (int i = 0; i < 25; ++i) {
    const auto made = db.apply(
      bar_commit("BTCUSDT", i * minute, {fire(a, i * minute, {webhook(), webhook()})}));
    for (const auto& d : made.deliveries)
      owed.push_back(d.delivery_id);
  }
  for (const std::size_t page : {1, 7, 50, 100}) {
    std::vector<std::string> paged;
    for (;;) {
      const auto some =
        good(db.writer->pending_deliveries(paged.empty() ? "" : paged.back(), page));
      if (some.empty())
        break;
      for (const auto& d : some)
        paged.push_back(d.delivery_id);
    }
    CHECK(paged == owed);
  }
  // Going on after one that is done meanwhile, or after any other.
  const auto third = good(db.writer->pending_deliveries("", 3)).at(2);
  db.commit([&](store& s) {
    good(s.record_attempt(attempt_on(third, 1, delivery_state::done)));
  });
  CHECK(good(db.writer->pending_deliveries(third.delivery_id, 1)).at(0).delivery_id ==
        owed[3]);
  CHECK(good(db.writer->pending_deliveries(owed[10], 1)).at(0).delivery_id == owed[11]);
  CHECK(bad(db.writer->pending_deliveries("no such", 1)) == problem_code::not_found);
}

STORAGE_CASE("events are found by id, whatever the ids look like") {
  opened<backend> db;
  std::vector<firing> fired;
  for (const std::string id : {"plain", "with:colon", "12:34", "a@b", "x:y:z"}) {
    const auto a = alert_named(id, "ann");
    db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
    auto one = fire(a, 3 * minute);
    fired.push_back(one);
    one.fact.event_id += ":123456";
    fired.push_back(one);
    one.fact.event_id = "odd-" + id;
    fired.push_back(one);
  }
  db.apply(bar_commit("BTCUSDT", 3 * minute, fired));
  for (const auto& f : fired)
    CHECK(good(db.writer->trigger_by_event(f.fact.event_id)).subject == f.fact.subject);
  for (const std::string id : {"", ":", "plain", "plain:0", "plain:180001", ":180000"})
    CHECK(bad(db.writer->trigger_by_event(id)) == problem_code::not_found);
}

STORAGE_CASE("trigger queries filter, page and keep their order") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  const auto b = alert_named("a2", "ann", "ETHUSDT");
  db.commit([&](store& s) {
    good(s.insert_alert(a, 10));
    good(s.insert_alert(b, 10));
  });
  for (int i = 0; i < 10; ++i) {
    db.apply(bar_commit("BTCUSDT", i * minute, {fire(a, i * minute, {notify()})}));
    db.apply(bar_commit("ETHUSDT", i * minute, {fire(b, i * minute, {notify()})}));
  }
  const auto times = [](const std::vector<trigger>& all) {
    std::vector<time_ms> result;
    for (const auto& x : all)
      result.push_back(x.bar_time / minute);
    return result;
  };
  using list = std::vector<time_ms>;
  CHECK(times(good(db.readers->triggers({"ann", 0, 3, "a1", ""}))) == list{0, 1, 2});
  CHECK(times(good(db.readers->triggers({"ann", 0, 2, "", "ETHUSDT"}))) == list{0, 1});
  CHECK(good(db.readers->triggers({"ann", 0, 9, "a1", "ETHUSDT"})).empty());
  CHECK(times(good(db.readers->alert_log("ann", "a2", 3, 2))) == list{7, 6, 5});
  const auto inbox = good(db.readers->notifications("ann", 0, 3));
  REQUIRE(inbox.size() == 3);
  CHECK(inbox[0].alert_id == "a2");
  CHECK(inbox[1].alert_id == "a1");
  const auto older = good(db.readers->notifications("ann", inbox[2].seq, 100));
  CHECK(older.size() == 17);
  CHECK(older[0].seq < inbox[2].seq);
}

STORAGE_CASE("the whole log is read in order, counted, and cut off from its end") {
  opened<backend> db;
  const auto a = alert_named("a1", "ann");
  const auto b = alert_named("b1", "bob");
  db.commit([&](store& s) {
    good(s.insert_alert(a, 10));
    good(s.insert_alert(b, 10));
    good(s.register_condition(condition_named("c1")));
    good(s.subscribe(subscription_of("s1", "ann", "c1")));
  });
  std::vector<trigger> all;
  for (int i = 0; i < 4; ++i) {
    // Handoffs and attempts take numbers in between.
    const auto made =
      db.apply(bar_commit("BTCUSDT", i * minute,
                          {fire(a, i * minute, {to_bot("b9")}), fire(b, i * minute),
                           fire_condition("c1", i * minute)}));
    all.insert(all.end(), made.triggers.begin(), made.triggers.end());
    db.commit([](store& s) { good(s.hand_over(100, 5)); });
  }
  REQUIRE(all.size() == 12);
  CHECK(show(good(db.readers->trigger_log(0, 100))) == show(all));
  CHECK(show(good(db.readers->trigger_log(all[4].seq, 3))) ==
        show(std::vector<trigger>(all.begin() + 5, all.begin() + 8)));
  CHECK(good(db.readers->trigger_log(all[11].seq, 3)).empty());
  CHECK(good(db.readers->triggers_after(0)) == 12);
  CHECK(good(db.readers->triggers_after(all[8].seq)) == 3);
  CHECK(good(db.readers->triggers_after(all[11].seq + 5)) == 0);
  CHECK(good(db.readers->trigger_floor(all[11].seq, 12)) == 0);
  CHECK(good(db.readers->trigger_floor(all[11].seq, 5)) == all[6].seq);
  CHECK(good(db.readers->trigger_floor(all[8].seq, 5)) == all[3].seq);
  CHECK(good(db.readers->trigger_floor(all[8].seq, 0)) == all[8].seq);
  CHECK(good(db.readers->trigger_floor(0, 5)) == 0);
}
