#include "domain/bots/plans/make_plan.hpp"

#include "domain/bots/plans/dca_plan.hpp"
#include "domain/bots/plans/follow_plan.hpp"
#include "domain/bots/plans/grid_plan.hpp"

namespace tradeeon {

std::unique_ptr<plan> make_plan(const bot_settings& settings) {
  if (std::holds_alternative<dca_settings>(settings.plan))
    return std::make_unique<dca_plan>(settings);
  if (std::holds_alternative<grid_settings>(settings.plan))
    return std::make_unique<grid_plan>();
  if (std::holds_alternative<trend_settings>(settings.plan))
    return std::make_unique<trend_plan>(settings);
  return std::make_unique<signal_plan>();
}

} // namespace tradeeon
