#include "domain/alerts/explain_at.hpp"
#include "domain/alerts/playbook.hpp"
#include "domain/alerts/symbol_engine.hpp"
#include "domain/conditions/question.hpp"
#include "domain/support/numbers.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr auto base = timeframe::m5;
constexpr time_ms bar_length = 300'000;
const home at{"BTCUSDT", base};

question book(const std::string& text) {
  auto read = parse_question(text, at);
  REQUIRE(read);
  return *read;
}

/// A playbook looked at on one bar after the other.
class watcher {
public:
  explicit watcher(const std::string& text) : asks_(book(text)) {}
  truth look(std::vector<truth> present) {
    const auto opened = bar_++ * bar_length;
    return evaluate(asks_, present, {opened, opened + bar_length, true}, memory_);
  }
  [[nodiscard]] const playbook_memory& memory() const { return memory_; }
  void restart() {
    memory_ = decode_playbook_memory(encode(memory_), asks_.items.size());
  }

private:
  question asks_;
  playbook_memory memory_;
  time_ms bar_ = 10;
};

constexpr auto yes = truth::yes;
constexpr auto no = truth::no;
constexpr auto unknown = truth::unknown;

} // namespace

TEST_CASE(
  "defect 17: an item counts as true for the bars of its validity, then no more") {
  watcher x{"playbook all: (close > 1) valid 2 bars and (open > 1)"};
  CHECK(x.look({no, yes}) == no);
  CHECK(x.look({yes, yes}) == yes);
  CHECK(x.look({no, yes}) == yes); // one bar later
  x.restart();
  CHECK(x.look({no, yes}) == yes); // two bars later
  CHECK(x.look({no, yes}) == no);
  CHECK(x.look({yes, no}) == no);
  CHECK(x.look({no, yes}) == yes);
}

TEST_CASE("validity in minutes is counted in open times") {
  watcher x{"playbook any: (close > 1) valid 10 minutes or (open > 1)"};
  CHECK(x.look({yes, no}) == yes);
  CHECK(x.look({no, no}) == yes); // five minutes later
  CHECK(x.look({no, no}) == yes); // ten
  CHECK(x.look({no, no}) == no);
}

TEST_CASE("validity on a higher timeframe is counted in its bars") {
  // 1h bars: true on the one from 00:00; valid for one more.
  const auto asks = book("playbook all: (close > 1 @ 1h) valid 1 bars");
  playbook_memory memory;
  const auto look = [&](time_ms minute, truth now) {
    const auto opened = minute * 60'000;
    return evaluate(asks, {now}, {opened, opened + bar_length, true}, memory);
  };
  CHECK(look(55, yes) == yes); // the bar from 00:00 has just closed
  CHECK(look(60, yes) == yes);
  CHECK(look(115, no) == yes); // the next one closed and is not true: still counts
  CHECK(look(170, no) == yes);
  CHECK(look(175, no) == no); // two bars later
}

TEST_CASE("a validity clock stands still while its item is unknown") {
  watcher x{"playbook all: (close > 1) valid 2 bars"};
  CHECK(x.look({yes}) == yes);
  CHECK(x.look({no}) == yes);
  for (int i = 0; i < 5; ++i)
    CHECK(x.look({unknown}) == yes);
  CHECK(x.look({no}) == yes);
  CHECK(x.look({no}) == no);
  CHECK(x.look({unknown}) == unknown);
}

TEST_CASE("defect 18: connectors go from left to right, and any needs none of them") {
  const auto all = "playbook all: (close > 1) or (open > 1) and (low > 1)";
  CHECK(watcher{all}.look({yes, no, no}) == no); // (a or b) and c
  CHECK(watcher{all}.look({yes, no, yes}) == yes);
  CHECK(watcher{all}.look({no, unknown, yes}) == unknown);
  const auto any = "playbook any: (close > 1) and (open > 1) and (low > 1)";
  CHECK(watcher{any}.look({no, no, yes}) == yes);
  CHECK(watcher{any}.look({no, unknown, no}) == unknown);
  CHECK(watcher{any}.look({no, no, no}) == no);
}

