#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

/// RSI: the share of gains in Wilder's averages of gains and losses, 0 to 100.
[[nodiscard]] indicator_info rsi_info();

} // namespace tradeeon
