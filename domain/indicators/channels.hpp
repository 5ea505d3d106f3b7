#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info highest_info();
[[nodiscard]] indicator_info lowest_info();
[[nodiscard]] indicator_info donchian_info();
[[nodiscard]] indicator_info ichimoku_info();
[[nodiscard]] indicator_info aroon_info();
[[nodiscard]] indicator_info aroonosc_info();
[[nodiscard]] indicator_info willr_info();

} // namespace tradeeon
