#include "storage/sqlite/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tradeeon::storage::sqlite {

result<file_lock> file_lock::acquire(const std::string& path, const std::string& what) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return problem{problem_code::internal,
                   "cannot open the lock file " + path + ": " + std::strerror(errno),
                   path};
  file_lock held{file};
  if (::flock(file, LOCK_EX | LOCK_NB) == 0)
    return held;
  if (errno == EWOULDBLOCK)
    return problem{problem_code::unavailable,
                   what + " is in use by another tradeeon process", what};
  return problem{problem_code::internal,
                 "cannot lock " + path + ": " + std::strerror(errno), path};
}

file_lock::~file_lock() {
  if (file_ >= 0)
    ::close(file_);
}

} // namespace tradeeon::storage::sqlite
