// Ten thousand bots at work on one node: what an idle one weighs, and how long it takes
// from a durable trigger to a durable paper order.
#include "app/engine.hpp"
#include "domain/bots/questions.hpp"
#include "http/json/bot_reader.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/bench/bench_engine_kit.hpp"
#include "tests/bench/figures.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

using namespace tradeeon;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t symbols = 1'000;
constexpr std::size_t bots_per_symbol = 10;
constexpr std::size_t rounds = 2'000; ///< pushes of each measurement, 100 a second
constexpr std::chrono::milliseconds pause{10};

std::atomic<bool> one_throws{false};

template <class T>
T must(result<T> x) {
  if (!x)
    bench::cannot((x.error().place + ": " + x.error().text).c_str());
  return *std::move(x);
}

double resident_kib() {
  std::ifstream status{"/proc/self/status"};
  for (std::string word; status >> word;)
    if (word == "VmRSS:") {
      double kib = 0;
      status >> kib;
      return kib;
    }
  return 0;
}

std::string symbol_of(std::size_t n) {
  return "S" + std::to_string(n) + "USDT";
}

std::unique_ptr<engine> start(const std::string& folder) {
  const auto path = folder + "/tradeeon.db";
  engine_parts parts;
  parts.context.now = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
  };
  parts.context.open_store = [path] { return storage::sqlite::open_store(path); };
  parts.context.bots.settings_of = json::settings_of;
  parts.context.bots.max_bots = symbols * bots_per_symbol;
  // Goes on crashing, and is started again, for as long as is measured.
  parts.context.bots.restarts.max_restarts = 1'000'000;
  parts.context.bots.before_bar = [](const std::string& bot_id, const candle&) {
    if (one_throws && bot_id == "bot-0")
      throw std::runtime_error{"thrown by the benchmark"};
  };
  return must(engine::start(std::move(parts)));
}

/// With questions of its own, or one that waits for signals from outside.
void make_bot(bot_client& desk, std::size_t number, bool asks) {
  const auto symbol = symbol_of(number / bots_per_symbol % symbols);
  const std::string questions =
    asks ? R"("entry":"close > 100","exit":"close < 100",)" : "";
  auto read = must(json::parse_bot(
    R"({"bot_type":"signal","pair":")" + symbol + R"(","interval":"1m",)" + questions +
    R"("amount":{"type":"fixed","value":50},"paper":{"slippage":0}})"));
  bot_draft draft;
  draft.row = read.row;
  draft.row.bot_id = "bot-" + std::to_string(number);
  draft.row.user_id = "user-" + std::to_string(number % 1'000);
  draft.questions = alerts_of(draft.row, read.settings.questions);
  (void)must(desk.create_bot(draft));
  (void)must(desk.start_bot(
    {draft.row.user_id, draft.row.bot_id, trading_mode::paper, decimal{10'000}}));
}

/// Waits until `wanted` orders are stored; milliseconds from `since`.
double until_orders(const engine& running, std::uint64_t wanted,
                    bench::steady::time_point since) {
  while (running.figures().bot_orders.get() < wanted) {
    if (bench::seconds_since(since) > 30)
      bench::cannot("the orders do not come");
    std::this_thread::sleep_for(200us);
  }
  return bench::seconds_since(since) * 1e3;
}

/// The first ten thousand bring their symbols, and fill much of SQLite's cache, which has
/// an upper bound. What the next ten thousand add on the same symbols is theirs.
void idle(const std::string& root) {
  constexpr std::size_t count = symbols * bots_per_symbol;
  const bench::temporary_folder folder{root};
  const auto running = start(folder.path());
  const auto kib_for = [&](std::size_t first) {
    const auto before = resident_kib();
    for (std::size_t i = 0; i < count; ++i)
      make_bot(running->bots(), first + i, false);
    return (resident_kib() - before) / count;
  };
  bench::report("memory per idle bot, the first ten thousand", kib_for(0), "KiB");
  bench::report_at_most("memory per idle bot, the next ten thousand", kib_for(count),
                        "KiB", 4);
}

void all(const std::string& root) {
  const bench::temporary_folder folder{root};
  auto running = start(folder.path());
  const auto before = resident_kib();
  const auto began = bench::steady::now();
  for (std::size_t i = 0; i < symbols * bots_per_symbol; ++i)
    make_bot(running->bots(), i, true);
  bench::report("bots made and started", 1e4 / bench::seconds_since(began), "1/s");
  bench::report("memory per bot with two questions of its own, all included",
                (resident_kib() - before) / (symbols * bots_per_symbol), "KiB");
  const auto push = [&](std::size_t round, std::size_t symbol, double price) {
    (void)must(
      running->api().ingest({bench::minute_candle(symbol_of(symbol), round, price)}));
  };
  for (std::size_t s = 0; s < symbols; ++s)
    push(0, s, 99);
  std::uint64_t orders = 0;
  std::size_t i = 0;
  const auto measured = [&] {
    std::vector<double> milliseconds;
    auto next = bench::steady::now();
    for (const auto end = i + rounds; i < end; ++i) {
      std::this_thread::sleep_until(next);
      next += pause;
      const auto round = 1 + i / symbols;
      push(round, i % symbols, round % 2 == 1 ? 101 : 99); // 10 bots are triggered
      // One that throws has no part in it.
      orders += bots_per_symbol - (one_throws && i % symbols == 0 ? 1 : 0);
      milliseconds.push_back(until_orders(*running, orders, bench::steady::now()));
    }
    return milliseconds;
  };
  const auto calm = measured();
  bench::report("trigger to durable paper order, slowest of 10, median",
                bench::quantile(calm, 0.5), "ms");
  bench::report_at_most("trigger to durable paper order, slowest of 10, p99",
                        bench::quantile(calm, 0.99), "ms", 10);
  one_throws = true;
  const auto shaken = measured();
  bench::report_at_most("how much a throwing bot moves the p99 of the others",
                        bench::quantile(shaken, 0.99) - bench::quantile(calm, 0.99), "ms",
                        10);
  const auto halted = bench::steady::now();
  if (auto done =
        running->bots().set_trading_state("", trading_state::halted, "bench", false);
      !done)
    bench::cannot(done.error().text.c_str());
  bench::report("halt for everybody, until it is durable",
                bench::seconds_since(halted) * 1e3, "ms");
}

} // namespace

/// Takes the folder to work in; its file system decides what a sync costs.
int main(int argc, char** argv) {
  const std::string root =
    argc > 1 ? argv[1] : std::filesystem::temp_directory_path().string();
  idle(root);
  all(root);
}
