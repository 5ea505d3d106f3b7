#pragma once

#include "domain/bots/settings.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <vector>

namespace tradeeon {

/// Price of a grid's level, to the tick: 0 is the lowest, `levels` - 1 the highest of the
/// settings; a grid that trails goes beyond both. Arithmetic levels are (upper - lower) /
/// (levels - 1) apart; geometric ones are spaced by the ratio
/// (upper / lower)^(1 / (levels - 1)).
[[nodiscard]] decimal grid_level(const grid_settings& setting, const symbol_rules& rules,
                                 std::int32_t index);

/// All levels of the settings, from the lowest up.
[[nodiscard]] std::vector<decimal> grid_levels(const grid_settings& setting,
                                               const symbol_rules& rules);

/// Coins that each interval buys and sells, so that the investment pays for all of them
/// with their fees: at the market for intervals that begin at `price` or above, else at
/// their lower level.
[[nodiscard]] decimal grid_quantity(const grid_settings& setting,
                                    const symbol_rules& rules, const paper_model& paper,
                                    decimal price);

} // namespace tradeeon
