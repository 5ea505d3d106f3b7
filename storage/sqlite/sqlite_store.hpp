#pragma once

#include "storage/store.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tradeeon::storage::sqlite {

/// Opens the one writer of the database at `path`, making the file (mode 0600)
/// or bringing its schema up to date where needed. `unavailable` while another
/// process has it open for writing; readers are not in its way.
result<std::unique_ptr<store>> open_store(const std::string& path, retention keep = {});

/// Opens the readers of a database that `open_store` has made. At most
/// `max_connections` calls run at once, each on a read-only connection opened on
/// demand; further calls wait, and are `unavailable` after five seconds.
result<std::unique_ptr<queries>> open_queries(const std::string& path,
                                              retention keep = {},
                                              std::size_t max_connections = 8);

/// Copies the database as it is at this moment to `to` (mode 0600), while it
/// may be in use, and checks the copy before it appears under that name.
/// `conflict` if `to` exists.
result<void> backup(const std::string& path, const std::string& to);

/// Puts the backup `from` in place as the database `to`, whole or not at all; `check`
/// is given the copy, byte for byte, before it is looked at as a database. A damaged
/// one, another program's and one of a newer schema are `invalid`. `unavailable`
/// while a process has `to` open for writing; `conflict` where `to` exists, unless
/// it is to be replaced. Where bots were at work, trading is halted for everybody.
result<void> restore(const std::string& from, const std::string& to, bool replace,
                     const std::function<result<void>(const std::string&)>& check);

/// What kind of database a file is.
struct database_facts {
  std::int64_t schema = 0;
  std::int64_t newest_schema = 0; ///< that this program knows
};

/// Looks at a database, which may be in use, and changes nothing. A problem where
/// `open_store` would refuse it.
result<database_facts> inspect(const std::string& path);

} // namespace tradeeon::storage::sqlite
