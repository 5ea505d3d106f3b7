#include "storage/sqlite/connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tradeeon::storage::sqlite {

namespace {

/// SQLite gives its side files the mode of the main file, so that one decides.
result<void> ensure_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return problem{
      problem_code::internal,
      "cannot open the database " + path + " for writing: " + std::strerror(errno), path};
  ::fchmod(file, 0600); // a file of another owner keeps its mode and still works
  ::close(file);
  return {};
}

constexpr const char* writer_pragmas = "PRAGMA busy_timeout = 5000;"
                                       "PRAGMA trusted_schema = OFF;"
                                       "PRAGMA foreign_keys = ON;"
                                       "PRAGMA temp_store = MEMORY;"
                                       "PRAGMA cache_size = -32768;"
                                       "PRAGMA synchronous = FULL;";

constexpr const char* reader_pragmas = "PRAGMA busy_timeout = 5000;"
                                       "PRAGMA trusted_schema = OFF;"
                                       "PRAGMA query_only = ON;";

} // namespace

connection::connection(sqlite3* handle, std::string path)
    : handle_(handle), path_(std::move(path)) {}

connection::~connection() {
  for (auto& [sql, prepared] : prepared_)
    sqlite3_finalize(prepared);
  sqlite3_close(handle_);
}

result<std::unique_ptr<connection>> connection::open(const std::string& path,
                                                     access mode) {
  const bool writes = mode == access::read_write;
  if (writes) {
    if (auto made = ensure_private_file(path); !made)
      return std::move(made).error();
  } else if (::access(path.c_str(), R_OK) != 0) {
    return problem{problem_code::not_found,
                   "cannot read the database " + path + ": " + std::strerror(errno),
                   path};
  }
  sqlite3* handle = nullptr;
  const int flags = (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<connection> opened{new connection(handle, path)};
  if (code != SQLITE_OK)
    return opened->failure(code);
  if (auto set = opened->script(writes ? writer_pragmas : reader_pragmas); !set)
    return std::move(set).error();
  return opened;
}

result<void> connection::script(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    return failure(code);
  return {};
}

result<sqlite3_stmt*> connection::prepare(std::string_view sql) {
  // A literal's address finds its statement without hashing its text.
  if (const auto known = by_address_.find(sql.data());
      known != by_address_.end() && sqlite3_sql(known->second) == sql)
    return known->second;
  auto known = prepared_.find(std::string{sql});
  if (known == prepared_.end()) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK)
      return failure(code);
    known = prepared_.emplace(std::string{sql}, made).first;
  }
  by_address_[sql.data()] = known->second;
  return known->second;
}

problem connection::failure(int code) const {
  const int primary = code & 0xff;
  const std::string why =
    handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_);
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    return {problem_code::unavailable, "the database " + path_ + " is busy: " + why,
            path_};
  if (primary == SQLITE_FULL)
    return {problem_code::unavailable, "no space is left for the database " + path_,
            path_};
  if (primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT)
    return {problem_code::internal,
            path_ + " is not a readable tradeeon database: " + why +
              "; restore it from a backup",
            path_};
  return {problem_code::internal, "the database " + path_ + " failed: " + why, path_};
}

} // namespace tradeeon::storage::sqlite
