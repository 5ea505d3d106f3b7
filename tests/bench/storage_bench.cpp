// Durable triggers, single commits and candles per second of the SQLite store.
#include "storage/sqlite/sqlite_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using namespace tradeeon;
using namespace tradeeon::storage;

namespace {

constexpr time_ms minute = 60'000;
using steady = std::chrono::steady_clock;

[[noreturn]] void fail(const problem& why) {
  std::fprintf(stderr, "storage bench: %s\n", why.text.c_str());
  std::exit(1);
}

template <class T>
T must(result<T> x) {
  if (!x)
    fail(x.error());
  return *std::move(x);
}
void must(const result<void>& x) {
  if (!x)
    fail(x.error());
}

double seconds_since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

void report(const char* what, double figure, double target) {
  std::printf("%-44s %12.0f /s   target %9.0f /s   %s\n", what, figure, target,
              figure >= target ? "met" : "MISSED");
}

std::vector<alert> add_alerts(store& s, int count) {
  std::vector<alert> alerts;
  must(s.begin());
  for (int i = 0; i < count; ++i) {
    alert row;
    row.alert_id = "6f9619ff-8b86-d011-b42d-" + std::to_string(100'000'000'000 + i);
    row.user_id = "user-" + std::to_string(i % 100);
    row.symbol = "BTCUSDT";
    row.expression = "RSI(14) < 30 and close > EMA(200)";
    row.actions = {{action_kind::webhook, "https://hooks.example.com/tradeeon", "", -1}};
    must(s.insert_alert(row, 1'000'000));
    alerts.push_back(std::move(row));
  }
  must(s.commit());
  return alerts;
}

candle bar_at(time_ms at) {
  const auto price = 30'000 + static_cast<double>(at / minute % 997) / 7;
  return {at, price, price + 3, price - 3, price + 1, 12.25, true, 0};
}

symbol_commit bar_with_triggers(const std::vector<alert>& alerts, time_ms at) {
  symbol_commit batch;
  batch.symbol = "BTCUSDT";
  batch.watermark = at;
  batch.bars = {{timeframe::m1, {bar_at(at)}}};
  for (const auto& row : alerts) {
    firing f;
    f.fact.event_id = event_id_of(row, at, at);
    f.fact.subject = row.alert_id;
    f.fact.user_id = row.user_id;
    f.fact.symbol = row.symbol;
    f.fact.bar_time = at;
    f.fact.price = 30'000.5;
    f.fact.triggered_at = at + minute;
    f.fact.why.bar = bar_at(at);
    f.fact.why.parts.resize(2);
    f.actions = row.actions;
    batch.firings.push_back(std::move(f));
  }
  return batch;
}

void bench_triggers(store& s, const std::vector<alert>& alerts, time_ms& at) {
  constexpr int commits = 300;
  double busy = 0, slowest = 0;
  for (int i = 0; i < commits; ++i, at += minute) {
    const auto batch = bar_with_triggers(alerts, at);
    const auto start = steady::now();
    must(s.begin());
    must(s.apply(batch));
    must(s.commit());
    const auto took = seconds_since(start);
    busy += took;
    slowest = std::max(slowest, took);
    s.maintain();
  }
  report("durable triggers with a webhook, 1000 a commit",
         commits * static_cast<double>(alerts.size()) / busy, 50'000);
  std::printf("%-44s %12.1f ms\n", "  slowest of those commits", slowest * 1e3);
}

void bench_single(store& s, const std::vector<alert>& alerts, time_ms& at) {
  constexpr int commits = 1'000;
  const std::vector<alert> one{alerts.front()};
  const auto start = steady::now();
  for (int i = 0; i < commits; ++i, at += minute) {
    must(s.begin());
    must(s.apply(bar_with_triggers(one, at)));
    must(s.commit());
  }
  report("commits of one bar with one trigger", commits / seconds_since(start), 500);
}

void bench_candles(store& s) {
  constexpr int batches = 200, size = 5'000;
  symbol_commit batch;
  batch.symbol = "ETHUSDT";
  batch.bars = {{timeframe::m1, {}}};
  double busy = 0;
  for (int i = 0; i < batches; ++i) {
    batch.bars[0].bars.clear();
    for (int k = 0; k < size; ++k)
      batch.bars[0].bars.push_back(bar_at((time_ms{i} * size + k) * minute));
    batch.watermark = batch.bars[0].bars.back().open_time;
    const auto start = steady::now();
    must(s.begin());
    must(s.apply(batch));
    must(s.commit());
    busy += seconds_since(start);
  }
  report("candles, 5000 a commit, retention at work", batches * double{size} / busy,
         200'000);
}

} // namespace

/// Takes the folder to work in; its file system decides what a sync costs.
int main(int argc, char** argv) {
  const auto root =
    argc > 1 ? std::filesystem::path{argv[1]} : std::filesystem::temp_directory_path();
  auto folder = (root / "tradeeon-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr)
    fail({problem_code::internal, "cannot make a folder in " + root.string(), ""});
  {
    const auto s = must(sqlite::open_store(folder + "/tradeeon.db"));
    const auto alerts = add_alerts(*s, 1'000);
    time_ms at = 0;
    bench_triggers(*s, alerts, at);
    bench_single(*s, alerts, at);
    bench_candles(*s);
  }
  std::filesystem::remove_all(folder);
}
