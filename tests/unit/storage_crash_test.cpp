// What was acknowledged is there after a kill at any moment.
#include "storage/sqlite/connection.hpp"
#include "tests/unit/storage_kit.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <random>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

/// Commits one bar after the other and reports each after its commit.
[[noreturn]] void work(const std::string& path, int report) {
  auto writer = sqlite::open_store(path, retention{50});
  if (!writer)
    ::_exit(1);
  const auto a = alert_named("a1", "ann");
  for (auto at = (*writer)->load_symbol("BTCUSDT")->watermark;;) {
    at = at < 0 ? 0 : at + minute;
    auto batch = bar_commit("BTCUSDT", at, {fire(a, at, a.actions)});
    batch.states = {
      {"a1", 1, truth::yes, at, -1, static_cast<std::uint64_t>(at / minute + 1), false}};
    if (!(*writer)->begin() || !(*writer)->apply(batch) || !(*writer)->commit())
      ::_exit(1);
    if (::write(report, &at, sizeof at) != sizeof at)
      ::_exit(1);
  }
}

/// Lets a child work for a while, kills it and says what it acknowledged last.
time_ms run_and_kill(const std::string& path, int commits_at_least, int then_wait_us) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    work(path, ends[1]);
  }
  ::close(ends[1]);
  time_ms last = -1, at = 0;
  for (int n = 0; n < commits_at_least; ++n) {
    REQUIRE(::read(ends[0], &at, sizeof at) == sizeof at);
    last = at;
  }
  ::poll(nullptr, 0, then_wait_us / 1'000);
  ::kill(child, SIGKILL);
  while (::read(ends[0], &at, sizeof at) == sizeof at)
    last = at;
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  return last;
}

} // namespace

TEST_CASE("a killed writer has lost nothing that it acknowledged") {
  const temporary_folder folder;
  const auto path = folder.file("tradeeon.db");
  {
    auto writer = good(sqlite::open_store(path));
    good(writer->begin());
    good(writer->insert_alert(alert_named("a1", "ann"), 10));
    good(writer->commit());
  }
  std::mt19937 random{20'240'101};
  for (int round = 0; round < 8; ++round) {
    const auto acknowledged = run_and_kill(path, 1 + static_cast<int>(random() % 20),
                                           static_cast<int>(random() % 20'000));
    auto writer = good(sqlite::open_store(path, retention{50}));
    const auto snapshot = good(writer->load_symbol("BTCUSDT"));
    // At most the one commit whose report was under way is there on top.
    CHECK(snapshot.watermark >= acknowledged);
    CHECK(snapshot.watermark <= acknowledged + minute);
    const auto count = static_cast<std::size_t>(snapshot.watermark / minute + 1);
    REQUIRE(snapshot.states.size() == 1);
    CHECK(snapshot.states[0].trigger_count == count);
    const auto readers = good(sqlite::open_queries(path, retention{50}));
    const auto facts = good(readers->triggers({"ann", 0, 100'000, "", ""}));
    REQUIRE(facts.size() == count);
    for (std::size_t i = 0; i < count; ++i)
      REQUIRE(facts[i].bar_time == static_cast<time_ms>(i) * minute);
    CHECK(good(writer->pending_deliveries("", 100'000)).size() == count);
    CHECK(good(readers->notifications("ann", 0, 100'000)).size() == count);
    CHECK(good(readers->klines("BTCUSDT", timeframe::m1, 0, snapshot.watermark, 1'000))
            .size() == std::min<std::size_t>(count, 50));
    std::string verdict;
    good(good(sqlite::connection::open(path, sqlite::access::read_only))
           ->each([&](const sqlite::row& r) { verdict += r.text(0); },
                  "PRAGMA integrity_check"));
    CHECK(verdict == "ok");
  }
}
