// Nanoseconds that one closed candle costs each indicator. Target: 20 ns.
#include "domain/indicators/registry.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace {

using namespace tradeeon;

constexpr std::size_t series_length = 4096;

std::vector<candle> random_walk() {
  std::mt19937_64 random{7};
  std::normal_distribution<double> step{0, 0.001};
  std::vector<candle> bars(series_length);
  double price = 40'000;
  for (auto& bar : bars) {
    bar.open = price;
    price *= 1 + step(random);
    bar.close = price;
    bar.high = std::max(bar.open, bar.close) * 1.0005;
    bar.low = std::min(bar.open, bar.close) * 0.9995;
    bar.volume = 10;
  }
  return bars;
}

struct subject_case {
  const indicator_info* info;
  std::vector<double> parameters;
};

/// Every indicator at its defaults, and the longest windows.
const std::vector<subject_case>& cases() {
  static const auto all = [] {
    std::vector<subject_case> result;
    for (const auto& info : all_indicators())
      result.push_back({&info, *complete_parameters(info, {})});
    result.push_back({find_indicator("SMA"), {5000}});
    result.push_back({find_indicator("BBANDS"), {5000, 2}});
    return result;
  }();
  return all;
}

void each_case(benchmark::internal::Benchmark* bench) {
  bench->DenseRange(0, static_cast<std::int64_t>(cases().size()) - 1);
}

template <class Update>
void measure(benchmark::State& state, Update update) {
  const auto& [info, parameters] = cases()[static_cast<std::size_t>(state.range(0))];
  const auto bars = random_walk();
  const auto subject = info->make(parameters);
  for (int i = 0; i < 2; ++i) {
    for (const auto& bar : bars)
      subject->commit({bar.close, bar.volume}, bar);
  }
  while (state.KeepRunning()) {
    for (const auto& bar : bars)
      benchmark::DoNotOptimize(update(*subject, bar));
  }
  const auto count = static_cast<double>(state.iterations()) * series_length;
  state.counters["per_candle"] =
    benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  auto label = std::string{info->name};
  for (const double x : parameters)
    label += " " + format_number(x);
  state.SetLabel(label);
}

void commit(benchmark::State& state) {
  measure(state, [](indicator& x, const candle& bar) {
    return x.commit({bar.close, bar.volume}, bar);
  });
}
BENCHMARK(commit)->Apply(each_case); // NOLINT

void peek(benchmark::State& state) {
  measure(state, [](indicator& x, const candle& bar) {
    return x.peek({bar.close, bar.volume}, bar);
  });
}
BENCHMARK(peek)->Apply(each_case); // NOLINT

} // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::puts("target: per_candle <= 20n (nanoseconds) for each commit");
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
