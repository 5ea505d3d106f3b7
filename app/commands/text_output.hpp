#pragma once

#include "domain/support/result.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace tradeeon {

/// Standard output, or a file that is written anew. A failure to write (a full
/// disk) is a problem, not a short file.
class text_output {
public:
  /// "-" and the empty name stand for standard output.
  static result<text_output> open(const std::string& name);

  /// Appends; failures show at `finish` at the latest.
  result<void> write(std::string_view text);
  /// Everything has been written and, for a file, closed.
  result<void> finish();

private:
  struct closer {
    void operator()(std::FILE* file) const noexcept {
      if (file != stdout)
        std::fclose(file);
    }
  };
  text_output(std::string name, std::FILE* file) : name_(std::move(name)), file_(file) {}
  result<void> flush();

  std::string name_;
  std::unique_ptr<std::FILE, closer> file_;
  std::string pending_;
};

} // namespace tradeeon
