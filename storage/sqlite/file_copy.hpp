#pragma once

#include "domain/support/result.hpp"
#include "storage/sqlite/connection.hpp"

#include <string>

namespace tradeeon::storage::sqlite {

/// A database on its way to its final name: with its side files gone at the end
/// of the scope, unless it got that name.
struct passing_file {
  std::string path;
  explicit passing_file(std::string name) : path(std::move(name)) {}
  passing_file(const passing_file&) = delete;
  passing_file& operator=(const passing_file&) = delete;
  ~passing_file();
};

/// Removes what SQLite keeps beside a database. It must be in use by nobody.
void remove_side_files(const std::string& path) noexcept;

/// A problem where SQLite's integrity_check finds one.
result<void> check_whole(connection& db);

/// Makes a file's content, or a directory's entries, survive a power loss.
result<void> sync_file(const std::string& path);
result<void> sync_folder_of(const std::string& path);

} // namespace tradeeon::storage::sqlite
