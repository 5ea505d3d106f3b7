#include "storage/sqlite/schema.hpp"

#include "storage/sqlite/sqlite_store.hpp"

#include <string>

namespace tradeeon::storage::sqlite {

namespace {

/// "trde": marks the file as ours for migrate() and for file(1).
constexpr std::int64_t application = 0x74726465;

problem too_new(const std::string& path, std::int64_t found, std::size_t known) {
  return {problem_code::internal,
          "the database " + path + " is of schema " + std::to_string(found) +
            ", this program knows up to " + std::to_string(known) +
            ": use a newer program",
          path};
}

/// The file's schema; a problem where the file is somebody else's or too new.
result<std::int64_t> present_schema(connection& db, std::size_t known) {
  const auto version = db.number("PRAGMA user_version");
  if (!version)
    return version.error();
  const auto owner = db.number("PRAGMA application_id");
  if (!owner)
    return owner.error();
  const auto tables = db.number("SELECT count(*) FROM sqlite_schema");
  if (!tables)
    return tables.error();
  if (*owner != application && (*owner != 0 || *version != 0 || *tables != 0))
    return problem{problem_code::internal,
                   db.path() + " is another program's database: give tradeeon a file"
                               " of its own",
                   db.path()};
  if (*version > static_cast<std::int64_t>(known))
    return too_new(db.path(), *version, known);
  return *version;
}

result<void> take_step(connection& db, const char* step, std::size_t to) {
  // PRAGMA takes no parameters; both values are numbers of ours.
  const std::string finish = "PRAGMA application_id = " + std::to_string(application) +
                             ";PRAGMA user_version = " + std::to_string(to) + ";COMMIT";
  for (const char* part : {"BEGIN IMMEDIATE", step, finish.c_str()}) {
    if (auto done = db.script(part); !done) {
      if (db.in_transaction())
        (void)db.script("ROLLBACK");
      auto failed = std::move(done).error();
      failed.text = "moving to schema " + std::to_string(to) + ": " + failed.text;
      return failed;
    }
  }
  return {};
}

} // namespace

result<void> migrate(connection& db, migrations steps) {
  const auto present = present_schema(db, steps.count);
  if (!present)
    return present.error();
  for (auto at = static_cast<std::size_t>(*present); at < steps.count; ++at)
    if (auto done = take_step(db, steps.steps[at], at + 1); !done)
      return done;
  return {};
}

result<std::int64_t> schema_of(connection& db) {
  return present_schema(db, known_migrations().count);
}

result<database_facts> inspect(const std::string& path) {
  auto db = connection::open(path, access::read_only);
  if (!db)
    return std::move(db).error();
  const auto schema = schema_of(**db);
  if (!schema)
    return schema.error();
  return database_facts{*schema, static_cast<std::int64_t>(known_migrations().count)};
}

result<void> check_schema(connection& db) {
  const auto known = known_migrations().count;
  const auto present = present_schema(db, known);
  if (!present)
    return present.error();
  if (*present != static_cast<std::int64_t>(known))
    return problem{problem_code::internal,
                   "the database " + db.path() + " is of schema " +
                     std::to_string(*present) + ", this program reads " +
                     std::to_string(known) + ": start `tradeeon serve` once to move it",
                   db.path()};
  return {};
}

} // namespace tradeeon::storage::sqlite
