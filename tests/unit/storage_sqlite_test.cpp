// What only a file has: schema, locks, damage, modes, backup.
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/schema.hpp"
#include "tests/unit/storage_kit.hpp"

#include <sys/stat.h>

#include <fstream>
#include <thread>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;
using sqlite::access;
using sqlite::connection;

namespace {

using database = opened<sqlite_backend>;

std::string content_of(queries& readers) {
  return show_all(readers, {"ann", "bob"}, {"BTCUSDT"});
}

bool mentions(const problem& x, const std::string& part) {
  INFO(x.text);
  return x.text.find(part) != std::string::npos;
}

int mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 0777;
}

} // namespace

TEST_CASE("a newer schema is refused by writers, readers and backups") {
  database db;
  const auto path = db.backend.folder.file("tradeeon.db");
  db.readers.reset();
  db.writer.reset();
  good(
    good(connection::open(path, access::read_write))->script("PRAGMA user_version = 7"));
  const std::string want =
    "is of schema 7, this program knows up to 6: use a newer program";
  CHECK(mentions(sqlite::open_store(path).error(), want));
  CHECK(mentions(sqlite::open_queries(path).error(), want));
  CHECK(mentions(sqlite::backup(path, db.backend.folder.file("copy")).error(), want));
}

TEST_CASE("a file that is no database of ours is refused and left alone") {
  const temporary_folder folder;
  const auto text = folder.file("text.db");
  std::ofstream{text} << std::string(5'000, 'x');
  CHECK(
    mentions(sqlite::open_store(text).error(), "is not a readable tradeeon database"));
  const auto other = folder.file("other.db");
  good(good(connection::open(other, access::read_write))
         ->script("CREATE TABLE songs(name)"));
  CHECK(mentions(sqlite::open_store(other).error(), "another program's database"));
  CHECK(mentions(sqlite::open_queries(other).error(), "another program's database"));
  CHECK(good(good(connection::open(other, access::read_only))
               ->number("SELECT count(*) FROM sqlite_schema")) == 1);
  CHECK(bad(sqlite::open_queries(folder.file("none.db"))) == problem_code::not_found);
  CHECK(bad(sqlite::open_store(folder.file("no/such/folder.db"))) ==
        problem_code::internal);
}

TEST_CASE("two writers cannot share a database, readers can") {
  database db;
  const auto path = db.backend.folder.file("tradeeon.db");
  const auto second = sqlite::open_store(path);
  CHECK(bad(second) == problem_code::unavailable);
  CHECK(mentions(second.error(), "is in use by another tradeeon process"));
  good(db.backend.open_queries()->ping());
  db.writer.reset();
  CHECK(sqlite::open_store(path).ok());
}

TEST_CASE("everything the store writes is the owner's alone") {
  database db;
  db.apply(bar_commit("BTCUSDT", 0));
  for (const char* name : {"tradeeon.db", "tradeeon.db-wal", "tradeeon.db.lock"})
    CHECK(mode_of(db.backend.folder.file(name)) == 0600);
  good(sqlite::backup(db.backend.folder.file("tradeeon.db"),
                      db.backend.folder.file("copy.db")));
  CHECK(mode_of(db.backend.folder.file("copy.db")) == 0600);
}

TEST_CASE("a migration happens whole or not at all") {
  const temporary_folder folder;
  const auto db = good(connection::open(folder.file("tradeeon.db"), access::read_write));
  const char* const steps[] = {"CREATE TABLE a(x);", "CREATE TABLE b(x);",
                               "CREATE TABLE c(x); INSERT INTO nowhere VALUES(1);"};
  const auto failed = sqlite::migrate(*db, {steps, 3});
  REQUIRE_FALSE(failed.ok());
  CHECK(mentions(failed.error(), "moving to schema 3"));
  CHECK(good(db->number("PRAGMA user_version")) == 2);
  CHECK(good(db->number("SELECT count(*) FROM sqlite_schema")) == 2);
  CHECK_FALSE(db->in_transaction());
  const char* const mended[] = {steps[0], steps[1], "CREATE TABLE c(x);"};
  good(sqlite::migrate(*db, {mended, 3}));
  good(sqlite::migrate(*db, {mended, 3}));
  CHECK(good(db->number("PRAGMA user_version")) == 3);
}

TEST_CASE("the whole of a failed call can only be rolled back") {
  database db;
  good(db.writer->begin());
  auto broken = bar_commit("BTCUSDT", 0);
  broken.bars[0].bars[0].high = std::numeric_limits<double>::quiet_NaN();
  CHECK(bad(db.writer->apply(broken)) == problem_code::internal);
  CHECK(bad(db.writer->put_fact("a", "b")) == problem_code::internal);
  CHECK(bad(db.writer->commit()) == problem_code::internal);
  db.writer->rollback();
  CHECK_FALSE(good(db.writer->load_symbol("BTCUSDT")).has_base);
  db.apply(bar_commit("BTCUSDT", 0));
}

TEST_CASE("text in a value is never part of a statement") {
  database db;
  const std::string evil = "x'); DROP TABLE alerts; --\n\"\0;", user = "ann'--";
  auto a = alert_named(evil, user);
  a.document = evil;
  db.commit([&](store& s) {
    good(s.insert_alert(a, 10));
    good(s.put_fact(evil, evil));
  });
  CHECK(show(good(db.readers->alert_of(user, evil))) == show(a));
  CHECK(good(db.writer->fact(evil)) == evil);
}

TEST_CASE("a backup made while the writer works is one consistent moment") {
  database db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  for (int i = 0; i < 500; ++i)
    db.apply(bar_commit("BTCUSDT", i * minute, {fire(a, i * minute, a.actions)}));
  const auto path = db.backend.folder.file("tradeeon.db");
  const auto copy = db.backend.folder.file("copy.db");
  result<void> made;
  std::thread copying{[&] { made = sqlite::backup(path, copy); }};
  for (int i = 500; i < 700; ++i)
    db.apply(bar_commit("BTCUSDT", i * minute, {fire(a, i * minute, a.actions)}));
  copying.join();
  good(made);
  const auto refused = sqlite::backup(path, copy);
  CHECK(bad(refused) == problem_code::conflict);

  auto copied = good(sqlite::open_store(copy));
  const auto moment = good(copied->load_symbol("BTCUSDT"));
  REQUIRE(moment.watermark >= 499 * minute);
  const auto count = static_cast<std::size_t>(moment.watermark / minute + 1);
  const auto readers = good(sqlite::open_queries(copy));
  CHECK(good(readers->triggers({"ann", 0, 1'000, "", ""})).size() == count);
  CHECK(good(copied->pending_deliveries("", 1'000)).size() == count);
  CHECK(
    good(readers->klines("BTCUSDT", timeframe::m1, 0, moment.watermark, 1'000)).size() ==
    count);
  // A copy of a database at rest is the same in every answer.
  const auto second = db.backend.folder.file("second.db");
  good(sqlite::backup(path, second));
  CHECK(content_of(*good(sqlite::open_queries(second))) == content_of(*db.readers));
}

TEST_CASE("readers see whole commits while the writer goes on") {
  database db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  constexpr int total = 300;
  std::thread writing{[&] {
    for (int i = 0; i < total; ++i)
      db.apply(bar_commit("BTCUSDT", i * minute,
                          {fire(a, i * minute, {webhook(), notify(), to_bot("b")})}));
  }};
  std::vector<std::thread> readers;
  std::vector<std::size_t> read(3);
  for (auto& count : read)
    readers.emplace_back([&db, &count] {
      std::int64_t after = 0;
      while (count < 2 * total) {
        const auto events = db.readers->events("ann", after, 7);
        if (!events)
          return;
        for (const auto& event : *events)
          if (event.seq != ++after)
            return;
        count += events->size();
      }
    });
  writing.join();
  for (auto& one : readers)
    one.join();
  for (const auto count : read)
    CHECK(count == 2 * total);
}
