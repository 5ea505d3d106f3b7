#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr auto base = timeframe::m5;

struct asked {
  condition what; ///< normalised, as the graph's view shows it
  condition_view view;
};

asked ask(condition_graph& graph, const condition& what) {
  return {normalised(what), graph.add(what)};
}

std::vector<asked> ask_some(condition_graph& graph, dice& random, int n,
                            const condition_limits& limits = {}) {
  std::vector<asked> out;
  for (int i = 0; i < n; ++i)
    out.push_back(ask(graph, random_condition(random, limits)));
  return out;
}

condition_graph fresh(std::size_t history = 5'000) {
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

double now_of(const operand_view& x, const std::vector<operand_reading>& readings) {
  return x.slot < 0 ? x.number : readings[static_cast<std::size_t>(x.slot)].now;
}

double previous_of(const operand_view& x, const std::vector<operand_reading>& readings) {
  return x.slot < 0 ? x.number : readings[static_cast<std::size_t>(x.slot)].previous;
}

void require_as_slow(const asked& x, const slow_answer& slow, truth now,
                     const std::vector<operand_reading>& readings) {
  CAPTURE(x.view.text);
  REQUIRE(now == slow.now);
  if (x.view.left.slot >= 0) {
    REQUIRE(same_value(now_of(x.view.left, readings), slow.left));
    REQUIRE(same_value(previous_of(x.view.left, readings), slow.previous_left));
  }
  if (x.view.right.slot >= 0) {
    REQUIRE(same_value(now_of(x.view.right, readings), slow.right));
    REQUIRE(same_value(previous_of(x.view.right, readings), slow.previous_right));
  }
  if (x.view.high.slot >= 0)
    REQUIRE(same_value(now_of(x.view.high, readings), slow.high));
}

/// What two graphs say of the same condition, bit for bit.
void require_same(const condition_graph& a, condition_index in_a,
                  const condition_graph& b, condition_index in_b) {
  const auto x = a.view(in_a);
  const auto y = b.view(in_b);
  CAPTURE(x.text);
  REQUIRE(x.text == y.text);
  REQUIRE(x.now == y.now);
  const operand_view sides[][2] = {
    {x.left, y.left}, {x.right, y.right}, {x.high, y.high}};
  for (const auto& [left, right] : sides) {
    REQUIRE((left.slot < 0) == (right.slot < 0));
    if (left.slot < 0)
      continue;
    const auto& mine = a.readings()[static_cast<std::size_t>(left.slot)];
    const auto& theirs = b.readings()[static_cast<std::size_t>(right.slot)];
    REQUIRE(same_value(mine.now, theirs.now));
    REQUIRE(same_value(mine.previous, theirs.previous));
    REQUIRE(mine.bar_time == theirs.bar_time);
  }
}

} // namespace

TEST_CASE("a graph says at every instant what a computation from scratch says") {
  dice random{31};
  for (int run = 0; run < 12; ++run) {
    auto graph = fresh();
    const auto all = ask_some(graph, random, 40);
    const auto bars = walk(random, base, 90, run % 2 * 0.1);
    std::map<condition_index, truth> told;
    for (const auto& x : all)
      told[x.view.index] = x.view.now;
    std::vector<bar_step> steps;
    time_ms last = 0;
    for (const auto& bar : bars) {
      steps.clear();
      graph.advance(bar, steps);
      for (const auto& step : steps) {
        REQUIRE(step.at > last);
        last = step.at;
        for (const auto& change : step.changes) {
          REQUIRE(told[change.which] != change.now); // a change, and told once
          told[change.which] = change.now;
        }
        for (const auto& x : all)
          require_as_slow(x, evaluate_slowly(x.what, bars, base, step.at),
                          told[x.view.index], step.readings);
        for (const auto& closed : step.closed) {
          const auto slices = bars_at(bars, base, closed.base, step.at);
          REQUIRE(closed.bar.open_time == slices.back().open_time);
          REQUIRE(closed.bar.close == slices.back().close);
          REQUIRE(closed.bar.volume == slices.back().volume);
        }
      }
      REQUIRE(steps.back().at == bar_close(base, bar.open_time));
      for (const auto& x : all)
        REQUIRE(graph.view(x.view.index).now == told[x.view.index]);
    }
  }
}

TEST_CASE("thresholds by the hundred change when their price is passed, and only then") {
  dice random{32};
  auto graph = fresh();
  std::vector<asked> all;
  const comparison operators[] = {comparison::greater,       comparison::less,
                                  comparison::greater_equal, comparison::less_equal,
                                  comparison::crosses_above, comparison::crosses_below,
                                  comparison::crosses,       comparison::equal};
  for (const auto how : operators)
    for (int i = -20; i <= 20; ++i) {
      condition what{"BTCUSDT",
                     base,
                     how,
                     price_operand(price_source::close),
                     constant_operand(100 + i * 0.5),
                     {},
                     0};
      if (i % 2 != 0)
        std::swap(what.left, what.right);
      all.push_back(ask(graph, what));
    }
  const auto bars = walk(random, base, 150, 0.05);
  std::map<condition_index, truth> told;
  for (std::size_t n = 0; n < bars.size(); ++n) {
    // A part of them comes and goes, so that the index is not only built once.
    if (n % 10 == 9)
      for (int k = 0; k < 30; ++k) {
        auto& x = all[random() % all.size()];
        graph.release(x.view.index);
        x.view = graph.add(x.what);
      }
    std::vector<bar_step> steps;
    graph.advance(bars[n], steps);
    for (const auto& x : all)
      REQUIRE(graph.view(x.view.index).now ==
              evaluate_slowly(x.what,
                              {bars.begin(), bars.begin() + static_cast<long>(n) + 1},
                              base, steps.back().at)
                .now);
  }
}

