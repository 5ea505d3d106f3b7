#pragma once

#include "domain/indicators/registry.hpp"

namespace tradeeon {

[[nodiscard]] indicator_info heikin_ashi_info();

} // namespace tradeeon
