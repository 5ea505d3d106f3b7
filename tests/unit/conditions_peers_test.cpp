// Conditions that read other symbols and timeframes, against a computation from
// scratch.
#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr auto base = timeframe::m5;
constexpr std::size_t history = 1'000;

condition_limits mixed_limits() {
  return {base, {base, timeframe::m15, timeframe::h1}, false, 3, {"ETHUSDT", "SOLUSDT"},
          true};
}

/// A home and two other symbols, of different bar lengths, with holes.
struct market {
  std::vector<candle> home;
  slow_peers peers;
};

market random_market(dice& random, std::size_t bars, double gaps) {
  market out;
  out.home = walk(random, base, bars, gaps);
  const timeframe frames[] = {timeframe::m1, base, timeframe::m15};
  for (const auto* name : {"ETHUSDT", "SOLUSDT"}) {
    auto& feed = out.peers[name];
    feed.base = frames[random() % 3];
    const auto minutes = feed.base == timeframe::m1 ? 5U : 1U;
    feed.bars = walk(random, feed.base, bars * minutes + 20, gaps);
  }
  return out;
}

/// Drives a graph with the candles of a market: each home candle after what the others
/// had closed by then.
class driver {
public:
  explicit driver(const market& from) : from_(from) {}
  void advance(condition_graph& graph, const candle& bar, std::vector<bar_step>& out) {
    for (const auto& [symbol, feed] : from_.peers)
      for (auto& at = next_[symbol];
           at < feed.bars.size() && bar_close(feed.base, feed.bars[at].open_time) <=
                                      bar_close(base, bar.open_time);
           ++at)
        graph.offer(symbol, feed.base, feed.bars[at]);
    graph.advance(bar, out);
  }

private:
  const market& from_;
  std::map<std::string, std::size_t> next_;
};

struct asked {
  condition what;
  condition_view view;
};

asked ask(condition_graph& graph, const condition& what) {
  return {normalised(what), graph.add(what)};
}

condition_graph fresh() {
  condition_graph out{"BTCUSDT", history};
  out.set_base(base);
  return out;
}

condition read(const std::string& text) {
  const auto what = parse_condition(text, {"BTCUSDT", base});
  CAPTURE(text);
  REQUIRE(what);
  return *what;
}

double value_of(const operand_view& x, const std::vector<operand_reading>& readings,
                bool previous) {
  if (x.slot < 0)
    return x.number;
  const auto& at = readings[static_cast<std::size_t>(x.slot)];
  return previous ? at.previous : at.now;
}

void require_as_slow(const asked& x, const slow_answer& slow, truth now,
                     const std::vector<operand_reading>& readings) {
  CAPTURE(x.view.text);
  if (x.view.left.slot >= 0) {
    REQUIRE(same_value(value_of(x.view.left, readings, false), slow.left));
    REQUIRE(same_value(value_of(x.view.left, readings, true), slow.previous_left));
  }
  if (x.view.right.slot >= 0) {
    REQUIRE(same_value(value_of(x.view.right, readings, false), slow.right));
    REQUIRE(same_value(value_of(x.view.right, readings, true), slow.previous_right));
  }
  REQUIRE(now == slow.now);
}

/// Two graphs say the same of one condition, bit for bit.
void require_same(const condition_graph& a, condition_index in_a,
                  const condition_graph& b, condition_index in_b) {
  const auto x = a.view(in_a);
  const auto y = b.view(in_b);
  CAPTURE(x.text);
  REQUIRE(x.text == y.text);
  REQUIRE(x.now == y.now);
  for (const bool previous : {false, true}) {
    REQUIRE(same_value(value_of(x.left, a.readings(), previous),
                       value_of(y.left, b.readings(), previous)));
    REQUIRE(same_value(value_of(x.right, a.readings(), previous),
                       value_of(y.right, b.readings(), previous)));
  }
}

peer_candles stored(const std::string& symbol, const slow_feed& feed, time_ms until) {
  peer_candles out{symbol, feed.base, {}};
  for (const auto tf : all_timeframes())
    if (divides(feed.base, tf))
      out.bars.emplace_back(tf, bars_at(feed.bars, feed.base, tf, until));
  return out;
}

} // namespace

TEST_CASE("other symbols and timeframes are what a computation from scratch says") {
  dice random{81};
  for (int run = 0; run < 6; ++run) {
    const auto from = random_market(random, 50, run % 2 * 0.08);
    auto graph = fresh();
    std::vector<asked> all;
    for (int i = 0; i < 16; ++i)
      all.push_back(ask(graph, random_condition(random, mixed_limits())));
    driver drive{from};
    std::vector<bar_step> steps;
    for (const auto& bar : from.home) {
      steps.clear();
      drive.advance(graph, bar, steps);
      for (const auto& x : all)
        require_as_slow(
          x,
          evaluate_slowly(x.what, from.home, base, steps.back().at, nullptr, from.peers),
          graph.now(x.view.index), steps.back().readings);
    }
  }
}

