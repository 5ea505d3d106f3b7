// Deciding conditions from an index of their constants gives what evaluating
// every one of them gives.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "domain/conditions/compare.hpp"
#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "domain/conditions/threshold_index.hpp"
#include "domain/support/numbers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <random>

using namespace tradeeon;

namespace {

constexpr comparison held[] = {
  comparison::greater,    comparison::less,          comparison::greater_equal,
  comparison::less_equal, comparison::crosses_above, comparison::crosses_below,
  comparison::crosses,
};

struct dice {
  std::mt19937_64 random;
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>{0, n - 1}(random);
  }
  /// Few different ones, so that values repeat and meet constants exactly.
  double number() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    switch (below(40)) {
    case 0:
      return infinity;
    case 1:
      return -infinity;
    case 2:
      return -0.0;
    default:
      return static_cast<double>(below(15)) / 2 - 3;
    }
  }
  /// Now and then none, sometimes for a while.
  double value() {
    if (below(12) == 0)
      missing = !missing;
    return missing ? no_value : number();
  }
  bool missing = true;
};

/// The index under test beside a plain list of the same conditions.
struct rivals {
  threshold_index index;
  std::map<condition_index, threshold_index::entry> all;
  std::map<condition_index, truth> known;
  condition_index next = 0;

  void add(dice& d, const recent_values& x) {
    const threshold_index::entry e{d.number(), next++, held[d.below(std::size(held))],
                                   d.below(2) == 0};
    index.add(e);
    all.emplace(e.which, e);
    known[e.which] = threshold_index::truth_of(e, x);
  }
  void remove(dice& d) {
    if (all.empty())
      return;
    const auto which =
      std::next(all.begin(), static_cast<std::ptrdiff_t>(d.below(all.size())));
    index.remove(which->second);
    known.erase(which->first);
    all.erase(which);
  }
};

truth naively(const threshold_index::entry& e, double now, double previous) {
  const double c = e.threshold;
  return e.turned ? compare(e.how, {c, c, now, previous, 0, 0})
                  : compare(e.how, {now, previous, c, c, 0, 0});
}

} // namespace

TEST_CASE("an index finds every condition that a new value changes") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    dice d{std::mt19937_64{seed}};
    rivals x;
    recent_values values{no_value, no_value, no_value};
    for (int bar = 0; bar < 400; ++bar) {
      CAPTURE(bar);
      for (auto n = d.below(4); n > 0; --n)
        x.add(d, values);
      for (auto n = d.below(3); n > 0; --n)
        x.remove(d);
      values = {d.value(), values.now, values.previous};
      x.index.visit(values, [&](condition_index which, truth now) {
        REQUIRE(x.all.count(which) == 1);
        x.known[which] = now;
      });
      for (const auto& [which, e] : x.all)
        REQUIRE(x.known[which] == naively(e, values.now, values.previous));
    }
    while (!x.all.empty())
      x.remove(d);
    CHECK(x.index.empty());
  }
}

TEST_CASE("an index leaves alone what a value has not passed") {
  threshold_index index;
  for (condition_index i = 0; i < 1'000; ++i)
    index.add({static_cast<double>(i), i, held[i % std::size(held)], false});
  const auto visits = [&](const recent_values& x) {
    int n = 0;
    index.visit(x, [&](condition_index, truth) { ++n; });
    return n;
  };
  CHECK(visits({500.5, 500.5, 500.5}) == 0);
  CHECK(visits({502.5, 500.5, 500.5}) == 2);
  CHECK(visits({502.5, 502.5, 500.5}) == 2); // both are crosses, which end
  CHECK(visits({no_value, no_value, no_value}) == 0);
  CHECK(visits({500, no_value, no_value}) > 500);
}

namespace {

/// Any condition over a handful of operands and constants near the prices.
condition random_condition(dice& d) {
  static const char* const series[] = {"close",     "high",        "RSI(2)",
                                       "close[1]",  "SMA(3)",      "SMA(15)",
                                       "close * 2", "EMA(4) @ 5m", "open - 1"};
  static const char* const operators[] = {
    "<", "<=", ">", ">=", "==", "!=", "crosses_above", "crosses_below", "crosses"};
  const auto side = [&] {
    return d.below(2) == 0 ? std::string{series[d.below(std::size(series))]}
                           : format_number(96 + static_cast<double>(d.below(17)) / 2);
  };
  for (;;) {
    auto text = side() + ' ' + operators[d.below(std::size(operators))] + ' ' + side();
    if (d.below(10) == 0)
      text = side() + " between 97 and 101";
    else if (d.below(10) == 0)
      text = side() + " rising 2 bars";
    const auto base = d.below(3) == 0 ? timeframe::m5 : timeframe::m1;
    if (auto made = parse_condition(text, {"BTCUSDT", base}); made && check(*made))
      return *std::move(made);
  }
}

truth from_readings(const condition_view& x, const std::vector<operand_reading>& all) {
  const auto read = [&](const operand_view& v) {
    return v.slot < 0 ? operand_reading{v.number, v.number, 0}
                      : all[static_cast<std::size_t>(v.slot)];
  };
  const auto left = read(x.left), right = read(x.right), high = read(x.high);
  return compare(
    x.how, {left.now, left.previous, right.now, right.previous, high.now, high.previous});
}

} // namespace

TEST_CASE("a graph's truths are those of its readings, bar by bar") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    CAPTURE(seed);
    dice d{std::mt19937_64{seed}};
    condition_graph graph{"BTCUSDT", 50};
    graph.set_base(timeframe::m1);
    std::map<condition_index, std::pair<condition_view, truth>> mine;
    std::vector<condition_index> uses;
    for (time_ms bar = 0; bar < 300; ++bar) {
      CAPTURE(bar);
      for (auto n = d.below(4); n > 0; --n) {
        const auto view = graph.add(random_condition(d));
        mine[view.index] = {view, view.now};
        uses.push_back(view.index);
      }
      for (auto n = d.below(4); n > 0 && !uses.empty(); --n) {
        const auto at = uses.begin() + static_cast<std::ptrdiff_t>(d.below(uses.size()));
        const auto which = *at;
        uses.erase(at);
        graph.release(which);
        if (std::find(uses.begin(), uses.end(), which) == uses.end())
          mine.erase(which);
      }
      REQUIRE(graph.distinct_conditions() == mine.size());
      const double close = 97 + static_cast<double>(d.below(13)) / 2;
      const auto before = graph.evaluations();
      std::vector<bar_step> steps;
      graph.advance({bar * 60'000, close, close + 1, close - 1, close, 1, true, 0},
                    steps);
      for (const auto& step : steps)
        for (const auto& change : step.changes) {
          REQUIRE(mine.count(change.which) == 1);
          CHECK(mine[change.which].second != change.now);
          mine[change.which].second = change.now;
        }
      CHECK(graph.evaluations() - before <= mine.size());
      for (const auto& [which, x] : mine) {
        CAPTURE(x.first.text);
        CHECK(graph.view(which).now == x.second);
        if (x.first.how < comparison::rising)
          CHECK(from_readings(x.first, graph.readings()) == x.second);
      }
    }
  }
}
