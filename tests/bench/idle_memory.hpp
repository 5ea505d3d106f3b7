#pragma once

#include <string>

namespace tradeeon::bench {

/// Resident MiB of `tradeeon serve` with the given feed, some seconds after it
/// has said that it is ready; ends the program again.
double idle_memory(const std::string& folder, const char* feed);

} // namespace tradeeon::bench