TEST_CASE("a forming bar sees other symbols as of their newest closed bars") {
  dice random{82};
  for (int run = 0; run < 4; ++run) {
    const auto from = random_market(random, 40, run % 2 * 0.08);
    auto graph = fresh();
    std::vector<asked> all;
    for (int i = 0; i < 16; ++i) {
      all.push_back(ask(graph, random_condition(random, mixed_limits())));
      graph.use_intrabar(all.back().view.index);
    }
    driver drive{from};
    std::vector<bar_step> steps;
    for (const auto& bar : from.home) {
      // Behind a hole the bars that ended in it are not known to have ended yet.
      if (graph.newest() >= 0 && bar_close(base, graph.newest()) == bar.open_time) {
        const auto at = bar_close(base, graph.newest());
        const auto step = graph.preview(bar);
        for (const auto& x : all) {
          const auto told =
            std::find_if(step.tentative.begin(), step.tentative.end(),
                         [&](const auto& y) { return y.which == x.view.index; });
          REQUIRE(told != step.tentative.end());
          CAPTURE(x.view.text);
          require_as_slow(x,
                          evaluate_slowly(x.what, from.home, base, at, &bar, from.peers),
                          told->now, step.tentative_readings);
        }
      }
      drive.advance(graph, bar, steps);
    }
  }
}

TEST_CASE("the future of no symbol changes what was said before") {
  dice random{83};
  for (int run = 0; run < 6; ++run) {
    const auto from = random_market(random, 80, 0.05);
    auto changed = from;
    const auto until = 20 + random() % 50;
    const auto at = bar_close(base, from.home[until - 1].open_time);
    for (auto& [symbol, feed] : changed.peers)
      for (auto& bar : feed.bars)
        if (bar_close(feed.base, bar.open_time) > at)
          bar.close = bar.low;
    auto one = fresh();
    auto other = fresh();
    std::vector<std::pair<condition_index, condition_index>> both;
    for (int i = 0; i < 25; ++i) {
      const auto what = random_condition(random, mixed_limits());
      both.emplace_back(one.add(what).index, other.add(what).index);
    }
    // One is offered everything at once, the other only what has come by then.
    driver in_one{from};
    for (const auto& [symbol, feed] : changed.peers)
      for (const auto& bar : feed.bars)
        other.offer(symbol, feed.base, bar);
    std::vector<bar_step> steps;
    for (std::size_t i = 0; i < until; ++i) {
      in_one.advance(one, from.home[i], steps);
      other.advance(from.home[i], steps);
    }
    for (const auto& [a, b] : both)
      require_same(one, a, other, b);
  }
}

TEST_CASE("a graph that reads other symbols is restored bit for bit") {
  dice random{84};
  for (int run = 0; run < 20; ++run) {
    const auto from = random_market(random, 150, run % 2 * 0.05);
    auto one = fresh();
    std::vector<std::pair<condition_index, condition>> wanted;
    const auto add = [&] {
      const auto what = random_condition(random, mixed_limits());
      wanted.emplace_back(one.add(what).index, what);
    };
    for (int i = 0; i < 12; ++i)
      add();
    const auto saved_at = 5 + random() % 80;
    const auto crash_at = saved_at + random() % 20;
    driver drive{from};
    std::vector<bar_step> steps;
    std::string checkpoint;
    candle_history stored_home;
    std::map<timeframe, std::vector<candle>> bars;
    for (std::size_t i = 0; i < crash_at; ++i) {
      steps.clear();
      drive.advance(one, from.home[i], steps);
      for (const auto& step : steps)
        for (const auto& x : step.closed)
          bars[x.base].push_back(x.bar);
      if (i <= saved_at)
        checkpoint = one.save();
    }
    for (const auto& [tf, list] : bars)
      stored_home.emplace_back(tf, list);
    const auto until = bar_close(base, one.newest());
    std::vector<peer_candles> peers;
    for (const auto& [symbol, feed] : from.peers)
      peers.push_back(stored(symbol, feed, until));
    condition_graph other{"BTCUSDT", history};
    const auto restored = other.restore(checkpoint, stored_home, peers);
    const auto why = restored ? std::string{} : restored.error().text;
    CAPTURE(why);
    REQUIRE(restored);
    for (const auto& [symbol, feed] : from.peers)
      for (const auto& bar : feed.bars)
        if (bar_close(feed.base, bar.open_time) <= until)
          other.offer(symbol, feed.base, bar);
    for (const auto& bar : bars[base])
      if (bar.open_time > other.newest())
        other.advance(bar, steps);
    for (int i = 0; i < 4; ++i)
      add(); // a newcomer to both
    std::vector<std::pair<condition_index, condition_index>> both;
    for (const auto& [index, what] : wanted) {
      // As the engine does it: a symbol unknown so far brings its stored candles.
      for (const auto& name : peers_of(what))
        if (!other.peer(name))
          other.hold_peer(stored(name, from.peers.at(name), until));
      both.emplace_back(index, other.add(what).index);
    }
    other.prune();
    driver again{from};
    for (std::size_t i = crash_at; i < from.home.size(); ++i) {
      for (const auto& [a, b] : both)
        require_same(one, a, other, b);
      drive.advance(one, from.home[i], steps);
      again.advance(other, from.home[i], steps);
    }
  }
}

