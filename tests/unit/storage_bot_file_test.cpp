// What only a file has to promise of bots: its schema, kills, backups.
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/schema.hpp"
#include "tests/unit/storage_bot_kit.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;
using sqlite::access;
using sqlite::connection;

namespace {

using database = with_bots<sqlite_backend>;

/// Commits one step after the other and reports each after its commit.
[[noreturn]] void work(const std::string& path, int report) {
  auto writer = sqlite::open_store(path);
  if (!writer)
    ::_exit(1);
  for (auto stored = (*writer)->bots().load_bot("b1");;) {
    auto made = after(*stored);
    const auto id = "o" + std::to_string(made.step);
    made.state = std::to_string(made.step);
    made.orders = {order_named(id)};
    made.fills = {fill_named(id, "f")};
    made.events = {event_at(static_cast<time_ms>(made.step))};
    made.figures.orders = static_cast<std::uint32_t>(made.step + 1);
    if (!(*writer)->begin() || !(*writer)->bots().apply_bot(made) || !(*writer)->commit())
      ::_exit(1);
    ++stored->step;
    if (::write(report, &stored->step, sizeof stored->step) != sizeof stored->step)
      ::_exit(1);
  }
}

/// Lets a child work for a while, kills it and says which step it acknowledged last.
std::uint64_t run_and_kill(const std::string& path, unsigned at_least, int then_wait_ms) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    work(path, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t last = 0, step = 0;
  for (unsigned n = 0; n < at_least; ++n) {
    REQUIRE(::read(ends[0], &step, sizeof step) == sizeof step);
    last = step;
  }
  ::poll(nullptr, 0, then_wait_ms);
  ::kill(child, SIGKILL);
  while (::read(ends[0], &step, sizeof step) == sizeof step)
    last = step;
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return last;
}

/// A file as the program of schema 5 left it, with one handoff.
void make_schema_5(const std::string& path) {
  const auto db = good(connection::open(path, access::read_write));
  good(sqlite::migrate(*db, {sqlite::known_migrations().steps, 5}));
  good(db->script("INSERT INTO handoffs VALUES(7, 'h', 'e', '', 'b1', 'ann', 'BTCUSDT',"
                  " 'execute_entry', 60000, 1.5, 120000)"));
}

} // namespace

TEST_CASE("a file of the schema without bots opens and keeps what it has") {
  const temporary_folder folder;
  const auto path = folder.file("tradeeon.db");
  make_schema_5(path);
  const auto writer = good(sqlite::open_store(path));
  const auto readers = good(sqlite::open_queries(path));
  const auto events = good(readers->events("ann", 0, 10));
  REQUIRE(events.size() == 1);
  CHECK(events[0].handed.handoff_id == "h");
  CHECK(events[0].handed.base == timeframe::m1);
  CHECK(events[0].handed.bar_time == minute);
  CHECK(events[0].handed.price == 1.5);
  CHECK(good(writer->bots().running_bots()).empty());
  good(writer->begin());
  good(writer->bots().insert_bot(bot_named("b1", "ann"), 1));
  CHECK(good(writer->bots().start_run(run_request_for("ann", "b1"))).cursor.handoff == 7);
  good(writer->commit());
}

TEST_CASE("a killed writer has lost no step of a run and written none by half") {
  const temporary_folder folder;
  const auto path = folder.file("tradeeon.db");
  {
    const auto writer = good(sqlite::open_store(path));
    good(writer->begin());
    good(writer->bots().insert_bot(bot_named("b1", "ann"), 1));
    good(writer->bots().start_run(run_request_for("ann", "b1")));
    good(writer->commit());
  }
  std::mt19937 random{20'260'101};
  for (int round = 0; round < 6; ++round) {
    const auto acknowledged = run_and_kill(path, 1 + static_cast<unsigned>(random() % 20),
                                           static_cast<int>(random() % 20));
    const auto writer = good(sqlite::open_store(path));
    const auto stored = good(writer->bots().load_bot("b1"));
    // At most the one commit whose report was under way is there on top.
    REQUIRE(stored.step >= acknowledged);
    REQUIRE(stored.step <= acknowledged + 1);
    CHECK(stored.state == std::to_string(stored.step - 1));
    const auto readers = good(sqlite::open_queries(path));
    const history_filter all{"ann", "b1", "", 1'000'000, 0};
    CHECK(good(readers->bots().orders(all, std::nullopt)).total == stored.step);
    CHECK(good(readers->bots().fills(all, 0)).size() == stored.step);
    CHECK(good(readers->bots().bot_events(all, "", "")).total == stored.step);
    CHECK(good(readers->bots().bot_of("ann", "b1")).figures.orders == stored.step);
    CHECK(good(readers->last_seq()) == static_cast<std::int64_t>(stored.step));
  }
}

