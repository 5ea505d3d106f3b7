#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info sum_info();
[[nodiscard]] indicator_info stddev_info();
[[nodiscard]] indicator_info stddev_sample_info();
[[nodiscard]] indicator_info var_info();
[[nodiscard]] indicator_info zscore_info();
[[nodiscard]] indicator_info correl_info();
[[nodiscard]] indicator_info linreg_info();

} // namespace tradeeon
