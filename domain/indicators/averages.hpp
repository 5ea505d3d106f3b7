#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info sma_info();
[[nodiscard]] indicator_info ema_info();
[[nodiscard]] indicator_info wma_info();
[[nodiscard]] indicator_info rolling_vwap_info();
[[nodiscard]] indicator_info trima_info();
[[nodiscard]] indicator_info hma_info();
[[nodiscard]] indicator_info vwma_info();
[[nodiscard]] indicator_info volume_ma_info();
[[nodiscard]] indicator_info rma_info();
[[nodiscard]] indicator_info dema_info();
[[nodiscard]] indicator_info tema_info();
[[nodiscard]] indicator_info t3_info();
[[nodiscard]] indicator_info zlema_info();
[[nodiscard]] indicator_info kama_info();

} // namespace tradeeon
