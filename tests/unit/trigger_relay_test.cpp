// The relay between the trigger log and a bus, which breaks in every way there is.
#include "actors/trigger_relay.hpp"
#include "storage/memory/memory_store.hpp"
#include "tests/support/made_up_bus.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace tradeeon;
using namespace tradeeon::storage;
using test::bus_to_made_up;
using test::made_up_bus;

namespace {

constexpr time_ms now = 1'700'000'000'000;

struct bench {
  memory::memory_database database;
  std::unique_ptr<store> writer = *database.open_store();
  std::shared_ptr<queries> readers = database.open_queries();
  made_up_bus bus;
  int bars = 0;

  /// Records a trigger per bar, of conditions and alerts in turn.
  std::vector<std::string> record(int count) {
    std::vector<std::string> events;
    symbol_commit batch;
    batch.symbol = "BTCUSDT";
    for (int i = 0; i < count; ++i, ++bars) {
      firing x;
      x.fact.kind = bars % 2 == 0 ? trigger_kind::condition : trigger_kind::alert;
      x.fact.subject = bars % 2 == 0 ? "c1" : "a1";
      x.fact.symbol = batch.symbol;
      x.fact.bar_time = bars * 60'000;
      x.fact.event_id = event_id_of(x.fact.subject, x.fact.bar_time);
      events.push_back(x.fact.event_id);
      batch.firings.push_back(x);
    }
    batch.watermark = bars * 60'000;
    REQUIRE(writer->begin().ok());
    if (bars == count) {
      alert a;
      a.alert_id = "a1";
      a.symbol = batch.symbol;
      REQUIRE(writer->insert_alert(a, 9).ok());
      registered_condition c;
      c.condition_id = "c1";
      c.symbol = batch.symbol;
      REQUIRE(writer->register_condition(c).ok());
      REQUIRE(writer->add_former_id("old1", "c1").ok());
    }
    REQUIRE(writer->apply(batch).ok());
    REQUIRE(writer->commit().ok());
    return events;
  }

