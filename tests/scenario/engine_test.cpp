// The whole tree in virtual time: candles in, triggers out, parts failing.
#include "domain/conditions/parser.hpp"
#include "tests/support/engine_fixture.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <stdexcept>

using namespace tradeeon;
using namespace std::chrono_literals;
using test::engine_fixture;

namespace {

using ids = std::vector<std::string>;

std::string event(const std::string& alert_id, const tagged_candle& bar) {
  return alert_id + ':' + std::to_string(bar.bar.open_time);
}

} // namespace

TEST_CASE_FIXTURE(engine_fixture, "a candle that crosses a level becomes a trigger") {
  start();
  add_alert("a", "close crosses_above 100", fire_mode::per_close);
  const auto candles = bars({99, 101, 102, 99, 103});
  const auto receipt = push(candles);
  CHECK(receipt.accepted == 5);
  CHECK(log() == ids{event("a", candles[1]), event("a", candles[4])});
}

TEST_CASE_FIXTURE(engine_fixture, "candles sent again change nothing") {
  start();
  add_alert("a", "close > 100", fire_mode::per_close);
  push(bars({99, 101}));
  const auto again = push(bars({99, 101}));
  CHECK(again.accepted == 0);
  CHECK(again.duplicates == 2);
  CHECK(log().size() == 1);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "500 users with one condition cost one evaluation a bar") {
  start([](engine_context& x) { x.limits->set({500, {}}); });
  for (int i = 0; i < 500; ++i)
    add_alert("a" + std::to_string(i), "RSI(14) < 30", fire_mode::per_edge);
  const auto before = context->count->condition_evaluations.get();
  push(bars({1, 2, 3, 4, 5}));
  CHECK(context->count->condition_evaluations.get() - before == 5);
  CHECK(context->count->distinct_conditions.get() == 1);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a crash on one bar touches no other symbol and loses nothing") {
  bool thrown = false;
  start([&](engine_context& x) {
    x.before_evaluation = [&](const candle_batch& batch) {
      if (batch.symbol == "BTCUSDT" && batch.candles.front().close == 105 && !thrown) {
        thrown = true;
        throw std::runtime_error{"test hook"};
      }
    };
  });
  add_alert("btc", "close > 100", fire_mode::per_close);
  add_alert("eth", "close > 100", fire_mode::per_close, "ETHUSDT");
  push(bars({101, 102}));
  send_candles(bars({105, 106}, 2));
  push(bars({101, 99, 103}, 0, "ETHUSDT")); // while BTCUSDT is being rebuilt
  CHECK(log() == ids{event("btc", bars({101})[0]), event("btc", bars({102}, 1)[0]),
                     event("eth", bars({101})[0]), event("eth", bars({103}, 2)[0])});
  advance(5s);
  CHECK(thrown);
  const auto all = log();
  CHECK(all.size() == 6);
  CHECK(std::count(all.begin(), all.end(), event("btc", bars({105}, 2)[0])) == 1);
  CHECK(std::count(all.begin(), all.end(), event("btc", bars({106}, 3)[0])) == 1);
  CHECK(context->count->actor_restarts.get() == 1);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a bar that always crashes is set aside, and the rest goes on") {
  start([&](engine_context& x) {
    x.before_evaluation = [](const candle_batch& batch) {
      for (const auto& bar : batch.candles)
        if (bar.close == 666)
          throw std::runtime_error{"poison"};
    };
  });
  add_alert("a", "close > 100", fire_mode::per_close);
  const auto candles = bars({101, 666, 103});
  auto pending =
    self->request(find(role::router), caf::infinite, ingest_atom_v, candles, time_ms{0});
  settle();
  for (int i = 0; i < 20; ++i)
    advance(1s);
  ingest_receipt receipt;
  pending.receive([&](ingest_receipt& x) { receipt = x; },
                  [&](caf::error& e) { FAIL(sys.render(e)); });
  CHECK(receipt.accepted == 2);
  REQUIRE(receipt.refused.size() == 1);
  CHECK(receipt.refused[0].index == 1);
  CHECK(receipt.refused[0].reason.find("poison") != std::string::npos);
  CHECK(log() == ids{event("a", candles[0]), event("a", candles[2])});
  auto aside = queries->quarantine();
  REQUIRE(aside.ok());
  REQUIRE(aside->size() == 1);
  CHECK(aside->front().bar.close == 666);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "after a restart the same bars give the same triggers") {
  const std::vector<double> closes{10, 11, 12, 9, 8,  12, 13, 7,
                                   14, 15, 9,  8, 16, 17, 5,  20};
  // An undisturbed run …
  start();
  add_alert("a", "close crosses_above EMA(3)", fire_mode::per_edge);
  push(bars(closes));
  const auto whole = log();
  REQUIRE(whole.size() >= 3);
  stop();
  // … and one that is stopped after every bar.
  database = storage::memory::memory_database{};
  queries = database.open_queries();
  start();
  add_alert("a", "close crosses_above EMA(3)", fire_mode::per_edge);
  for (std::size_t i = 0; i < closes.size(); ++i) {
    push(bars({closes[i]}, i));
    stop();
    start();
  }
  CHECK(log() == whole);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "an alert created while its level holds waits for the next edge") {
  start();
  push(bars({105, 106}));
  add_alert("a", "close > 100", fire_mode::per_edge);
  const auto candles = bars({107, 99, 108}, 2);
  push(candles);
  CHECK(log() == ids{event("a", candles[2])});
}

