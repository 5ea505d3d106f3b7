// Distinct conditions × bars per second through a condition graph, on one core.
#include "domain/conditions/graph.hpp"
#include "domain/conditions/parser.hpp"
#include "domain/market/random_walk.hpp"
#include "domain/support/numbers.hpp"
#include "tests/bench/figures.hpp"

#include <malloc.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace tradeeon;

constexpr std::size_t warm_up = 500;

/// `count` texts; `text(i)` gives the i-th.
template <class Text>
void add_all(condition_graph& graph, std::size_t count, Text text) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto made = parse_condition(text(i), {"BTCUSDT", timeframe::m1});
    if (!made)
      bench::cannot(made.error().text.c_str());
    graph.add(*made);
  }
}

struct measured {
  double per_second = 0;
  double changes_per_bar = 0;
};

/// The best of three runs over a made-up market: other processes only ever slow it.
measured measure(condition_graph& graph, std::size_t bars) {
  random_walk market{{}};
  std::vector<bar_step> steps;
  const auto take = [&] {
    steps.clear();
    graph.advance(**market.next(), steps);
  };
  for (std::size_t i = 0; i < warm_up; ++i)
    take();
  measured best;
  for (int run = 0; run < 3; ++run) {
    std::vector<candle> feed;
    for (std::size_t i = 0; i < bars; ++i)
      feed.push_back(**market.next());
    std::size_t changes = 0;
    const auto before = graph.evaluations();
    const auto started = bench::cpu_seconds();
    for (const auto& bar : feed) {
      steps.clear();
      graph.advance(bar, steps);
      for (const auto& step : steps)
        changes += step.changes.size();
    }
    const auto took = bench::cpu_seconds() - started;
    const auto rate = static_cast<double>(graph.evaluations() - before) / took;
    if (rate > best.per_second)
      best = {rate, static_cast<double>(changes) / static_cast<double>(bars)};
  }
  return best;
}

void report(const char* what, condition_graph& graph, std::size_t bars, double target) {
  const auto got = measure(graph, bars);
  bench::report_at_least(what, got.per_second, "cond*bar/s", target);
  std::printf("    %zu distinct conditions, %.1f of them change on a bar\n",
              graph.distinct_conditions(), got.changes_per_bar);
}

