#pragma once

#include "app/config.hpp"

#include <string>
#include <vector>

namespace tradeeon {

/// One thing that was looked at before serving.
struct checked_thing {
  bool good = true;
  std::string text; ///< what it is, and what is wrong with it
};

/// Looks at what `serve` needs beside a valid configuration: the data directory,
/// its secrets, the candle file, the database and its schema. Makes, changes and
/// starts nothing; a server may be running on it.
[[nodiscard]] std::vector<checked_thing> check_serving(const config& settings);

} // namespace tradeeon
