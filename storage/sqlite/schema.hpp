#pragma once

#include "domain/support/result.hpp"
#include "storage/sqlite/connection.hpp"

#include <cstddef>
#include <cstdint>

namespace tradeeon::storage::sqlite {

/// The SQL that leads from one schema to the next.
struct migrations {
  const char* const* steps; ///< step n leads from schema n to n + 1
  std::size_t count;
};

/// All migrations this program knows, oldest first. Released ones never change.
[[nodiscard]] migrations known_migrations() noexcept;

/// Brings the file to the newest known schema, each step in a transaction of its
/// own; a failing step leaves the schema before it. Refuses a newer schema and
/// another program's database.
result<void> migrate(connection& db, migrations steps = known_migrations());

/// The file's schema; a problem where the file is another program's or too new.
result<std::int64_t> schema_of(connection& db);

/// For readers: a problem unless the file has exactly the newest known schema.
result<void> check_schema(connection& db);

} // namespace tradeeon::storage::sqlite
