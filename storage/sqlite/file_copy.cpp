#include "storage/sqlite/file_copy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tradeeon::storage::sqlite {

namespace {

result<void> sync_path(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const std::string why = std::strerror(errno);
  if (file >= 0)
    ::close(file);
  if (!synced)
    return problem{problem_code::internal, "it can't be made durable: " + why, path};
  return {};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

} // namespace

passing_file::~passing_file() {
  ::unlink(path.c_str());
  remove_side_files(path);
}

void remove_side_files(const std::string& path) noexcept {
  for (const char* suffix : {"-wal", "-shm", "-journal"})
    ::unlink((path + suffix).c_str());
}

result<void> check_whole(connection& db) {
  std::string verdict;
  auto read = db.each(
    [&](const row& r) {
      if (verdict.empty())
        verdict = r.text(0);
    },
    "PRAGMA integrity_check(1)");
  if (!read)
    return read;
  if (verdict != "ok")
    return problem{problem_code::internal, "the database is damaged (" + verdict + ")",
                   db.path()};
  return {};
}

result<void> sync_file(const std::string& path) {
  return sync_path(path, 0);
}

result<void> sync_folder_of(const std::string& path) {
  return sync_path(folder_of(path), O_DIRECTORY);
}

} // namespace tradeeon::storage::sqlite
