#pragma once

#include "domain/support/result.hpp"

#include <string>
#include <utility>

namespace tradeeon::storage::sqlite {

/// An exclusive lock between processes (and between owners within one). The
/// system releases it when the process ends, however it ends. The lock file
/// stays: removing it would let two owners lock two files of one name.
class file_lock {
public:
  /// `unavailable` where another process holds it. `what` is named in the text.
  static result<file_lock> acquire(const std::string& path, const std::string& what);

  file_lock(file_lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  file_lock& operator=(file_lock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~file_lock();

private:
  explicit file_lock(int file) noexcept : file_(file) {}
  int file_;
};

} // namespace tradeeon::storage::sqlite
