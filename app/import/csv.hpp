#pragma once

#include "domain/support/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// One record of a CSV file. A cell without a value (NULL) is an empty one
/// without quotes, as PostgreSQL writes it; "" in quotes is an empty text.
struct csv_record {
  std::size_t line = 1; ///< where it begins, from 1
  std::vector<std::optional<std::string>> cells;
};

/// Reads what COPY … WITH CSV writes: commas, quotes doubled inside quotes, line
/// ends of any kind within quotes and behind records, an UTF-8 mark at the start.
/// Empty lines are passed over. A problem's place is "line N".
result<std::vector<csv_record>> read_csv(std::string_view text);

} // namespace tradeeon
