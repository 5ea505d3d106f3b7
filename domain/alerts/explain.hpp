#pragma once

#include "domain/alerts/trigger.hpp"
#include "domain/conditions/bar_step.hpp"

namespace tradeeon {

/// One condition's part of an explanation, from the readings of a step.
[[nodiscard]] explained_part explain(const condition_view& what, truth state,
                                     const std::vector<operand_reading>& readings);

} // namespace tradeeon
