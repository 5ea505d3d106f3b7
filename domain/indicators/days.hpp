#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info vwap_info();
[[nodiscard]] indicator_info pivots_info();
[[nodiscard]] indicator_info pivots_fib_info();

} // namespace tradeeon
