#pragma once

#include <string>
#include <string_view>

namespace tradeeon::testing {

/// A directory that is gone, with what is in it, at the end of the test.
class temporary_directory {
public:
  temporary_directory();
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  ~temporary_directory();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Writes a file into it and returns the file's path.
  [[nodiscard]] std::string file(std::string_view name, std::string_view text) const;

private:
  std::string path_;
};

/// The whole text of a file; empty where it can't be read.
[[nodiscard]] std::string text_of(const std::string& path);

} // namespace tradeeon::testing
