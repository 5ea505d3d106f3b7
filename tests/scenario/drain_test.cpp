// The end of an engine in order, and what it says of itself meanwhile.
#include "actors/messages.hpp"
#include "domain/market/random_walk.hpp"
#include "tests/support/engine_fixture.hpp"

#include <caf/event_based_actor.hpp>

#include <string>

using namespace tradeeon;
using namespace std::chrono_literals;
using test::engine_fixture;

namespace {

struct drain_fixture : engine_fixture {
  /// Asks a part to end in order; `ended` becomes true once it has answered.
  void drain(role who) {
    sys.spawn([=](caf::event_based_actor* me) {
      me->request(find(who), caf::infinite, drain_atom_v)
        .then([=](bool) { ended = true; }, [](const caf::error&) {});
    });
    settle();
  }

  void add_hooked(const char* id) {
    add_alert(id, "close > 100", fire_mode::per_close, "BTCUSDT", timeframe::m1,
              {action{action_kind::webhook, "http://127.0.0.1:1/x", {}, -1}});
  }

  std::string outbox_trouble() {
    return ask<std::string>(find(role::dispatcher), status_atom_v);
  }

  bool ended = false;
};

/// A feed of the present, one bar a minute, from the fixture's first minute on.
feed_options present_feed(time_ms start) {
  feed_options out;
  out.name = "present";
  out.live = true;
  out.speed = 1;
  out.open = [start]() -> result<std::unique_ptr<candle_source>> {
    random_walk_settings walk;
    walk.symbol = "BTCUSDT";
    walk.base = timeframe::m1;
    walk.start_time = start;
    return std::unique_ptr<candle_source>{std::make_unique<random_walk>(walk)};
  };
  return out;
}

} // namespace

TEST_CASE_FIXTURE(drain_fixture, "draining waits for the webhooks that are in flight") {
  start();
  for (const char* id : {"a", "b", "c", "d", "e", "f"})
    add_hooked(id);
  push(bars({101}));
  REQUIRE(transport->requests.size() == 4); // the lane's bound; two wait
  drain(role::dispatcher);
  CHECK_FALSE(ended);
  for (int i = 0; i < 4; ++i) {
    CHECK_FALSE(ended);
    transport->answer({attempt_class::delivered, 200, -1, {}, 5});
    settle();
  }
  CHECK(ended);
  CHECK(transport->requests.empty()); // nothing new went out
  int done = 0;
  for (const char* id : {"a", "b", "c", "d", "e", "f"}) {
    const auto rows = queries->deliveries("u", id, 10);
    REQUIRE(rows.ok());
    for (const auto& row : *rows)
      done += row.state == delivery_state::done ? 1 : 0;
  }
  CHECK(done == 4); // the answers are durable before it says that it has ended
  stop();
  start();
  CHECK(transport->requests.size() == 2); // the others are in the outbox
}

TEST_CASE_FIXTURE(drain_fixture, "with nothing in flight draining ends at once") {
  start();
  drain(role::dispatcher);
  CHECK(ended);
  add_hooked("a");
  push(bars({101}));
  CHECK(transport->requests.empty());
}

TEST_CASE_FIXTURE(drain_fixture, "a drained store has committed what came before") {
  start();
  drain(role::store);
  CHECK(ended);
}

TEST_CASE_FIXTURE(drain_fixture, "a feed hands on nothing more once draining begins") {
  start([this](engine_context& x) { x.feeds.push_back(present_feed(now())); });
  advance(61s);
  advance(60s);
  const auto before = context->count->candles_accepted.get();
  CHECK(before >= 1);
  context->draining->store(true);
  for (int i = 0; i < 5; ++i)
    advance(60s);
  CHECK(context->count->candles_accepted.get() == before);
}

TEST_CASE_FIXTURE(drain_fixture, "a feed of the present is stale after two bars") {
  start([this](engine_context& x) { x.feeds.push_back(present_feed(now())); });
  for (int i = 0; i < 5; ++i) {
    advance(60s);
    CHECK(context->feed_times->stale(now()).empty());
  }
  context->draining->store(true); // no more come
  advance(60s);
  CHECK(context->feed_times->stale(now()).empty());
  advance(120s);
  CHECK(context->feed_times->stale(now()) == std::vector<std::string>{"present"});
}

TEST_CASE_FIXTURE(drain_fixture, "pushed and replayed candles are never stale") {
  start([](engine_context& x) {
    auto replay = present_feed(0);
    replay.live = false;
    replay.speed = 0.001;
    x.feeds.push_back(replay);
  });
  push(bars({101}));
  advance(3'600s);
  CHECK(context->feed_times->stale(now()).empty());
}

TEST_CASE_FIXTURE(drain_fixture,
                  "a slow receiver is no trouble of the outbox, none at all is") {
  start();
  for (const char* id : {"a", "b", "c", "d", "e", "f"})
    add_hooked(id);
  push(bars({101}));
  CHECK(outbox_trouble().empty());
  advance(50s);
  CHECK(outbox_trouble().empty());
  CHECK(context->count->outbox_oldest_ms.get() == 50'000);
  advance(20s);
  transport->answer({attempt_class::unreachable, 0, -1, "timed out", 10});
  settle();
  advance(170s);
  CHECK(outbox_trouble().empty()); // it is slow, but an attempt has ended
  advance(11s);
  CHECK_FALSE(outbox_trouble().empty());
}

TEST_CASE_FIXTURE(drain_fixture,
                  "limits that change hold for the next alert and attempt") {
  start();
  add_hooked("a");
  context->limits->set({1, {1, 1}});
  push(bars({101}));
  transport->answer({attempt_class::refused, 503, -1, {}, 5});
  settle();
  const auto rows = queries->deliveries("u", "a", 10);
  REQUIRE(rows.ok());
  CHECK(rows->front().state == delivery_state::dead); // one attempt was allowed
}
