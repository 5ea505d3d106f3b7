#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info ppo_info();
[[nodiscard]] indicator_info apo_info();
[[nodiscard]] indicator_info trix_info();
[[nodiscard]] indicator_info tsi_info();
[[nodiscard]] indicator_info stoch_info();
[[nodiscard]] indicator_info stochf_info();
[[nodiscard]] indicator_info stochrsi_info();

} // namespace tradeeon