TEST_CASE_FIXTURE(engine_fixture, "mode once completes its alert for good") {
  start();
  add_alert("a", "close > 100", fire_mode::once);
  push(bars({99, 101, 102}));
  CHECK(log().size() == 1);
  CHECK(queries->alert_of("u", "a")->status == alert_status::completed);
  stop();
  start();
  push(bars({103}, 3));
  CHECK(log().size() == 1);
  CHECK(context->count->distinct_conditions.get() == 0);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a forming candle fires per_bar once, and its close not again") {
  start();
  add_alert("bar", "close > 100", fire_mode::per_bar);
  add_alert("close", "close > 100", fire_mode::per_close);
  push(bars({99}));
  auto forming = bars({101}, 1);
  forming[0].bar.closed = false;
  forming[0].bar.update_time = forming[0].bar.open_time + 1'000;
  push(forming);
  CHECK(log() == ids{event("bar", forming[0])});
  forming[0].bar.close = forming[0].bar.high = 102;
  forming[0].bar.update_time += 1'000;
  push(forming);
  CHECK(log().size() == 1);
  push(bars({103}, 1));
  CHECK(log() == ids{event("bar", forming[0]), event("close", forming[0])});
}

TEST_CASE_FIXTURE(engine_fixture, "paused and deleted alerts stay silent") {
  start();
  auto a = add_alert("a", "close > 100", fire_mode::per_close);
  add_alert("b", "close > 100", fire_mode::per_close);
  a.status = alert_status::paused;
  ask<alert>(find(role::store), change_atom_v, a, a.version, false);
  ask<std::string>(find(role::store), remove_atom_v, std::string{"u"}, std::string{"b"});
  push(bars({101}));
  CHECK(log().empty());
  CHECK(context->count->distinct_conditions.get() == 0);
  a.status = alert_status::active;
  ask<alert>(find(role::store), change_atom_v, a, a.version, false);
  push(bars({102}, 1));
  CHECK(log() == ids{event("a", bars({102}, 1)[0])});
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a webhook is retried on schedule until it is delivered") {
  start();
  add_alert("a", "close > 100", fire_mode::per_close, "BTCUSDT", timeframe::m1,
            {action{action_kind::webhook, "http://127.0.0.1:1/x", {}, -1}});
  push(bars({101}));
  REQUIRE(transport->requests.size() == 1);
  const auto id = transport->requests[0].request.headers[0].second;
  transport->answer({attempt_class::refused, 503, -1, {}, 5});
  settle();
  CHECK(transport->requests.empty());
  advance(3s);
  CHECK(transport->requests.empty()); // the first wait is 5 s ± 20 %
  advance(3s);
  REQUIRE(transport->requests.size() == 1);
  CHECK(transport->requests[0].request.headers[0].second == id);
  transport->answer({attempt_class::delivered, 200, -1, {}, 5});
  settle();
  auto rows = queries->deliveries("u", "a", 10);
  REQUIRE(rows.ok());
  CHECK(rows->front().state == delivery_state::done);
  CHECK(rows->front().attempts == 2);
  CHECK(context->count->outbox_pending.get() == 0);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a webhook in flight at a crash is sent again with the same id") {
  start();
  add_alert("a", "close > 100", fire_mode::per_close, "BTCUSDT", timeframe::m1,
            {action{action_kind::webhook, "http://127.0.0.1:1/x", {}, -1}});
  push(bars({101}));
  REQUIRE(transport->requests.size() == 1);
  const auto id = transport->requests[0].request.headers[0].second;
  stop();
  start();
  REQUIRE(transport->requests.size() == 1);
  CHECK(transport->requests[0].request.headers[0].second == id);
}

