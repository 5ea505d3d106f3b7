#pragma once

#include "domain/support/result.hpp"

#include <cstdint>
#include <string>

namespace tradeeon {

/// All of a file. A problem with the path as its place where it is not there, is a
/// directory, can't be read, or has more than `largest` bytes, which `too_large` says.
result<std::string> read_text_file(const std::string& path, std::uintmax_t largest,
                                   const std::string& too_large);

} // namespace tradeeon
