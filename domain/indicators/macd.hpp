#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

/// MACD: a fast less a slow EMA, its own EMA as signal, and their distance.
[[nodiscard]] indicator_info macd_info();

} // namespace tradeeon