TEST_CASE_FIXTURE(engine_fixture, "a dead endpoint does not hold up another") {
  start();
  const auto hook = [](const char* url) {
    return std::vector<action>{action{action_kind::webhook, url, {}, -1}};
  };
  for (int i = 0; i < 6; ++i)
    add_alert("dead" + std::to_string(i), "close > 100", fire_mode::per_close, "BTCUSDT",
              timeframe::m1, hook("http://127.0.0.1:1/dead"));
  add_alert("live", "close > 100", fire_mode::per_close, "BTCUSDT", timeframe::m1,
            hook("http://127.0.0.1:2/live"));
  push(bars({101}));
  // Four of the dead lane are in flight and hang; the other lane is served.
  CHECK(transport->requests.size() == 5);
  CHECK(std::any_of(
    transport->requests.begin(), transport->requests.end(),
    [](const auto& x) { return x.request.url == "http://127.0.0.1:2/live"; }));
}

TEST_CASE_FIXTURE(
  engine_fixture,
  "a condition trigger reaches each subscription once, through restarts") {
  start();
  registered_condition row;
  row.symbol = "BTCUSDT";
  row.base = timeframe::m1;
  row.text = "BTCUSDT 1m 100 < close";
  row.condition_id = condition_id(*parse_canonical(row.text));
  row.type = "price";
  ask<registration>(find(role::store), register_atom_v, row);
  for (const bool level : {false, true}) {
    subscription x;
    x.subscription_id = level ? "level" : "edge";
    x.user_id = "u";
    x.bot_id = level ? "bot-2" : "bot-1";
    x.bot_type = "dca";
    x.condition_id = row.condition_id;
    x.level = level;
    ask<enrolment>(find(role::store), subscr_atom_v, x);
  }
  const auto candles = bars({99, 101, 102, 99, 103});
  push({candles.begin(), candles.begin() + 3});
  stop();
  start();
  push({candles.begin() + 3, candles.end()});
  auto events = queries->events("u", 0, 100);
  REQUIRE(events.ok());
  ids handed;
  for (const auto& x : *events)
    if (x.what == storage::log_event::kind::bot)
      handed.push_back(x.handed.handoff_id);
  std::sort(handed.begin(), handed.end());
  const auto id = [&](std::size_t bar, const char* who) {
    return row.condition_id + ':' + std::to_string(candles[bar].bar.open_time) + ':' +
           who;
  };
  CHECK(handed == ids{id(1, "edge"), id(1, "level"), id(2, "level"), id(4, "edge"),
                      id(4, "level")});
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a crashed store takes its dependants along and nothing is lost") {
  start();
  add_alert("a", "close > 100", fire_mode::per_close);
  push(bars({101}));
  caf::anon_send_exit(find(role::store), caf::exit_reason::kill);
  settle();
  advance(2s);
  push(bars({102}, 1));
  CHECK(log().size() == 2);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "candles of another base timeframe are refused with the reason") {
  start();
  push(bars({101}));
  auto five = bars({101}, 10);
  five[0].base = timeframe::m5;
  five[0].bar.open_time = bar_open(timeframe::m5, five[0].bar.open_time);
  const auto receipt = push(five);
  REQUIRE(receipt.refused.size() == 1);
  CHECK(receipt.refused[0].reason ==
        "BTCUSDT is fed with 1m candles; higher bars are built from those");
}

TEST_CASE_FIXTURE(engine_fixture,
                  "bad candles are refused by their place, the good ones taken") {
  start();
  auto candles = bars({101, 102, 103});
  candles[1].bar.high = 1;
  const auto receipt = push(candles);
  CHECK(receipt.accepted == 2);
  REQUIRE(receipt.refused.size() == 1);
  CHECK(receipt.refused[0].index == 1);
  auto gaps = queries->gaps("BTCUSDT");
  REQUIRE(gaps.ok());
  REQUIRE(gaps->size() == 1);
  CHECK(gaps->front().from == candles[1].bar.open_time);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a resumed alert remembers the same with and without a crash") {
  for (const bool crash : {false, true}) {
    CAPTURE(crash);
    database = storage::memory::memory_database{};
    queries = database.open_queries();
    start();
    auto a = add_alert("a", "close > 95", fire_mode::per_edge);
    push(bars({90, 100, 90}));
    a.status = alert_status::paused;
    ask<alert>(find(role::store), change_atom_v, a, a.version, false);
    push(bars({100}, 3));
    a.status = alert_status::active;
    ask<alert>(find(role::store), change_atom_v, a, a.version, true);
    if (crash) {
      stop();
      start();
    }
    push(bars({101}, 4));
    CHECK(log() == ids{event("a", bars({100}, 1)[0])});
    stop();
  }
}

