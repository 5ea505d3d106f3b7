// Symbols that read each other, in virtual time.
#include "tests/support/engine_fixture.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

using namespace tradeeon;
using namespace std::chrono_literals;
using test::engine_fixture;

namespace {

using ids = std::vector<std::string>;

std::string event(const std::string& alert_id, const tagged_candle& bar) {
  return alert_id + ':' + std::to_string(bar.bar.open_time);
}

std::vector<tagged_candle> both(std::vector<tagged_candle> a,
                                const std::vector<tagged_candle>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<std::string> sorted(std::vector<std::string> x) {
  std::sort(x.begin(), x.end());
  return x;
}

const std::vector<double> btc{10, 11, 12, 9, 8, 12, 13, 7, 14, 15, 9, 8, 16, 17, 5, 20};
const std::vector<double> eth{11, 10, 12, 8, 9, 13, 11, 9, 13, 16, 7, 9, 15, 18, 6, 19};

/// Alerts on two symbols, each reading the other.
void add_mutual_alerts(engine_fixture& x) {
  x.add_alert("a", "close > close(ETHUSDT)", fire_mode::per_close);
  x.add_alert("b", "close crosses_above EMA(3, BTCUSDT)", fire_mode::per_close,
              "ETHUSDT");
  x.add_alert("c", "SMA(3, close / close(ETHUSDT)) > 1", fire_mode::per_edge);
  x.add_alert("d", "(close(BTCUSDT) @ 5m) - close > 0", fire_mode::per_close, "ETHUSDT");
}

} // namespace

TEST_CASE_FIXTURE(engine_fixture,
                  "a condition sees another symbol's bar of its instant") {
  start();
  add_alert("a", "close > close(ETHUSDT)", fire_mode::per_close);
  push(both(bars({5, 9, 5}), bars({6, 7, 4}, 0, "ETHUSDT")));
  CHECK(log() == ids{event("a", bars({9}, 1)[0]), event("a", bars({5}, 2)[0])});
}

TEST_CASE_FIXTURE(engine_fixture, "a symbol waits for the candles of the one it reads") {
  start();
  add_alert("a", "close > close(ETHUSDT)", fire_mode::per_close);
  push(both(bars({5}), bars({6}, 0, "ETHUSDT")));
  send_candles(bars({9}, 1));
  advance(500ms);
  CHECK(log().empty());
  send_candles(bars({7}, 1, "ETHUSDT"));
  CHECK(log() == ids{event("a", bars({9}, 1)[0])});
}

TEST_CASE_FIXTURE(engine_fixture, "what does not come is unknown after a while, once") {
  start();
  add_alert("a", "close > close(ETHUSDT)", fire_mode::per_close);
  add_alert("own", "close > 8", fire_mode::per_close);
  push(both(bars({5}), bars({6}, 0, "ETHUSDT")));
  send_candles(bars({9}, 1));
  advance(1'900ms);
  CHECK(log().empty());
  advance(200ms);
  CHECK(log() == ids{event("own", bars({9}, 1)[0])});
  // It is known to be silent now: nobody waits for it again until it is back.
  send_candles(bars({9}, 2));
  CHECK(log().size() == 2);
  send_candles(both(bars({4, 5, 6}, 1, "ETHUSDT"), bars({7}, 3)));
  CHECK(log() == ids{event("own", bars({9}, 1)[0]), event("own", bars({9}, 2)[0]),
                     event("a", bars({7}, 3)[0])});
}

TEST_CASE_FIXTURE(engine_fixture, "a symbol without any candle keeps nobody waiting") {
  start();
  add_alert("own", "close > 8 or close < close(ETHUSDT)", fire_mode::per_close);
  push(bars({9, 5}));
  CHECK(log() == ids{event("own", bars({9})[0])});
  const auto why = ask<std::string>(
    find(role::evaluation), blind_atom_v, std::string{"BTCUSDT"},
    static_cast<std::uint8_t>(timeframe::m1), std::string{"close < close(ETHUSDT)"});
  CHECK(why == "no feed has delivered ETHUSDT yet");
}

TEST_CASE_FIXTURE(engine_fixture, "two symbols that read each other both go on") {
  start();
  add_mutual_alerts(*this);
  push(both(bars(btc), bars(eth, 0, "ETHUSDT")));
  CHECK(log().size() >= 10);
}

TEST_CASE_FIXTURE(engine_fixture, "candles one by one give what a whole batch gives") {
  start();
  add_mutual_alerts(*this);
  push(both(bars(btc), bars(eth, 0, "ETHUSDT")));
  const auto whole = sorted(log());
  stop();
  database = storage::memory::memory_database{};
  queries = database.open_queries();
  start();
  add_mutual_alerts(*this);
  for (std::size_t i = 0; i < btc.size(); ++i) {
    send_candles(bars({btc[i]}, i));
    advance(100ms);
    send_candles(bars({eth[i]}, i, "ETHUSDT"));
  }
  CHECK(sorted(log()) == whole);
}

TEST_CASE_FIXTURE(engine_fixture, "a restart after each bar changes nothing") {
  start();
  add_mutual_alerts(*this);
  push(both(bars(btc), bars(eth, 0, "ETHUSDT")));
  const auto whole = sorted(log());
  stop();
  database = storage::memory::memory_database{};
  queries = database.open_queries();
  start([](engine_context& x) { x.checkpoint_every = 4; });
  add_mutual_alerts(*this);
  for (std::size_t i = 0; i < btc.size(); ++i) {
    push(both(bars({btc[i]}, i), bars({eth[i]}, i, "ETHUSDT")));
    stop();
    start([](engine_context& x) { x.checkpoint_every = 4; });
  }
  CHECK(sorted(log()) == whole);
}

TEST_CASE_FIXTURE(engine_fixture, "an evaluator's crash loses nothing of what it reads") {
  start();
  add_mutual_alerts(*this);
  push(both(bars(btc), bars(eth, 0, "ETHUSDT")));
  const auto whole = sorted(log());
  stop();
  database = storage::memory::memory_database{};
  queries = database.open_queries();
  std::set<std::string> crashed; // each symbol once: twice would be quarantine
  start([&](engine_context& x) {
    x.before_evaluation = [&](const candle_batch& batch) {
      if (batch.candles.back().close == 13 && crashed.insert(batch.symbol).second)
        throw std::runtime_error{"test hook"};
    };
  });
  add_mutual_alerts(*this);
  for (std::size_t i = 0; i < btc.size(); ++i) {
    send_candles(both(bars({btc[i]}, i), bars({eth[i]}, i, "ETHUSDT")));
    for (int n = 0; n < 10; ++n)
      advance(1s);
  }
  CHECK(crashed.size() == 2);
  CHECK(sorted(log()) == whole);
}

TEST_CASE_FIXTURE(engine_fixture, "an alert made later knows what was there before it") {
  start();
  push(both(bars(btc), bars(eth, 0, "ETHUSDT")));
  // Needs the last 10 bars of both.
  add_alert("a", "SMA(10, close / close(ETHUSDT)) > 0", fire_mode::per_close);
  push(both(bars({10}, btc.size()), bars({10}, btc.size(), "ETHUSDT")));
  CHECK(log() == ids{event("a", bars({10}, btc.size())[0])});
}

TEST_CASE_FIXTURE(engine_fixture, "what the router no longer has comes from the store") {
  start();
  push(both(bars({5}), bars({6}, 0, "ETHUSDT")));
  add_alert("a", "close > close(ETHUSDT)[1999]", fire_mode::per_close);
  // The other symbol runs ahead by more than the router keeps.
  for (std::size_t i = 0; i < 2'500; i += 500)
    push(bars(std::vector<double>(500, i < 500 ? 7 : 70), 1 + i, "ETHUSDT"));
  push(bars(std::vector<double>(2'300, 10), 1));
  const auto all = log();
  // From minute 2001 on its bar of 1999 minutes before was one of the first 500.
  CHECK(std::count(all.begin(), all.end(), event("a", bars({10}, 2'002)[0])) == 1);
  CHECK(all.size() == 302);
}
