#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "domain/conditions/truth_net.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr condition_index leaves = 12;

/// A tree whose conditions are numbers: `offset` of the left side.
expression random_tree(dice& random, int levels) {
  if (levels == 0 || chance(random, 0.3)) {
    condition x;
    x.left.offset = roll(random, 0, leaves - 1);
    return leaf_of(x);
  }
  expression out;
  out.what = static_cast<expression::kind>(roll(random, 1, 4));
  const int parts = out.what == expression::kind::none ? 1 : roll(random, 1, 5);
  for (int i = 0; i < parts; ++i)
    out.parts.push_back(random_tree(random, levels - 1));
  if (out.what == expression::kind::at_least)
    out.count = roll(random, 1, parts);
  return out;
}

truth_index add(truth_net& net, const expression& x) {
  if (x.what == expression::kind::leaf)
    return static_cast<truth_index>(x.leaf.left.offset);
  truth_net::shape asked;
  asked.what = x.what;
  asked.count = x.count;
  for (const auto& part : x.parts)
    asked.parts.push_back(add(net, part));
  const auto users = asked.parts;
  bool made = false;
  const auto which = net.add(std::move(asked), -1, made);
  if (!made)
    for (const auto part : users)
      if (is_combination(part))
        REQUIRE(net.release(part).empty()); // used by the one that is there
  return which;
}

void remove(truth_net& net, truth_index which) {
  if (!is_combination(which))
    return;
  for (const auto part : net.release(which))
    remove(net, part);
}

truth slow(const expression& x, const std::vector<truth>& known) {
  std::vector<truth> in_order;
  const std::function<void(const expression&)> walk_leaves = [&](const expression& part) {
    if (part.what == expression::kind::leaf)
      in_order.push_back(known[static_cast<std::size_t>(part.leaf.left.offset)]);
    for (const auto& inner : part.parts)
      walk_leaves(inner);
  };
  walk_leaves(x);
  std::size_t next = 0;
  return evaluate_tree(x, in_order, next);
}

} // namespace

TEST_CASE("counting gives every combination the truth that its tree has") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    dice random{seed};
    truth_net net;
    std::vector<truth> known(leaves, truth::unknown);
    for (condition_index i = 0; i < leaves; ++i)
      net.know(i, known[i]);
    std::vector<std::pair<expression, truth_index>> held;
    std::map<truth_index, truth> told;
    for (int step = 0; step < 300; ++step) {
      if (chance(random, 0.3)) {
        auto tree = random_tree(random, roll(random, 1, 5));
        const auto root = add(net, tree);
        REQUIRE(net.now(root) == slow(tree, known));
        held.emplace_back(std::move(tree), root);
      }
      if (!held.empty() && chance(random, 0.2)) {
        const auto gone = random() % held.size();
        remove(net, held[gone].second);
        held.erase(held.begin() + static_cast<std::ptrdiff_t>(gone));
      }
      told.clear();
      for (const auto& [tree, root] : held)
        told[root] = net.now(root);
      for (int n = roll(random, 0, 4); n > 0; --n) {
        const auto which = static_cast<condition_index>(roll(random, 0, leaves - 1));
        known[which] = static_cast<truth>(roll(random, 0, 2));
        net.change(which, known[which]);
      }
      std::vector<truth_change> turned;
      net.settle({}, turned);
      for (const auto& change : turned) {
        if (told.count(change.which) > 0)
          REQUIRE(told[change.which] != change.now); // told only of what turned
        told[change.which] = change.now;
      }
      for (const auto& [tree, root] : held) {
        REQUIRE(net.now(root) == slow(tree, known));
        if (is_combination(root))
          REQUIRE(told[root] == net.now(root)); // and of all that did
      }
    }
    for (const auto& [tree, root] : held)
      remove(net, root);
    CHECK(net.size() == 0);
  }
}

TEST_CASE("A then B is true on the bar on which B becomes true soon after A") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    dice random{seed};
    const auto bars = walk(random, timeframe::m5, 200, 0.05);
    const int within = roll(random, 0, 6);
    condition_graph graph{"BTCUSDT", 500};
    graph.set_base(timeframe::m5);
    const auto asks = parse_expression("close crosses_above 100 then close > SMA(3) and "
                                       "volume > 3 within " +
                                         std::to_string(within),
                                       {"BTCUSDT", timeframe::m5});
    REQUIRE(asks);
    const auto view = graph.add(*asks, timeframe::m5);
    REQUIRE(view.parts.size() == 3);
    std::vector<bar_step> steps;
    std::vector<candle> past;
    time_ms last_first = -1;
    truth second_before = truth::unknown;
    for (const auto& bar : bars) {
      steps.clear();
      // Once in a while the graph is saved and goes on in another one.
      if (chance(random, 0.1) && !past.empty()) {
        condition_graph other{"BTCUSDT", 500};
        REQUIRE(other.restore(graph.save(), {{timeframe::m5, past}}));
        graph = std::move(other);
        const auto again = graph.add(*asks, timeframe::m5);
        REQUIRE(graph.now(again.root) == again.now);
        graph.prune();
      }
      const auto root = graph.add(*asks, timeframe::m5).root;
      graph.advance(bar, steps);
      past.push_back(bar);
      const auto at = bar_close(timeframe::m5, bar.open_time);
      const auto first =
        evaluate_slowly(asks->parts[0].leaf, past, timeframe::m5, at).now;
      const auto second =
        both(evaluate_slowly(asks->parts[1].parts[0].leaf, past, timeframe::m5, at).now,
             evaluate_slowly(asks->parts[1].parts[1].leaf, past, timeframe::m5, at).now);
      if (first == truth::yes)
        last_first = bar.open_time;
      const bool soon = last_first >= 0 && bar.open_time - last_first <= within * 300'000;
      const bool becomes = second == truth::yes && second_before == truth::no;
      if (second != truth::unknown)
        second_before = second;
      REQUIRE((graph.now(root) == truth::yes) == (becomes && soon));
      graph.release(root);
    }
  }
}

TEST_CASE("equal combinations exist once, and go when nobody uses them") {
  condition_graph graph{"BTCUSDT", 100};
  graph.set_base(timeframe::m5);
  const auto asked = [&](const char* text) {
    const auto x = parse_expression(text, {"BTCUSDT", timeframe::m5});
    REQUIRE(x);
    return graph.add(*x, timeframe::m5).root;
  };
  const auto a = asked("close > 1 and (RSI(14) < 30 or volume > 5)");
  const auto b = asked("(volume > 5 or 30 > RSI(14, close)) and 1 < close");
  CHECK(a == b);
  CHECK(graph.combinations() == 2);
  CHECK(graph.distinct_conditions() == 3);
  const auto c = asked("RSI(14) < 30 or volume > 5");
  CHECK(graph.combinations() == 2);
  graph.release(a);
  graph.release(b);
  CHECK(graph.combinations() == 1);
  CHECK(graph.distinct_conditions() == 2);
  graph.release(c);
  CHECK(graph.combinations() == 0);
  CHECK(graph.distinct_conditions() == 0);
}