TEST_CASE("a forming bar is looked at without being remembered") {
  const auto asks = book("playbook all: (close > 1) valid 3 bars");
  playbook_memory memory;
  CHECK(evaluate(asks, {yes}, {0, 100'000, false}, memory) == yes);
  CHECK(evaluate(asks, {no}, {0, 200'000, false}, memory) == no);
  CHECK(evaluate(asks, {no}, {0, 300'000, true}, memory) == no);
}

TEST_CASE("a damaged memory is an empty one") {
  playbook_memory memory;
  memory.last_true = {5, -1};
  memory.seen_at = 7;
  const auto bytes = encode(memory);
  CHECK(decode_playbook_memory(bytes, 2).last_true == memory.last_true);
  CHECK(decode_playbook_memory(bytes, 3).last_true == std::vector<time_ms>{-1, -1, -1});
  CHECK(decode_playbook_memory(bytes.substr(0, 9), 2).seen_at == -1);
  CHECK(decode_playbook_memory("", 1).last_true == std::vector<time_ms>{-1});
}

TEST_CASE("playbooks fire what a plain loop over the candles fires") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    dice random{seed};
    const auto bars = walk(random, base, 250, 0.03);
    const int first_valid = roll(random, 0, 5), second_valid = roll(random, 0, 4);
    const bool reset = chance(random, 0.5), by_or = chance(random, 0.3);
    const std::string first = "close > SMA(5) and volume > 4";
    const std::string second = "low < 100 @ 15m";
    alert row;
    row.alert_id = "a";
    row.symbol = "BTCUSDT";
    row.base = base;
    row.mode = chance(random, 0.5) ? fire_mode::per_close : fire_mode::per_edge;
    row.expression =
      std::string{"playbook all"} + (reset ? " reset" : "") + ": (" + first + ")" +
      (first_valid > 0 ? " valid " + std::to_string(first_valid) + " bars" : "") +
      (by_or ? " or (" : " and (") + second + ")" +
      (second_valid > 0 ? " valid " + std::to_string(second_valid * 7) + " minutes" : "");
    symbol_engine engine{"BTCUSDT", base, 500};
    REQUIRE(engine.put(row));

    const auto parts = *parse_expression(first, at);
    const auto other = *parse_expression(second, at);
    std::vector<candle> past;
    time_ms first_at = -1, second_at = -1;
    truth known = unknown;
    for (const auto& bar : bars) {
      const auto fired = engine.apply(bar);
      REQUIRE(fired);
      past.push_back(bar);
      const auto now = bar_close(base, bar.open_time);
      const auto of = [&](const condition& x) {
        return evaluate_slowly(x, past, base, now).now;
      };
      const auto a = both(of(parts.parts[0].leaf), of(parts.parts[1].leaf));
      const auto b = of(other.leaf);
      if (a == unknown || b == unknown) {
        // While one is unknown its clock stands: only the start of a walk here.
        REQUIRE(first_at < 0);
        if (b != yes)
          continue;
      }
      const auto quarter = bar_open(timeframe::m15, bar_open(timeframe::m15, now) - 1);
      if (a == yes)
        first_at = bar.open_time;
      if (b == yes)
        second_at = quarter;
      const bool first_holds =
        a == yes || (first_valid > 0 && first_at >= 0 &&
                     bar.open_time - first_at <= first_valid * bar_length);
      const bool second_holds =
        b == yes || (second_valid > 0 && second_at >= 0 &&
                     quarter - second_at <= second_valid * 7 * 60'000);
      const auto whole = by_or ? either(first_holds ? yes : a, second_holds ? yes : b)
                               : both(first_holds ? yes : a, second_holds ? yes : b);
      const bool expected =
        whole == yes && (row.mode == fire_mode::per_close || known == no);
      if (whole != unknown)
        known = whole;
      if (expected && reset)
        first_at = second_at = -1;
      REQUIRE(fired->size() == (expected ? 1 : 0));
    }
  }
}

TEST_CASE("explaining a bar finds the fire that was there, and says why not elsewhere") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    dice random{seed};
    const auto bars = walk(random, base, 300, 0.02);
    alert row;
    row.alert_id = "a";
    row.symbol = "BTCUSDT";
    row.base = chance(random, 0.5) ? base : timeframe::m15;
    row.mode = chance(random, 0.5) ? fire_mode::per_edge : fire_mode::per_close;
    row.expression = seed % 3 == 0 ? "close > SMA(5) then volume > 5 within 3"
                     : seed % 3 == 1
                       ? "close crosses_above SMA(4) or low < LOWEST(10)[1]"
                       : "playbook all: (close > SMA(5)) valid 2 bars and (volume > 5)";
    symbol_engine engine{"BTCUSDT", base, 500};
    REQUIRE(engine.put(row));
    std::vector<time_ms> fired_at;
    for (const auto& bar : bars)
      for (const auto& x : *engine.apply(bar))
        fired_at.push_back(x.fact.bar_time);
    std::size_t explained = 0;
    for (std::size_t i = 0; i + 30 < bars.size(); i += 3) {
      const auto time = bars[i].open_time;
      const auto seen = explain_at(row, base, {{base, bars}}, time + 1);
      REQUIRE(seen);
      ++explained;
      const auto opened = bar_open(row.base, time);
      CHECK(seen->why.bar.open_time == opened);
      const bool fires =
        std::find(fired_at.begin(), fired_at.end(), opened) != fired_at.end();
      CHECK(seen->fires == fires);
      CHECK(seen->reason.empty() == fires);
      CHECK_FALSE(seen->why.parts.empty());
    }
    CHECK(explained > 50);
  }
}

TEST_CASE("a bar that is not stored, or not closed, can't be explained") {
  dice random{1};
  const auto bars = walk(random, base, 20, 0);
  alert row;
  row.alert_id = "a";
  row.symbol = "BTCUSDT";
  row.base = base;
  row.expression = "close > 1";
  const candle_history history{{base, bars}};
  CHECK(explain_at(row, base, history, bars.back().open_time));
  for (const auto time :
       {bars.front().open_time - 1, bars.back().open_time + bar_length}) {
    const auto seen = explain_at(row, base, history, time);
    REQUIRE_FALSE(seen);
    CHECK(seen.error().code == problem_code::not_found);
  }
  row.base = timeframe::h1; // 20 candles of five minutes: the second hour is open
  const auto second_hour = bar_open(timeframe::h1, bars.back().open_time);
  CHECK_FALSE(explain_at(row, base, history, second_hour));
  row.base = timeframe::m1;
  CHECK(explain_at(row, base, history, bars[3].open_time).error().place ==
        "base_timeframe");
}

TEST_CASE("what a condition lacks is said in words") {
  explained_part part;
  part.text = "BTCUSDT 5m RSI(14, close) < 30";
  part.state = no;
  part.left = 45.5;
  part.previous_left = 44;
  part.right = 30;
  CHECK(shortfall(part) == "RSI(14, close) < 30: left is 45.5 (before 44)");
  part.text = "BTCUSDT 5m close < SMA(20, close)";
  CHECK(shortfall(part) ==
        "close < SMA(20, close): left is 45.5 (before 44), right is 30");
  part.state = unknown;
  part.right = no_value;
  CHECK(shortfall(part) == "close < SMA(20, close): unknown, a series has no value yet");
  part.state = yes;
  CHECK(shortfall(part).empty());
}
