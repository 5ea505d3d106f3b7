#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info obv_info();
[[nodiscard]] indicator_info ad_info();
[[nodiscard]] indicator_info adosc_info();
[[nodiscard]] indicator_info cmf_info();
[[nodiscard]] indicator_info mfi_info();
[[nodiscard]] indicator_info emv_info();
[[nodiscard]] indicator_info nvi_info();
[[nodiscard]] indicator_info pvi_info();

} // namespace tradeeon
