#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info trange_info();
[[nodiscard]] indicator_info natr_info();
[[nodiscard]] indicator_info chop_info();
[[nodiscard]] indicator_info vortex_info();
[[nodiscard]] indicator_info keltner_info();
[[nodiscard]] indicator_info ultosc_info();

} // namespace tradeeon