TEST_CASE("no amount is stored as a number") {
  database db;
  auto made = after(db.start("ann", "b1"));
  made.orders = {order_named("o")};
  made.fills = {fill_named("o", "f")};
  made.deals = {deal_numbered(1)};
  made.figures.at = minute;
  db.apply_bot(made);
  const auto file =
    good(connection::open(db.backend.folder.file("tradeeon.db"), access::read_only));
  for (const auto* sql :
       {"SELECT typeof(free), typeof(deposited) FROM accounts",
        "SELECT typeof(quantity), typeof(filled_quote), typeof(reserved) FROM bot_orders",
        "SELECT typeof(quantity), typeof(price), typeof(fee) FROM bot_fills",
        "SELECT typeof(bought), typeof(realised), typeof(fees) FROM bot_deals",
        "SELECT typeof(cash), typeof(drawdown), typeof(initial_balance) FROM bot_runs",
        "SELECT typeof(equity), typeof(realised) FROM bot_equity",
        "SELECT typeof(required_capital) FROM bots"}) {
    CAPTURE(sql);
    int rows = 0;
    good(file->each(
      [&](const sqlite::row& r) {
        ++rows;
        CHECK(r.text(0) == "text");
        CHECK(r.text(1) != "real");
        CHECK(r.text(2) != "real");
      },
      sql));
    CHECK(rows > 0);
  }
}

TEST_CASE("a deleted bot leaves no row in the file") {
  database db;
  auto made = after(db.start("ann", "b1"));
  made.orders = {order_named("o")};
  made.fills = {fill_named("o", "f")};
  made.deals = {deal_numbered(1)};
  made.events = {event_at(1)};
  made.figures.at = minute;
  made.status = bot_status::stopped;
  db.apply_bot(made);
  db.commit([](store& s) {
    good(s.bots().delete_bot("ann", "b1"));
    good(s.bots().delete_bot("bob", "b2"));
  });
  const auto file =
    good(connection::open(db.backend.folder.file("tradeeon.db"), access::read_only));
  CHECK(good(file->number("SELECT (SELECT count(*) FROM bots)"
                          " + (SELECT count(*) FROM bot_runs)"
                          " + (SELECT count(*) FROM bot_states)"
                          " + (SELECT count(*) FROM bot_equity)"
                          " + (SELECT count(*) FROM bot_orders)"
                          " + (SELECT count(*) FROM bot_fills)"
                          " + (SELECT count(*) FROM bot_deals)"
                          " + (SELECT count(*) FROM bot_events)")) == 0);
  CHECK(good(file->number("SELECT count(*) FROM accounts")) == 1);
}

TEST_CASE("a restored database with bots at work trades nothing until told to") {
  database db;
  db.start("ann", "b1");
  const auto path = db.backend.folder.file("tradeeon.db");
  const auto copy = db.backend.folder.file("copy.db");
  const auto restored = db.backend.folder.file("restored.db");
  good(sqlite::backup(path, copy));
  const auto fine = [](const std::string&) { return result<void>{}; };
  good(sqlite::restore(copy, restored, false, fine));
  {
    const auto writer = good(sqlite::open_store(restored));
    const auto states = good(writer->bots().trading_states());
    REQUIRE(states.size() == 1);
    CHECK(states[0].user_id.empty());
    CHECK(states[0].state == trading_state::halted);
    CHECK(states[0].reason == "restored from a backup");
    CHECK(states[0].at > 1'600'000'000'000);
    CHECK(good(writer->bots().running_bots()).size() == 1);
  }
  // Halted before, it stays so for the reason that it had.
  db.commit([](store& s) {
    good(s.bots().put_trading_state({"", trading_state::halted, "by hand", 5}));
  });
  good(sqlite::backup(path, copy + "2"));
  good(sqlite::restore(copy + "2", restored, true, fine));
  CHECK(good(good(sqlite::open_store(restored))->bots().trading_states())[0].reason ==
        "by hand");
  // Nobody at work: nothing to halt.
  db.commit([](store& s) {
    good(s.bots().put_trading_state({"", trading_state::active, "", 6}));
    good(s.bots().set_bot_status("ann", "b1", bot_status::stopped, "", 900));
  });
  good(sqlite::backup(path, copy + "3"));
  good(sqlite::restore(copy + "3", restored, true, fine));
  CHECK(good(good(sqlite::open_store(restored))->bots().trading_states())[0].state ==
        trading_state::active);
  // One of the schema before bots.
  make_schema_5(copy + "4");
  good(sqlite::restore(copy + "4", restored, true, fine));
  CHECK(good(good(sqlite::open_store(restored))->bots().trading_states()).empty());
}
