// A whole engine: from a closed candle to its durable triggers and to the webhook
// that reaches its receiver, and what the program takes while idle.
#include "domain/support/numbers.hpp"
#include "tests/bench/bench_engine_kit.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/idle_memory.hpp"
#include "tests/support/webhook_sink.hpp"

#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace tradeeon;
using bench::steady;

std::string symbol_of(std::size_t k) {
  return "S" + std::to_string(k) + "USDT";
}

/// 10 symbols with 10 alerts each that fire on every bar; a bar of one of them
/// each 10 ms. Times from handing the candle in to the sink's having the webhook.
void webhook_latency(const std::string& root) {
  constexpr std::size_t symbols = 10, alerts_each = 10, rounds = 80, warm_up = 10;
  constexpr auto pause = std::chrono::milliseconds{10};
  const bench::temporary_folder folder{root};
  std::vector<steady::time_point> sent(symbols * rounds);
  std::vector<double> took;
  std::mutex guard;
  test::sink_options options;
  options.keep_requests = false;
  test::webhook_sink sink{options};
  sink.set_reply([&](const test::received_webhook& x) {
    const auto now = steady::now();
    const auto k = std::stoul(x.path.substr(std::string{"/hook/"}.size()));
    const std::string name = "\"bar_time\":";
    const auto at = std::stoll(x.body.substr(x.body.find(name) + name.size()));
    const auto round = static_cast<std::size_t>(
      (at - bench::minute_of(0)) / (bench::minute_of(1) - bench::minute_of(0)));
    const std::lock_guard lock{guard};
    if (round >= warm_up)
      took.push_back(
        std::chrono::duration<double, std::milli>(now - sent[round * symbols + k])
          .count());
    return test::sink_reply{};
  });
  std::vector<alert> alerts;
  for (std::size_t k = 0; k < symbols; ++k)
    for (std::size_t i = 0; i < alerts_each; ++i)
      alerts.push_back(
        bench::bench_alert(alerts.size(), symbol_of(k), "close > " + std::to_string(i),
                           fire_mode::per_close, sink.url("/hook/" + std::to_string(k))));
  std::vector<double> durable;
  {
    bench::running_engine engine{folder.path(), alerts};
    auto next = steady::now();
    for (std::size_t round = 0; round < rounds; ++round)
      for (std::size_t k = 0; k < symbols; ++k) {
        std::this_thread::sleep_until(next);
        next = std::max(next + pause, steady::now() - pause);
        {
          const std::lock_guard lock{guard};
          sent[round * symbols + k] = steady::now();
        }
        const auto started = steady::now();
        engine.push({bench::minute_candle(symbol_of(k), round, 100)});
        if (round >= warm_up)
          durable.push_back(bench::seconds_since(started) * 1e3);
      }
    if (!sink.wait_for(symbols * alerts_each * rounds))
      bench::cannot("webhooks are missing at the sink");
  }
  std::puts("closed candle in -> durable -> signed webhook at a local sink, 1000/s:");
  bench::report_at_most("    median", bench::quantile(took, 0.5), "ms", 5);
  bench::report_at_most("    99th percentile", bench::quantile(took, 0.99), "ms", 25);
  bench::report("    until durable, median", bench::quantile(durable, 0.5), "ms");
  bench::report("    until durable, 99th percentile", bench::quantile(durable, 0.99),
                "ms");
}

/// 4 symbols with 250 alerts each that fire on every bar, as fast as it goes.
void durable_triggers(const std::string& root) {
  constexpr std::size_t symbols = 4, alerts_each = 250, bars = 256, bars_each = 32;
  const bench::temporary_folder folder{root};
  std::vector<alert> alerts;
  for (std::size_t i = 0; i < symbols * alerts_each; ++i)
    alerts.push_back(bench::bench_alert(i, symbol_of(i % symbols),
                                        "close > " + format_number(0.01 * double(i)),
                                        fire_mode::per_close));
  bench::running_engine engine{folder.path(), alerts};
  for (std::size_t k = 0; k < symbols; ++k)
    engine.push({bench::minute_candle(symbol_of(k), 0, 100)});
  const auto started = steady::now();
  std::vector<std::thread> feeds;
  for (std::size_t k = 0; k < symbols; ++k)
    feeds.emplace_back([&, k] {
      for (std::size_t n = 1; n <= bars; n += bars_each) {
        std::vector<tagged_candle> batch;
        for (std::size_t i = n; i < n + bars_each; ++i)
          batch.push_back(bench::minute_candle(symbol_of(k), i, 100));
        engine.push(std::move(batch));
      }
    });
  for (auto& x : feeds)
    x.join();
  bench::report_at_least(
    "durable triggers with an inbox row, through the engine",
    double(symbols * alerts_each * bars) / bench::seconds_since(started), "/s", 50'000);
}

/// 100 000 alerts on one symbol, of which 100 fire on each bar.
void crowded_symbol(const std::string& root) {
  constexpr std::size_t crowd = 100'000, firing = 100, bars = 600, warm_up = 20;
  const bench::temporary_folder folder{root};
  std::vector<alert> alerts;
  for (std::size_t i = 0; i < firing; ++i) {
    const auto level = format_number(100 + double(i) / firing);
    for (const auto* how : {"close > ", "close < "}) // one of them becomes true
      alerts.push_back(
        bench::bench_alert(alerts.size(), "BTCUSDT", how + level, fire_mode::per_edge));
  }
  while (alerts.size() < crowd) {
    const auto i = alerts.size();
    const auto level = format_number(1'000 + double(i) / 100);
    static constexpr const char* forms[] = {
      "close > ", "SMA(20) > ", "RSI(14) < 30 and close > ", "high crosses_above "};
    alerts.push_back(
      bench::bench_alert(i, "BTCUSDT", forms[i % 4] + level, fire_mode::per_edge));
  }
  const auto began = steady::now();
  bench::running_engine engine{folder.path(), alerts};
  std::vector<double> took;
  for (std::size_t n = 0; n < bars; ++n) {
    const auto close = n % 2 == 0 ? 90.0 : 110.0;
    const auto started = steady::now();
    engine.push({bench::minute_candle("BTCUSDT", n, close)});
    if (n == 0)
      bench::report("100 000 alerts: from their rows to the first bar durable",
                    bench::seconds_since(began), "s");
    if (n >= warm_up)
      took.push_back(bench::seconds_since(started) * 1e3);
  }
  std::puts("closed bar of a symbol with 100 000 alerts, 100 firing, until durable:");
  bench::report("    median", bench::quantile(took, 0.5), "ms");
  bench::report_at_most("    99th percentile", bench::quantile(took, 0.99), "ms", 10);
  bench::report("    slowest", bench::quantile(took, 1), "ms");
}

void idle(const std::string& root) {
  const bench::temporary_folder quiet{root}, demo{root};
  bench::report_at_most("idle memory of tradeeon serve, feed push",
                        bench::idle_memory(quiet.path(), "push"), "MiB", 60);
  bench::report_at_most("idle memory of tradeeon serve, feed demo",
                        bench::idle_memory(demo.path(), "demo"), "MiB", 60);
}

} // namespace

/// Takes the folder to work in; its file system decides what a sync costs.
int main(int argc, char** argv) {
  const std::string root =
    argc > 1 ? argv[1] : std::filesystem::temp_directory_path().string();
  webhook_latency(root);
  durable_triggers(root);
  crowded_symbol(root);
  idle(root);
}
