#pragma once

#include "domain/support/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace tradeeon {

/// Reads a file of users: former and present id a line, as CSV. A problem's place is
/// "line N".
result<std::map<std::string, std::string>> read_user_map(std::string_view text);

} // namespace tradeeon
