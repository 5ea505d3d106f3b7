#include "domain/trading/risk.hpp"
#include "storage/sqlite/file_copy.hpp"
#include "storage/sqlite/file_lock.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tradeeon::storage::sqlite {

namespace {

problem failed(const std::string& path, const std::string& what) {
  return {problem_code::internal, what + ": " + std::strerror(errno), path};
}

bool exists(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0;
}

/// Closes its file descriptor.
struct open_file {
  int number;
  explicit open_file(int fd) : number(fd) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (number >= 0)
      ::close(number);
  }
};

bool write_all(int file, const char* bytes, std::size_t count) {
  while (count > 0) {
    const auto written = ::write(file, bytes, count);
    if (written <= 0)
      return false;
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
  return true;
}

result<void> copy_bytes(const std::string& from, const std::string& to) {
  const open_file in{::open(from.c_str(), O_RDONLY | O_CLOEXEC)};
  if (in.number < 0)
    return failed(from, "it can't be read");
  const open_file out{::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (out.number < 0)
    return failed(to, "it can't be written");
  std::array<char, 65'536> piece; // NOLINT: filled by read
  for (;;) {
    const auto count = ::read(in.number, piece.data(), piece.size());
    if (count < 0)
      return failed(from, "it can't be read");
    if (count == 0)
      return {};
    if (!write_all(out.number, piece.data(), static_cast<std::size_t>(count)))
      return failed(to, "it can't be written");
  }
}

/// Where root restores for a server that runs as somebody else, that user must be able
/// to open what is made here: it gets the owner of the folder.
result<void> hand_over_to_owner(const std::string& path, const std::string& folder) {
  struct stat owner {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &owner) != 0)
    return {};
  if (::chown(path.c_str(), owner.st_uid, owner.st_gid) != 0)
    return failed(path, "it can't be given to the owner of " + folder);
  return {};
}

/// In a message the copy goes by the name of what it is a copy of.
result<void> check_copy(const std::string& copy, const std::string& from) {
  auto db = connection::open(copy, access::read_write);
  auto schema = db ? schema_of(**db) : result<std::int64_t>{db.error()};
  auto whole = schema ? check_whole(**db) : result<void>{schema.error()};
  if (whole && *schema == 0)
    whole = problem{problem_code::internal, "this is an empty database, no backup", from};
  if (whole)
    return {};
  auto why = std::move(whole).error();
  for (auto at = why.text.find(copy); at != std::string::npos; at = why.text.find(copy))
    why.text.replace(at, copy.size(), from);
  why.place = from;
  why.code = problem_code::invalid;
  return why;
}

/// What bots have done since the backup was made is not in it: nothing is to be traded
/// until somebody has looked. A database without bots at work stays as it is.
result<void> halt_trading(const std::string& copy) {
  auto db = connection::open(copy, access::read_write);
  if (!db)
    return std::move(db).error();
  auto knows_bots =
    (*db)->number("SELECT count(*) FROM sqlite_schema WHERE name = 'bots'");
  if (!knows_bots || *knows_bots == 0)
    return knows_bots ? result<void>{} : std::move(knows_bots).error();
  auto at_work = (*db)->number("SELECT count(*) FROM bots WHERE status IN (1, 2)");
  if (!at_work || *at_work == 0)
    return at_work ? result<void>{} : std::move(at_work).error();
  return (*db)->change("INSERT INTO trading_states VALUES('', ?1,"
                       " 'restored from a backup', unixepoch() * 1000)"
                       " ON CONFLICT(user_id) DO UPDATE SET state = excluded.state,"
                       " reason = excluded.reason, at = excluded.at WHERE state <> ?1",
                       trading_state::halted);
}

/// The database that is to be replaced takes its log in, so that no crash from here
/// on can bring that log together with another database. One that can't is damaged
/// or not ours: there is nothing to keep of it.
void settle_old(const std::string& path) {
  if (auto db = connection::open(path, access::read_write))
    (void)(*db)->script("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace

result<void> restore(const std::string& from, const std::string& to, bool replace,
                     const std::function<result<void>(const std::string&)>& check) {
  auto lock = file_lock::acquire(to + ".lock", to);
  if (!lock)
    return std::move(lock).error();
  const bool present = exists(to);
  if (present && !replace)
    return problem{problem_code::conflict, "there is a database already", to};
  const passing_file copy{to + ".part-" + std::to_string(::getpid())};
  if (auto copied = copy_bytes(from, copy.path); !copied)
    return copied;
  if (auto checked = check(copy.path); !checked)
    return checked;
  if (auto checked = check_copy(copy.path, from); !checked)
    return checked;
  if (auto halted = halt_trading(copy.path); !halted)
    return halted;
  const auto folder = to.substr(0, to.rfind('/') + 1) + ".";
  for (const auto& made : {copy.path, to + ".lock"})
    if (auto given = hand_over_to_owner(made, folder); !given)
      return given;
  if (auto synced = sync_file(copy.path); !synced)
    return synced;
  if (present)
    settle_old(to);
  // What is left of them would be taken for the new database's own.
  remove_side_files(to);
  if (auto synced = sync_folder_of(to); !synced)
    return synced;
  if (::rename(copy.path.c_str(), to.c_str()) != 0)
    return failed(to, "the restored database can't take its place");
  return sync_folder_of(to);
}

} // namespace tradeeon::storage::sqlite
