#pragma once

#include "app/config.hpp"

#include <string>

namespace tradeeon {

/// The configuration in force as TOML that can be read back, each option with a
/// comment that says where its value comes from; secrets as "***".
[[nodiscard]] std::string print_config(const config& x);

} // namespace tradeeon
