#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info mom_info();
[[nodiscard]] indicator_info roc_info();
[[nodiscard]] indicator_info cmo_info();
[[nodiscard]] indicator_info cci_info();
[[nodiscard]] indicator_info dpo_info();
[[nodiscard]] indicator_info ao_info();
[[nodiscard]] indicator_info bop_info();
[[nodiscard]] indicator_info fisher_info();

} // namespace tradeeon
