#include "domain/bots/ladder.hpp"

namespace tradeeon {

std::vector<ladder_step> ladder_of(const ladder_setting& setting,
                                   const symbol_rules& rules, decimal first_price) {
  std::vector<ladder_step> out;
  const auto add = [&](decimal drop, decimal amount) {
    ladder_step x;
    x.number = static_cast<std::int32_t>(out.size()) + 1;
    x.drop_percent = drop;
    x.price = rules.buy_price(first_price - percent_of(drop, first_price));
    if (x.price.positive())
      x.quantity = rules.quantity(amount / x.price);
    out.push_back(x);
  };
  for (const auto& level : setting.levels)
    add(level.drop_percent, level.amount);
  decimal drop;
  auto step = setting.deviation_percent;
  auto amount = setting.amount;
  for (std::uint32_t k = 0; k < setting.count && setting.levels.empty(); ++k) {
    drop += step;
    add(drop, amount);
    if (!out.back().price.positive())
      break; // what follows would only lie deeper
    step = step * setting.step_scale;
    amount = amount * setting.volume_scale;
  }
  return out;
}

} // namespace tradeeon
