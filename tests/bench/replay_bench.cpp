// Bars per second of a replay: one symbol, one-minute candles, 1000 alerts.
#include "domain/alerts/symbol_engine.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/made_up_candles.hpp"
#include "tests/bench/market_alerts.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace tradeeon;

constexpr std::size_t alerts = 1'000;
constexpr std::size_t bars = 200'000; // some five months of minutes
constexpr double target = 200'000;

/// `level`: half of the alerts fire on each bar on which they are true.
void in_process(const char* what, const std::vector<candle>& feed, bool level) {
  double best = 0;
  std::size_t fired = 0;
  for (int run = 0; run < 3; ++run) {
    symbol_engine engine{"BTCUSDT", timeframe::m1, 5'000};
    for (std::size_t i = 0; i < alerts; ++i) {
      auto row = bench::varied_alert(i, alerts);
      if (level && i % 16 >= 8)
        row.mode = fire_mode::per_close;
      if (auto done = engine.put(row); !done)
        bench::cannot(done.error().text.c_str());
    }
    fired = 0;
    const auto started = bench::cpu_seconds();
    for (const auto& bar : feed)
      fired += engine.apply(bar)->size();
    best = std::max(best, static_cast<double>(bars) / (bench::cpu_seconds() - started));
  }
  bench::report_at_least(what, best, "bars/s", target);
  std::printf("    %.2f triggers a bar\n",
              static_cast<double>(fired) / static_cast<double>(bars));
}

void write_candles(const std::string& path, const std::vector<candle>& feed) {
  std::ofstream out{path};
  out << "timestamp,open,high,low,close,volume\n";
  for (const auto& x : feed) {
    out << x.open_time;
    for (const double value : {x.open, x.high, x.low, x.close, x.volume})
      out << ',' << format_number(value);
    out << '\n';
  }
}

void write_alerts(const std::string& path) {
  std::ofstream out{path};
  for (std::size_t i = 0; i < alerts; ++i) {
    const auto row = bench::varied_alert(i, alerts);
    out << (i == 0 ? "[" : ",\n") << R"({"alert_id":")" << row.alert_id
        << R"(","symbol":"BTCUSDT","base_timeframe":")" << to_string(row.base)
        << R"(","expression":")" << row.expression << R"(","fireMode":")"
        << to_string(row.mode) << R"("})";
  }
  out << "]\n";
}

/// The program itself: reading, checking, evaluating, writing.
void command_line(const std::vector<candle>& feed) {
  auto folder =
    (std::filesystem::temp_directory_path() / "tradeeon-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr)
    bench::cannot("no temporary folder");
  const auto candles = folder + "/candles.csv", rules = folder + "/alerts.json";
  write_candles(candles, feed);
  write_alerts(rules);
  double best = 0, best_on_core = 0;
  int status = 0;
  for (int run = 0; run < 3 && status == 0; ++run) {
    const auto started = bench::steady::now();
    const auto child = ::fork();
    if (child == 0) {
      const auto out = folder + "/triggers";
      ::execl(TRADEEON_PROGRAM, "tradeeon", "replay", "--candles", candles.c_str(),
              "--symbol", "BTCUSDT", "--timeframe", "1m", "--alerts", rules.c_str(),
              "--out", out.c_str(), "--quiet", nullptr);
      ::_exit(127);
    }
    rusage used{};
    ::wait4(child, &status, 0, &used);
    const auto took = bench::seconds_since(started);
    const auto busy = double(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                      double(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
    best = std::max(best, static_cast<double>(bars) / took);
    best_on_core = std::max(best_on_core, static_cast<double>(bars) / busy);
  }
  std::filesystem::remove_all(folder);
  if (status != 0)
    bench::cannot("`tradeeon replay` has failed");
  bench::report_at_least("tradeeon replay --quiet, a second of one core", best_on_core,
                         "bars/s", target);
  bench::report("    the same by the clock, from start to exit", best, "bars/s");
}

} // namespace

int main() {
  const auto feed = bench::made_up_candles(bars);
  in_process("replay, 1000 varied alerts", feed, false);
  in_process("the same, half of them firing on every bar while true", feed, true);
  command_line(feed);
}