TEST_CASE_FIXTURE(engine_fixture,
                  "an edit that read the alert before it completed is a conflict") {
  start();
  const auto read = add_alert("a", "close > 100", fire_mode::once);
  push(bars({101}));
  auto pending = self->request(find(role::store), caf::infinite, change_atom_v, read,
                               read.version, false);
  settle();
  bool refused = false;
  pending.receive([](const alert&) {}, [&](const caf::error&) { refused = true; });
  CHECK(refused);
  push(bars({102}, 1));
  CHECK(log().size() == 1);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a forming update that crashes does not take its bar along") {
  start([&](engine_context& x) {
    x.before_evaluation = [](const candle_batch& batch) {
      if (!batch.candles.front().closed)
        throw std::runtime_error{"forming"};
    };
  });
  add_alert("a", "close > 100", fire_mode::per_close);
  push(bars({99}));
  auto forming = bars({101}, 1);
  forming[0].bar.closed = false;
  const auto receipt = push(forming);
  CHECK(receipt.refused.size() == 1);
  push(bars({102}, 1));
  CHECK(log() == ids{event("a", forming[0])});
}

TEST_CASE_FIXTURE(engine_fixture, "the same forming update twice fires per_tick once") {
  start();
  add_alert("a", "close > 100", fire_mode::per_tick);
  push(bars({99}));
  auto forming = bars({101}, 1);
  forming[0].bar.closed = false;
  forming[0].bar.update_time = forming[0].bar.open_time + 1;
  push(forming);
  forming[0].bar.update_time += 5;
  const auto again = push(forming);
  CHECK(again.duplicates == 1);
  CHECK(log().size() == 1);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "live events of one commit come in the order of the log") {
  start();
  for (int i = 0; i < 3; ++i)
    add_alert("a" + std::to_string(i), "close > 100", fire_mode::per_close, "BTCUSDT",
              timeframe::m1, {action{action_kind::bot, "bot", "execute_entry", -1}});
  auto stream = context->streams->open({"u", {}});
  REQUIRE(stream.ok());
  push(bars({101}));
  std::vector<std::int64_t> live;
  while (const auto x = (*stream)->pop(0ms))
    live.push_back(x->seq);
  auto logged = queries->events("u", 0, 100);
  REQUIRE(logged.ok());
  std::vector<std::int64_t> all;
  for (const auto& x : *logged)
    all.push_back(x.seq);
  CHECK(all.size() == 6);
  CHECK(live == all);
}

TEST_CASE_FIXTURE(engine_fixture,
                  "a short history keeps recursive values through a crash") {
  const auto tune = [](engine_context& x) { x.history = 20; };
  database = storage::memory::memory_database{storage::retention{20}};
  queries = database.open_queries();
  std::vector<double> closes;
  for (int i = 0; i < 120; ++i)
    closes.push_back(100 + (i * 37 % 23) - (i * 11 % 7));
  const auto run = [&](bool crash) {
    database = storage::memory::memory_database{storage::retention{20}};
    queries = database.open_queries();
    start(tune);
    add_alert("a", "close crosses_above EMA(15)", fire_mode::per_close);
    for (std::size_t i = 0; i < closes.size(); ++i) {
      push(bars({closes[i]}, i));
      if (crash && i % 7 == 3) {
        stop();
        start(tune);
      }
    }
    storage::queries::trigger_filter filter;
    filter.user_id = "u";
    std::vector<double> readings;
    for (const auto& x : *queries->triggers(filter))
      for (const double value : {x.why.parts[0].left, x.why.parts[0].right})
        readings.push_back(value);
    stop();
    return readings;
  };
  const auto undisturbed = run(false);
  CHECK(undisturbed.size() > 10);
  CHECK(run(true) == undisturbed); // to the last bit
}
