#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

/// BBANDS: Bollinger bands, with the place of the value in them and their width.
[[nodiscard]] indicator_info bollinger_info();

} // namespace tradeeon
