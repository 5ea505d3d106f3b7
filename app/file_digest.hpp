#pragma once

#include "domain/support/result.hpp"

#include <cstdint>
#include <string>

namespace tradeeon {

/// What a file is, byte for byte.
struct file_digest {
  std::string sha256; ///< 64 lower-case hex digits
  std::uint64_t bytes = 0;
};

/// Reads the whole file. A problem names it.
result<file_digest> digest_of(const std::string& path);

} // namespace tradeeon
