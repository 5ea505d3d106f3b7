#pragma once

#include "domain/support/result.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tradeeon {

/// Reads a file line by line, in large pieces. What can't be read twice (a pipe)
/// is held in memory as a whole, so that `rewind` works on it too.
class line_reader {
public:
  /// A missing file, a directory and a file without permission are problems at
  /// `path`.
  static result<line_reader> open(const std::string& path);

  /// The next line without its end (\n or \r\n); valid until the next call.
  /// Nothing at the end. A line of more than 4096 characters is a problem.
  result<std::optional<std::string_view>> next();

  /// Number of the line that `next` returned last, from 1.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
  /// How much of the file has been returned, 0..1.
  [[nodiscard]] double progress() const noexcept;

  result<void> rewind();

private:
  struct closer {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  line_reader(std::string path, std::FILE* file, std::uint64_t size, bool seekable);
  result<bool> refill();

  std::string path_;
  std::unique_ptr<std::FILE, closer> file_;
  std::uint64_t size_;
  bool seekable_;
  bool at_end_ = false; ///< all of the file is in the buffer or returned
  std::string buffer_;
  std::size_t used_ = 0;   ///< bytes of the buffer that were returned
  std::uint64_t done_ = 0; ///< bytes of the file before the buffer
  std::uint64_t line_ = 0;
};

} // namespace tradeeon
