#include "domain/bots/grid.hpp"

#include "domain/trading/paper_broker.hpp"

#include <cmath>

namespace tradeeon {

decimal grid_level(const grid_settings& setting, const symbol_rules& rules,
                   std::int32_t index) {
  const auto last = static_cast<std::int64_t>(setting.levels) - 1;
  auto price = index == last ? setting.upper : setting.lower;
  if (index != 0 && index != last) {
    const auto ratio = setting.upper.to_double() / setting.lower.to_double();
    // A root is no decimal; a double errs far below the tick that it is rounded to.
    price =
      setting.geometric
        ? decimal::from_double(
            setting.lower.to_double() *
            std::pow(ratio, static_cast<double>(index) / static_cast<double>(last)))
        : setting.lower + decimal::scaled(setting.upper - setting.lower, index, last);
  }
  return price.round_to(rules.tick);
}

std::vector<decimal> grid_levels(const grid_settings& setting,
                                 const symbol_rules& rules) {
  std::vector<decimal> out;
  for (std::uint32_t i = 0; i < setting.levels; ++i)
    out.push_back(grid_level(setting, rules, static_cast<std::int32_t>(i)));
  return out;
}

decimal grid_quantity(const grid_settings& setting, const symbol_rules& rules,
                      const paper_model& paper, decimal price) {
  const auto market = slipped(paper, rules, order_side::buy, price);
  decimal unit; // what one coin at every level takes
  for (std::uint32_t i = 0; i + 1 < setting.levels; ++i) {
    const auto at = grid_level(setting, rules, static_cast<std::int32_t>(i));
    const bool holds = at >= price;
    const auto cost = holds ? market : at;
    unit += cost + fee_reserve(paper, cost, !holds);
  }
  return rules.quantity(setting.investment / unit);
}

} // namespace tradeeon
