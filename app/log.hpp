#pragma once

#include <string>

namespace tradeeon {

/// Sends the log to standard error, one line an entry with UTC time and level.
/// `level` is one that the configuration accepts.
void start_log(const std::string& level);

} // namespace tradeeon