TEST_CASE("what comes later never changes what was said before") {
  dice random{33};
  const auto bars = walk(random, base, 120, 0.05);
  for (int run = 0; run < 6; ++run) {
    auto whole = fresh();
    auto cut = fresh();
    dice other = random;
    const auto in_whole = ask_some(whole, random, 30);
    const auto in_cut = ask_some(cut, other, 30);
    auto future = bars;
    const auto until = 20 + random() % 80;
    for (auto i = until; i < future.size(); ++i)
      future[i].close = future[i].low;
    std::vector<bar_step> a;
    std::vector<bar_step> b;
    for (std::size_t i = 0; i < until; ++i) {
      whole.advance(bars[i], a);
      cut.advance(future[i], b);
    }
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < in_whole.size(); ++i)
      require_same(whole, in_whole[i].view.index, cut, in_cut[i].view.index);
  }
}

TEST_CASE("a condition that comes late knows at once what an older one knows") {
  dice random{34};
  for (int run = 0; run < 40; ++run) {
    const bool windowed = run % 2 == 0;
    condition_limits limits;
    limits.windowed = windowed;
    const std::size_t history = windowed ? 300 : 5'000;
    auto early = fresh(history);
    auto late = fresh(history);
    std::vector<std::pair<condition_index, condition_index>> both_have;
    std::vector<condition> wanted;
    for (int i = 0; i < 25; ++i)
      wanted.push_back(random_condition(random, limits));
    std::vector<condition_index> in_early;
    for (const auto& x : wanted)
      in_early.push_back(early.add(x).index);
    const auto bars = walk(random, base, windowed ? 700 : 150, 0.03);
    std::vector<bar_step> a;
    std::vector<bar_step> b;
    for (std::size_t i = 0; i < bars.size(); ++i) {
      a.clear();
      b.clear();
      early.advance(bars[i], a);
      late.advance(bars[i], b);
      const bool covered = !windowed || i > 400;
      while (covered && both_have.size() < wanted.size() && chance(random, 0.2)) {
        const auto n = both_have.size();
        both_have.emplace_back(in_early[n], late.add(wanted[n]).index);
      }
      REQUIRE(a.size() == b.size());
      for (const auto& [x, y] : both_have)
        require_same(early, x, late, y);
    }
  }
}

