#pragma once

#include "domain/market/candle.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// Keeps one event from filling the log: each has so many lines in a second, and
/// the first one after that says how many were left out. Pure; one thread at a
/// time. Events are names from the source, so there are few.
class log_limiter {
public:
  explicit log_limiter(std::uint32_t per_second) : per_second_(per_second) {}

  /// Nothing: leave the line out. Else write it, and say with it that so many
  /// (0: none) were left out before.
  std::optional<std::uint64_t> admit(std::string_view event, time_ms now);

  /// Events with lines left out that nothing has told of yet, with their number;
  /// told with this.
  std::vector<std::pair<std::string, std::uint64_t>> take_untold();

private:
  struct row {
    time_ms second = -1;
    std::uint32_t written = 0; ///< in that second
    std::uint64_t left_out = 0;
  };
  const std::uint32_t per_second_;
  std::map<std::string, row, std::less<>> rows_;
};

} // namespace tradeeon
