#pragma once

#include "app/option_table.hpp"
#include "domain/support/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// One key of a configuration file.
struct file_setting {
  const option_info* option = nullptr; ///< never null; lives as long as the program
  std::string text;                    ///< as `option_info::set` reads it
  std::string place;                   ///< "tradeeon.toml line 3, key http"
};

/// Reads TOML. Broken syntax, an unknown key and a value of another type are
/// problems at "FILE line N, key PATH".
result<std::vector<file_setting>> parse_config_text(std::string_view toml,
                                                    const std::string& file_name);

} // namespace tradeeon
