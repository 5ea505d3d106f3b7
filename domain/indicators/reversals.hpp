#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info supertrend_info();
[[nodiscard]] indicator_info psar_info();

} // namespace tradeeon
