#include "storage/sqlite/file_copy.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

namespace tradeeon::storage::sqlite {

namespace {

constexpr int pages_per_step = 1024;

problem failed(const std::string& path, const std::string& what) {
  return {problem_code::internal, "the backup to " + path + " failed: " + what, path};
}

result<void> copy_pages(connection& from, connection& to) {
  auto* copying = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (copying == nullptr)
    return to.failure(sqlite3_errcode(to.handle()));
  int code = SQLITE_OK;
  do {
    code = sqlite3_backup_step(copying, pages_per_step);
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) {
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
      code = SQLITE_OK;
    }
  } while (code == SQLITE_OK);
  sqlite3_backup_finish(copying);
  if (code != SQLITE_DONE)
    return to.failure(code);
  return {};
}

result<void> fill(const std::string& path, const std::string& copy_path) {
  auto from = connection::open(path, access::read_only);
  if (!from)
    return std::move(from).error();
  if (auto known = check_schema(**from); !known)
    return known;
  // An open read keeps the source as it is now; else each commit of the writer
  // would make SQLite start the copy over.
  if (auto begun = (*from)->script("BEGIN; SELECT count(*) FROM sqlite_schema"); !begun)
    return begun;
  auto to = connection::open(copy_path, access::read_write);
  if (!to)
    return std::move(to).error();
  if (auto copied = copy_pages(**from, **to); !copied)
    return copied;
  auto whole = check_whole(**to);
  return whole ? whole : failed(copy_path, whole.error().text);
}

} // namespace

result<void> backup(const std::string& path, const std::string& to) {
  struct stat found {};
  if (::stat(to.c_str(), &found) == 0)
    return problem{problem_code::conflict,
                   to + " exists already: name a file that does not", to};
  const passing_file copy{to + ".part-" + std::to_string(::getpid())};
  if (auto filled = fill(path, copy.path); !filled)
    return filled;
  if (auto synced = sync_file(copy.path); !synced)
    return synced;
  // Refuses where somebody made the file meanwhile.
  if (::renameat2(AT_FDCWD, copy.path.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) !=
      0) {
    if (errno == EEXIST)
      return problem{problem_code::conflict,
                     to + " exists already: name a file that does not", to};
    return failed(to, std::strerror(errno));
  }
  return sync_folder_of(to);
}

} // namespace tradeeon::storage::sqlite
