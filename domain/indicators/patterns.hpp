#pragma once

#include "domain/indicators/registry.hpp"

#include <vector>

namespace tradeeon {

/// The candle patterns, each as an indicator over the bar whose value is 1 where
/// the newest candle completes it, else 0.
[[nodiscard]] const std::vector<indicator_info>& candle_patterns();

} // namespace tradeeon