  publishing parts(std::size_t keep = 100'000, std::int64_t log_end = 0) {
    publishing out;
    out.open_bus = [this] { return std::make_unique<bus_to_made_up>(bus); };
    out.log = readers;
    out.log_end = log_end;
    out.fields = [](const trigger& x) {
      return std::vector<std::pair<std::string, std::string>>{{"event_id", x.event_id}};
    };
    out.message = [](const trigger& x, const std::string& id, std::uint64_t, time_ms) {
      return id + ' ' + x.event_id;
    };
    out.keep = keep;
    return out;
  }
};

/// Works until there is nothing more to do.
std::size_t drain(trigger_relay& relay) {
  std::size_t published = 0;
  for (int i = 0; i < 1'000; ++i) {
    const auto done = relay.step(now);
    if (!done)
      continue;
    published += done->published;
    if (!done->more)
      return published;
  }
  FAIL("the relay never comes to an end");
  return published;
}

std::vector<std::string> joined(std::vector<std::string> a,
                                const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

} // namespace

TEST_CASE("the log is on the stream in order, conditions also on their channels") {
  bench on;
  trigger_relay relay{on.parts(), {}, now};
  const auto events = on.record(700);
  CHECK(drain(relay) == 700);
  CHECK(on.bus.events() == events);
  // 350 triggers of the condition, each on its channel and on that of its former id.
  REQUIRE(on.bus.messages.size() == 700);
  CHECK(on.bus.messages[0].channel == "condition.c1");
  CHECK(on.bus.messages[0].payload == "c1 " + events[0]);
  CHECK(on.bus.messages[1].channel == "condition.old1");
  CHECK(on.bus.messages[1].payload == "old1 " + events[0]);
  CHECK(*relay.lag() == 0);
}

TEST_CASE("what was in the log before a bus was configured is not sent") {
  bench on;
  on.record(10);
  trigger_relay relay{on.parts(100'000, *on.readers->last_seq()), {}, now};
  const auto later = on.record(10);
  drain(relay);
  CHECK(on.bus.events() == later);
}

TEST_CASE("refusals and lost answers lose nothing and double nothing on the stream") {
  bench on;
  trigger_relay relay{on.parts(), {}, now};
  auto events = on.record(300);
  on.bus.refuse = 3;
  drain(relay);
  on.bus.lose_answer = 1;
  events = joined(events, on.record(300));
  drain(relay);
  on.bus.refuse = 1;
  on.bus.lose_answer = 1;
  events = joined(events, on.record(300));
  drain(relay);
  CHECK(on.bus.events() == events);
}

TEST_CASE("a relay that starts again goes on where the stream ends") {
  bench on;
  auto events = on.record(300);
  relay_position stored;
  {
    trigger_relay relay{on.parts(), {}, now};
    stored = relay.position(); // nothing newer reaches the store
    drain(relay);
  }
  const auto messages = on.bus.messages.size();
  trigger_relay relay{on.parts(), stored, now + 5'000};
  drain(relay);
  CHECK(on.bus.messages.size() == messages);
  events = joined(events, on.record(20));
  drain(relay);
  CHECK(on.bus.events() == events);
  CHECK(on.bus.messages.size() == messages + 20);
}

TEST_CASE("a stream that has lost everything or its end is filled up, quietly") {
  for (const bool at_rest : {true, false}) {
    CAPTURE(at_rest);
    bench on;
    trigger_relay relay{on.parts(), {}, now};
    auto events = on.record(300);
    drain(relay);
    const auto messages = on.bus.messages.size();
    on.bus.flush();
    if (at_rest) {
      REQUIRE(relay.step(now, true).ok());
    } else {
      events = joined(events, on.record(2));
    }
    drain(relay);
    CHECK(on.bus.events() == events);
    // The batch under way may be told twice, what was told before is not.
    CHECK(on.bus.messages.size() <= messages + (at_rest ? 0 : 4));
  }
}

TEST_CASE("no more than asked for is put back") {
  bench on;
  trigger_relay relay{on.parts(100), {}, now};
  const auto events = on.record(300);
  drain(relay);
  on.bus.flush();
  REQUIRE(relay.step(now, true).ok());
  drain(relay);
  CHECK(on.bus.events() == std::vector<std::string>(events.end() - 100, events.end()));
}

TEST_CASE("another stream under the same key gets everything, above its end") {
  bench on;
  trigger_relay relay{on.parts(), {}, now};
  auto events = on.record(50);
  drain(relay);
  on.bus.flush();
  on.bus.exists = true; // a consumer made its group again
  const auto more = on.record(5);
  events = joined(events, more);
  drain(relay);
  const auto on_stream = on.bus.events();
  // The batch that found out stands before all, and again in its place.
  REQUIRE(on_stream.size() == events.size() + more.size());
  CHECK(std::equal(more.begin(), more.end(), on_stream.begin()));
  CHECK(std::equal(events.begin(), events.end(),
                   on_stream.begin() + static_cast<std::ptrdiff_t>(more.size())));
}

TEST_CASE("an entry of somebody else's, or an older backup, costs no trigger") {
  bench on;
  trigger_relay relay{on.parts(), {}, now};
  auto events = on.record(50);
  drain(relay);
  SUBCASE("somebody else's entry above ours") {
    on.bus.last = {static_cast<std::uint64_t>(now) + 1'000'000, 3};
    on.bus.entries[{on.bus.last.epoch, 3}] = "theirs";
    const auto more = on.record(50);
    drain(relay);
    const auto on_stream = on.bus.events();
    CHECK(on_stream == joined(joined(events, {"theirs"}), more));
  }
  SUBCASE("a database that is behind the stream") {
    bench older;
    older.record(20);
    auto position = relay.position();
    position.sent = *older.readers->last_seq();
    older.bus.entries = on.bus.entries;
    older.bus.exists = true;
    older.bus.last = on.bus.last;
    trigger_relay again{older.parts(), position, now + 60'000};
    older.bars = 1'000; // it has gone another way since
    older.record(1);
    const auto more = older.record(60);
    drain(again);
    const auto on_stream = older.bus.events();
    CHECK(on_stream.size() == 50 + 61);
    CHECK(std::equal(more.rbegin(), more.rend(), on_stream.rbegin()));
  }
}

TEST_CASE("the stream is trimmed to the newest triggers, now and then") {
  bench on;
  trigger_relay relay{on.parts(100), {}, now};
  auto events = on.record(1'500);
  drain(relay);
  CHECK(on.bus.entries.size() >= 100);
  CHECK(on.bus.entries.size() < 100 + 256);
  const auto left = on.bus.events();
  CHECK(std::equal(left.rbegin(), left.rend(), events.rbegin()));
}

TEST_CASE("positions are read back, and nothing else is") {
  const relay_position x{1'700'000'000'000, 5, 77};
  const auto read = parse_relay_position(to_string(x));
  REQUIRE(read.ok());
  CHECK(*read == x);
  CHECK(parse_relay_position("")->epoch == 0);
  for (const auto* text : {"x", "1", "1 2", "0 0 0", "1 5 4", "1 2 3 4", "1 -2 3"})
    CHECK_MESSAGE(!parse_relay_position(text).ok(), text);
}

TEST_CASE("waits grow from about 0.1 s to 5 s, the same for the same position") {
  const relay_position at{now, 0, 9};
  std::int64_t before = 0;
  for (std::uint32_t n = 1; n < 40; ++n) {
    const auto wait = relay_wait_ms(n, at);
    CHECK(wait == relay_wait_ms(n, at));
    CHECK(wait >= 80);
    CHECK(wait <= 5'000);
    if (n <= 6)
      CHECK(wait > before);
    before = wait;
  }
  CHECK(relay_wait_ms(30, at) >= 4'000);
  std::set<std::int64_t> spread;
  for (std::int64_t seq = 0; seq < 200; ++seq)
    spread.insert(relay_wait_ms(30, {now, 0, seq}));
  CHECK(spread.size() > 5);
}