condition_graph one_minute() {
  condition_graph graph{"BTCUSDT", 5'000};
  graph.set_base(timeframe::m1);
  return graph;
}

/// Levels and crosses of constants spread evenly over what each series takes on:
/// the i-th of `count`.
std::string threshold(std::size_t i, std::size_t count) {
  const auto place = static_cast<double>(i) / static_cast<double>(count);
  const auto price = format_number(20'000 + place * 40'000);
  const auto percent = format_number(place * 100);
  switch (i % 8) {
  case 0:
    return "close > " + price;
  case 1:
    return "close crosses_below " + price;
  case 2:
    return "EMA(50) < " + price;
  case 3:
    return "high >= " + price;
  case 4:
    return "RSI(14) < " + percent;
  case 5:
    return "RSI(14) crosses_above " + percent;
  case 6:
    return "RSI(50) > " + percent;
  default:
    return "volume > " + format_number(place * 300);
  }
}

void add_thresholds(condition_graph& graph, std::size_t count) {
  add_all(graph, count, [=](std::size_t i) { return threshold(i, count); });
}

/// Pairs of averages: none can be decided by a constant.
template <class Operator>
void add_pairs(condition_graph& graph, Operator how) {
  constexpr int longest = 60;
  std::vector<std::string> texts;
  for (int a = 2; a < longest; ++a)
    for (int b = a + 1; b <= longest; ++b)
      texts.push_back("EMA(" + std::to_string(a) + ") " + how(a + b) + " EMA(" +
                      std::to_string(b) + ")");
  add_all(graph, texts.size(), [&](std::size_t i) { return texts[i]; });
}

/// Bytes that the process has from the allocator.
double allocated() {
  const auto info = ::mallinfo2();
  return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

/// What every condition costs that looks at each bar: a comparison and a store.
double plain_scan(std::size_t count) {
  std::vector<double> levels(count), values(3'000);
  std::vector<unsigned char> truths(count);
  for (std::size_t i = 0; i < count; ++i)
    levels[i] = 20'000 + 40'000 * static_cast<double>(i) / static_cast<double>(count);
  random_walk market{{}};
  for (auto& x : values)
    x = (**market.next()).close;
  const auto bars = std::max<std::size_t>(20, 200'000'000 / count / 4);
  std::size_t flips = 0;
  const auto started = bench::cpu_seconds();
  for (std::size_t bar = 0; bar < bars; ++bar) {
    const double close = values[bar % values.size()];
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned char now = close > levels[i] ? 1 : 0;
      flips += now != truths[i] ? 1 : 0;
      truths[i] = now;
    }
  }
  const auto took = bench::cpu_seconds() - started;
  return flips == 0 ? 0 : static_cast<double>(count) * static_cast<double>(bars) / took;
}

/// How the cost of a bar goes with the number of conditions and with the flips.
void by_count() {
  std::printf("\nconditions   us/bar   flips/bar  ns/flip    bars/s   cond*bar/s  plain "
              "scan  bytes/cond\n");
  for (const std::size_t count : {1'000, 10'000, 100'000, 1'000'000}) {
    const auto before = allocated();
    auto graph = one_minute();
    add_thresholds(graph, count);
    const auto bytes = (allocated() - before) / static_cast<double>(count);
    const std::size_t bars = count >= 1'000'000 ? 3'000 : 20'000;
    const auto got = measure(graph, bars);
    const auto per_bar =
      static_cast<double>(graph.distinct_conditions()) / got.per_second;
    std::printf("%10zu %8.2f %11.1f %8.1f %9.0f %12.3g %11.3g %11.0f\n",
                graph.distinct_conditions(), per_bar * 1e6, got.changes_per_bar,
                per_bar * 1e9 / std::max(1., got.changes_per_bar), 1 / per_bar,
                got.per_second, plain_scan(count), bytes);
    if (count >= 100'000)
      bench::report_at_least("  threshold conditions", got.per_second, "cond*bar/s", 1e9);
  }
}

/// Conditions come and go while bars flow: ten of each with every bar.
void churn() {
  auto graph = one_minute();
  add_thresholds(graph, 100'000);
  random_walk market{{}};
  std::vector<bar_step> steps;
  std::vector<condition> parsed;
  for (std::size_t i = 0; i < 50'000; ++i)
    parsed.push_back(*parse_condition(threshold(i * 8 + i % 8 + 3, 400'003),
                                      {"BTCUSDT", timeframe::m1}));
  std::vector<condition_index> held;
  std::size_t done = 0;
  const auto started = bench::cpu_seconds();
  for (std::size_t bar = 0; bar < 5'000; ++bar) {
    steps.clear();
    graph.advance(**market.next(), steps);
    for (std::size_t i = 0; i < 10; ++i) {
      held.push_back(graph.add(parsed[(bar * 10 + i) % parsed.size()]).index);
      if (held.size() > 5'000) {
        graph.release(held[held.size() - 5'000]);
        ++done;
      }
    }
    done += 10;
  }
  const auto took = bench::cpu_seconds() - started;
  bench::report_at_least("adds and removes among 100 000, bars flowing",
                         static_cast<double>(done) / took, "1/s", 20'000);
}

/// Alerts that share parts: what a change costs where it is counted once.
void combinations() {
  auto graph = one_minute();
  for (std::size_t i = 0; i < 100'000; ++i) {
    const auto text = threshold(i % 1'000, 1'000) + " and " + threshold(i % 997, 997) +
                      " or " + threshold(i % 991, 991);
    const auto made = parse_expression(text, {"BTCUSDT", timeframe::m1});
    if (!made)
      bench::cannot(made.error().text.c_str());
    graph.add(*made, timeframe::m1);
  }
  const auto got = measure(graph, 2'000);
  const auto per_bar = static_cast<double>(graph.distinct_conditions()) / got.per_second;
  std::printf(
    "%zu distinct combinations of %zu conditions: %.1f us a bar, %.0f changes\n",
    graph.combinations(), graph.distinct_conditions(), per_bar * 1e6,
    got.changes_per_bar);
}

} // namespace

int main() {
  {
    auto graph = one_minute();
    add_thresholds(graph, 100'000);
    report("threshold conditions on 6 series", graph, 20'000, 1e9);
  }
  {
    auto graph = one_minute();
    add_thresholds(graph, 1'000);
    report("the same, only 1000 of them", graph, 100'000, 1e9);
  }
  {
    auto graph = one_minute();
    add_pairs(graph, [](int) { return "crosses_above"; });
    report("crosses of two series", graph, 20'000, 1e8);
  }
  {
    auto graph = one_minute();
    add_pairs(graph, [](int i) { return i % 2 == 0 ? "<" : ">="; });
    report("orders of two series", graph, 20'000, 1e8);
  }
  by_count();
  churn();
  combinations();
}
