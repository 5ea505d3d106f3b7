#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info plus_di_info();
[[nodiscard]] indicator_info minus_di_info();
[[nodiscard]] indicator_info dx_info();
[[nodiscard]] indicator_info adx_info();
[[nodiscard]] indicator_info adxr_info();

} // namespace tradeeon
