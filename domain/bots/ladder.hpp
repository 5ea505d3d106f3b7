#pragma once

#include "domain/bots/settings.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <vector>

namespace tradeeon {

/// One buy of a ladder, rounded as it will be sent.
struct ladder_step {
  std::int32_t number = 0; ///< from 1
  decimal drop_percent;    ///< below the first order's price
  decimal price;           ///< 0 or less: the ladder falls by 100 % or more
  decimal quantity;
};

/// The buys below a first order that was filled at `first_price`.
[[nodiscard]] std::vector<ladder_step>
ladder_of(const ladder_setting& setting, const symbol_rules& rules, decimal first_price);

} // namespace tradeeon
