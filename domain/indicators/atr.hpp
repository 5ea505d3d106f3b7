#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

/// ATR: Wilder's average of the true range of the bar.
[[nodiscard]] indicator_info atr_info();

} // namespace tradeeon
