#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

/// SMA: the plain mean of the last n values.
[[nodiscard]] indicator_info sma_info();

/// EMA: the exponential average, seeded with the mean of the first n values.
[[nodiscard]] indicator_info ema_info();

} // namespace tradeeon
