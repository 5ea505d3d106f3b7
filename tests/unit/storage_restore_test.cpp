// Backups put back: what is checked first, and what may be replaced.
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/schema.hpp"
#include "tests/unit/storage_kit.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;
using sqlite::access;
using sqlite::connection;

namespace {

using database = opened<sqlite_backend>;

/// Nothing to object to.
result<void> fine(const std::string&) {
  return {};
}

bool exists(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0;
}

/// A database with one alert of ann's, and a backup of it in `folder`.
std::string backup_in(const temporary_folder& folder, const std::string& alert_id) {
  database db;
  db.commit([&](store& s) { good(s.insert_alert(alert_named(alert_id, "ann"), 10)); });
  const auto to = folder.file("backup-" + alert_id);
  good(sqlite::backup(db.backend.folder.file("tradeeon.db"), to));
  return to;
}

std::string alerts_in(const std::string& path) {
  const auto readers = good(sqlite::open_queries(path));
  std::string ids;
  for (const auto& row : good(readers->alerts_of("ann")))
    ids += row.alert_id + " ";
  return ids;
}

void write(const std::string& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

std::string read(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("a restored backup is the database as it was, in a new place") {
  const temporary_folder folder;
  const auto from = backup_in(folder, "a1");
  const auto to = folder.file("tradeeon.db");
  std::string checked;
  good(sqlite::restore(from, to, false, [&](const std::string& copy) -> result<void> {
    checked = read(copy);
    return {};
  }));
  CHECK(checked == read(from));
  CHECK(read(to) == read(from));
  CHECK(alerts_in(to) == "a1 ");
  good(sqlite::open_store(to));
}

TEST_CASE("a database that is there is replaced only on demand, with its log") {
  const temporary_folder folder;
  const auto from = backup_in(folder, "new");
  const auto to = folder.file("tradeeon.db");
  {
    const auto old = good(sqlite::open_store(to));
    good(old->begin());
    good(old->insert_alert(alert_named("old", "ann"), 10));
    good(old->commit());
    const auto refused = sqlite::restore(from, to, true, fine);
    CHECK(bad(refused) == problem_code::unavailable); // it is in use
    // As a crash leaves it: what was committed is in the log only.
    for (const char* suffix : {"", "-wal"})
      write(folder.file("saved") + suffix, read(to + suffix));
  }
  for (const char* suffix : {"", "-wal"})
    write(to + suffix, read(folder.file("saved") + suffix));
  CHECK(exists(to + "-wal"));
  CHECK(bad(sqlite::restore(from, to, false, fine)) == problem_code::conflict);
  CHECK(alerts_in(to) == "old ");
  good(sqlite::restore(from, to, true, fine));
  CHECK_FALSE(exists(to + "-wal"));
  CHECK_FALSE(exists(to + "-shm"));
  CHECK(alerts_in(to) == "new ");
}

TEST_CASE("a log that lies where a database is restored to is not taken for its own") {
  const temporary_folder folder;
  const auto from = backup_in(folder, "a1");
  const auto to = folder.file("tradeeon.db");
  write(to + "-wal", std::string(50'000, 'x'));
  write(to + "-shm", "x");
  good(sqlite::restore(from, to, false, fine));
  CHECK_FALSE(exists(to + "-wal"));
  CHECK(alerts_in(to) == "a1 ");
}

TEST_CASE("what is no sound backup of ours changes nothing") {
  const temporary_folder folder;
  const auto good_backup = backup_in(folder, "a1");
  const auto to = folder.file("tradeeon.db");
  good(sqlite::restore(good_backup, to, false, fine));
  const auto before = read(to);

  auto damaged = read(good_backup);
  REQUIRE(damaged.size() > 20'000);
  for (std::size_t i = 8'192; i < 16'384; ++i)
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
  write(folder.file("damaged"), damaged);
  write(folder.file("half"), read(good_backup).substr(0, 10'000));
  write(folder.file("empty"), "");
  write(folder.file("text"), std::string(5'000, 'x'));
  good(good(connection::open(folder.file("songs"), access::read_write))
         ->script("CREATE TABLE songs(name)"));
  write(folder.file("newer"), read(good_backup));
  good(good(connection::open(folder.file("newer"), access::read_write))
         ->script("PRAGMA user_version = 99"));
  for (const char* name : {"damaged", "half", "empty", "text", "songs", "newer"}) {
    CAPTURE(name);
    const auto done = sqlite::restore(folder.file(name), to, true, fine);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().code == problem_code::invalid);
    CHECK(done.error().place == folder.file(name));
    CHECK(done.error().text.find(".part-") == std::string::npos);
    CHECK(read(to) == before);
  }
  const auto objected = sqlite::restore(good_backup, to, true, [](const std::string&) {
    return result<void>{bad_input("x", "not this one")};
  });
  CHECK(objected.error().text == "not this one");
  CHECK(read(to) == before);
  CHECK(alerts_in(to) == "a1 ");
}

TEST_CASE("what root restores belongs to the owner of the data directory") {
  if (::geteuid() != 0)
    return; // others can't give files away
  const temporary_folder folder;
  const auto from = backup_in(folder, "a1");
  REQUIRE(::chown(folder.file(".").c_str(), 12'345, 54'321) == 0);
  const auto to = folder.file("tradeeon.db");
  good(sqlite::restore(from, to, false, fine));
  for (const char* suffix : {"", ".lock"}) {
    struct stat found {};
    REQUIRE(::stat((to + suffix).c_str(), &found) == 0);
    CHECK(found.st_uid == 12'345);
    CHECK(found.st_gid == 54'321);
    CHECK((found.st_mode & 0777) == 0600);
  }
}

TEST_CASE("a database is inspected without being changed") {
  const temporary_folder folder;
  const auto path = backup_in(folder, "a1");
  const auto before = read(path);
  const auto facts = good(sqlite::inspect(path));
  CHECK(facts.schema == facts.newest_schema);
  CHECK(facts.newest_schema ==
        static_cast<std::int64_t>(sqlite::known_migrations().count));
  CHECK(read(path) == before);
  CHECK(bad(sqlite::inspect(folder.file("none"))) == problem_code::not_found);
}

TEST_CASE("the footprint has the sizes of the files and of the disk") {
  database db;
  db.apply(bar_commit("BTCUSDT", 0));
  const auto size = db.readers->size();
  CHECK(size.database_bytes > 0);
  CHECK(size.wal_bytes == read(db.backend.folder.file("tradeeon.db-wal")).size());
  CHECK(size.disk_free_bytes > 0);
  CHECK(size.disk_bytes >= size.disk_free_bytes);
}