TEST_CASE("an operand that is known better than the bars held tell is read as known") {
  // EMA(50) over a hundred bars of which ten are held: a newcomer must not see it
  // jump from an approximation to the real one, which would look like a cross.
  dice random{35};
  for (const auto* first :
       {"close > EMA(50)", "close > EMA(50) @ 1h", "close > (EMA(50) @ 15m)"}) {
    auto graph = fresh(10);
    graph.add(read(first));
    const auto bars = walk(random, base, 1'100, 0);
    std::vector<bar_step> steps;
    for (const auto& bar : bars)
      graph.advance(bar, steps);
    const auto at = steps.back().at;
    // With a shift, so that no operand of before is simply found again.
    for (const auto* second : {"EMA(50) + 1 > 101", "EMA(50) + 1 > 101 @ 1h",
                               "(EMA(50) @ 15m) + 1 > 101", "(EMA(50) @ 1h) + 1 > 101"}) {
      const std::string of_first{first};
      const auto frame_of_first = of_first.find("1h") != of_first.npos    ? timeframe::h1
                                  : of_first.find("15m") != of_first.npos ? timeframe::m15
                                                                          : base;
      const auto x = ask(graph, read(second));
      const auto side = x.what.left.constant ? x.what.right : x.what.left;
      if (side.frame.value_or(x.what.base) != frame_of_first)
        continue;
      const auto slow = evaluate_slowly(x.what, bars, base, at);
      CAPTURE(of_first);
      require_as_slow(x, slow, graph.view(x.view.index).now, graph.readings());
    }
  }
}

TEST_CASE("equal conditions are evaluated once, however many ask") {
  auto graph = fresh();
  const auto first = graph.add(read("RSI(3) < 30"));
  CHECK(graph.add(read("30 > rsi(3, close)")).index == first.index);
  const auto hourly = graph.add(read("close > SMA(3) @ 1h"));
  CHECK(graph.distinct_conditions() == 2);
  dice random{36};
  const auto bars = walk(random, base, 120, 0);
  std::vector<bar_step> steps;
  for (const auto& bar : bars)
    graph.advance(bar, steps);
  std::uint64_t hours = 0;
  for (const auto& step : steps)
    for (const auto& x : step.closed)
      hours += x.base == timeframe::h1 ? 1 : 0;
  CHECK(hours == 10);
  CHECK(graph.evaluations() == 120 + hours);
  graph.release(first.index);
  CHECK(graph.distinct_conditions() == 2);
  graph.release(first.index);
  CHECK(graph.distinct_conditions() == 1);
  graph.release(hourly.index);
  CHECK(graph.distinct_conditions() == 0);
  CHECK(graph.structure_changed());
}

TEST_CASE("conditions that come and go leave no trace in those that stay") {
  dice random{37};
  for (int run = 0; run < 10; ++run) {
    auto busy = fresh();
    auto calm = fresh();
    std::vector<condition> pool;
    for (int i = 0; i < 12; ++i)
      pool.push_back(random_condition(random, {}));
    std::vector<condition_index> calmly;
    for (const auto& x : pool)
      calmly.push_back(calm.add(x).index);
    std::vector<std::vector<condition_index>> held(pool.size());
    const auto bars = walk(random, base, 200, 0.03);
    std::vector<bar_step> steps;
    for (const auto& bar : bars) {
      for (int n = roll(random, 0, 4); n > 0; --n) {
        const auto i = random() % pool.size();
        if (held[i].empty() || chance(random, 0.5)) {
          held[i].push_back(busy.add(pool[i]).index);
        } else {
          busy.release(held[i].back());
          held[i].pop_back();
        }
      }
      busy.advance(bar, steps);
      calm.advance(bar, steps);
      std::set<std::string> distinct;
      for (std::size_t i = 0; i < pool.size(); ++i)
        if (!held[i].empty()) {
          distinct.insert(canonical_text(pool[i]));
          require_same(busy, held[i].front(), calm, calmly[i]);
        }
      REQUIRE(busy.distinct_conditions() == distinct.size());
    }
  }
}

TEST_CASE("a look at a forming bar changes nothing and shows what its close would") {
  dice random{38};
  for (int run = 0; run < 10; ++run) {
    auto graph = fresh();
    const auto all = ask_some(graph, random, 30);
    for (const auto& x : all)
      graph.use_intrabar(x.view.index);
    const auto bars = walk(random, base, 80, 0);
    std::vector<bar_step> steps;
    for (std::size_t i = 0; i < bars.size(); ++i) {
      auto forming = bars[i];
      forming.closed = false;
      forming.update_time = forming.open_time + 1;
      forming.close = forming.low;
      const auto before = graph.save();
      const auto step = graph.preview(forming);
      REQUIRE(graph.save() == before);
      REQUIRE(step.at == forming.update_time);
      REQUIRE(step.closed.empty());
      REQUIRE(step.changes.empty());
      REQUIRE(step.tentative.size() == graph.distinct_conditions());
      std::map<condition_index, truth> would_be;
      for (const auto& x : step.tentative)
        would_be[x.which] = x.now;
      const std::vector<candle> closed{bars.begin(), bars.begin() + static_cast<long>(i)};
      for (const auto& x : all)
        require_as_slow(
          x, evaluate_slowly(x.what, closed, base, forming.open_time, &forming),
          would_be[x.view.index], step.tentative_readings);
      // An operand says which bar it was read from, forming or n before that.
      for (const auto& x : all)
        for (const auto& side : {&x.what.left, &x.what.right}) {
          const auto& view = side == &x.what.left ? x.view.left : x.view.right;
          if (view.slot < 0 || x.what.how >= comparison::rising)
            continue;
          const auto frame = side->frame.value_or(x.what.base);
          auto slices = bars_at(closed, base, frame, forming.open_time);
          slices.push_back(forming);
          slices.back().open_time = bar_open(frame, forming.open_time);
          const auto ago = static_cast<std::size_t>(side->offset);
          const auto expected =
            ago < slices.size() ? slices[slices.size() - 1 - ago].open_time : 0;
          CAPTURE(x.view.text);
          REQUIRE(step.tentative_readings[static_cast<std::size_t>(view.slot)].bar_time ==
                  expected);
        }
      graph.advance(bars[i], steps);
    }
    for (const auto& x : all)
      graph.release_intrabar(x.view.index);
    CHECK(graph.preview(bars.back()).tentative.empty());
  }
}

TEST_CASE("a bar that is passed over stays a gap") {
  dice random{39};
  auto graph = fresh();
  const auto all = ask_some(graph, random, 20);
  const auto bars = walk(random, base, 120, 0);
  std::vector<candle> seen;
  std::vector<bar_step> steps;
  for (const auto& bar : bars) {
    if (chance(random, 0.1)) {
      graph.pass_over(bar.open_time);
      REQUIRE(graph.newest() == bar.open_time);
      continue;
    }
    seen.push_back(bar);
    graph.advance(bar, steps);
    for (const auto& x : all)
      require_as_slow(x, evaluate_slowly(x.what, seen, base, steps.back().at),
                      graph.view(x.view.index).now, graph.readings());
  }
}