TEST_CASE("whoever comes later knows what those know who were there") {
  dice random{85};
  for (int run = 0; run < 12; ++run) {
    const auto from = random_market(random, 100, run % 2 * 0.06);
    auto early = fresh();
    auto late = fresh();
    // Keeps what is read later among the bars held from the start.
    early.add(read("close(ETHUSDT) + close(SOLUSDT) > 1"));
    late.add(read("close(ETHUSDT) + close(SOLUSDT) > 1"));
    std::vector<condition> wanted;
    std::vector<condition_index> in_early;
    for (int i = 0; i < 25; ++i) {
      wanted.push_back(random_condition(random, mixed_limits()));
      in_early.push_back(early.add(wanted.back()).index);
    }
    driver first{from};
    driver second{from};
    std::vector<bar_step> steps;
    for (std::size_t i = 0; i < from.home.size(); ++i) {
      first.advance(early, from.home[i], steps);
      second.advance(late, from.home[i], steps);
      if (i % 20 != 19)
        continue;
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        const auto view = late.add(wanted[k]);
        require_same(early, in_early[k], late, view.index);
        late.release(view.index);
      }
    }
  }
}

TEST_CASE("a symbol that nobody reads any more is forgotten") {
  auto graph = fresh();
  const auto a = graph.add(read("close(ETHUSDT) > RSI(14, SOLUSDT)"));
  const auto b = graph.add(read("close - close(ETHUSDT) > 1"));
  CHECK(graph.peers().size() == 2);
  graph.release(a.index);
  REQUIRE(graph.peers().size() == 1);
  CHECK(graph.peers().front().symbol == "ETHUSDT");
  graph.release(b.index);
  CHECK_FALSE(graph.has_peers());
  CHECK_FALSE(graph.offer("ETHUSDT", base, {}));
}

TEST_CASE("a missing symbol is named, and why it is missing") {
  auto graph = fresh();
  const auto what = read("close > close(ETHUSDT)");
  graph.add(what);
  dice random{86};
  const auto bars = walk(random, base, 3, 0);
  CHECK(graph.missing_peer(what) == "no feed has delivered ETHUSDT yet");
  std::vector<bar_step> steps;
  REQUIRE(graph.offer("ETHUSDT", base, bars[0]));
  graph.advance(bars[0], steps);
  CHECK(graph.missing_peer(what).empty());
  graph.advance(bars[1], steps);
  CHECK(graph.missing_peer(what) ==
        "the newest 5m bar of ETHUSDT is missing: its feed is late, or has a hole");
  CHECK(graph.missing_peer(read("close > close(ETHUSDT) @ 1m")) ==
        "ETHUSDT is fed with 5m candles; 1m bars can't be built from those");
  CHECK_FALSE(graph.offer("ETHUSDT", timeframe::m1, bars[2])); // another bar length
  CHECK_FALSE(graph.offer("ETHUSDT", base, bars[0]));          // an old candle
}

TEST_CASE("a checkpoint from before other symbols is still read") {
  dice random{87};
  const auto bars = walk(random, base, 40, 0);
  auto one = fresh();
  const auto what = read("EMA(9) > RSI(14)");
  const auto mine = one.add(what);
  std::vector<bar_step> steps;
  candle_history stored_home;
  stored_home.emplace_back(base, std::vector<candle>{bars.begin(), bars.begin() + 30});
  for (std::size_t i = 0; i < 30; ++i)
    one.advance(bars[i], steps);
  auto blob = one.save();
  // Version 2 lacks the time of the newest step and the list of other symbols.
  std::size_t at = 1 + 1 + 1 + 8 + 4 + 4 + one.view(mine.index).text.size();
  for (std::size_t i = 0; i < timeframe_count; ++i)
    at += blob[at] == 0 ? 1 : 1 + 6 * 8;
  blob.erase(at, 8 + 4);
  blob[0] = 2;
  condition_graph other{"BTCUSDT", history};
  REQUIRE(other.restore(blob, stored_home));
  const auto theirs = other.add(what);
  for (std::size_t i = 30; i < bars.size(); ++i) {
    require_same(one, mine.index, other, theirs.index);
    one.advance(bars[i], steps);
    other.advance(bars[i], steps);
  }
}
