#include "domain/bots/preview.hpp"

#include "domain/bots/grid.hpp"
#include "domain/bots/ladder.hpp"
#include "domain/bots/plans/barrier.hpp"
#include "domain/trading/paper_broker.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

result<decimal> amount_of(const amount_setting& setting, const char* place) {
  if (setting.what != amount_setting::kind::fixed)
    return bad_input(place, "a preview needs an amount in quote currency: shares of the "
                            "equity are known once a run has its money");
  return setting.value;
}

/// Sums up, and refuses what the exchange would refuse.
class table {
public:
  table(bot_preview& out, const symbol_rules& rules, const paper_model& paper)
      : out_(out), rules_(rules), paper_(paper) {}

  result<void> add(previewed_order x, const char* place) {
    const auto price = x.price.positive() ? x.price : out_.price;
    x.amount = price * x.quantity;
    if (x.amount < rules_.min_notional || !x.quantity.positive())
      return bad_input(place, "order " + std::to_string(out_.orders.size() + 1) +
                                " is worth " + x.amount.text() +
                                ", below the symbol's least, " +
                                rules_.min_notional.text());
    if (x.side == order_side::buy) {
      cost_ += x.amount;
      quantity_ += x.quantity;
      capital_ += x.amount + fee_reserve(paper_, x.amount, x.type == order_type::limit);
      out_.last_price = price;
    }
    x.total = cost_;
    x.average = quantity_.is_zero() ? decimal{} : cost_ / quantity_;
    out_.orders.push_back(x);
    return {};
  }
  [[nodiscard]] decimal capital() const { return capital_; }
  [[nodiscard]] decimal average() const { return cost_ / quantity_; }

private:
  bot_preview& out_;
  const symbol_rules& rules_;
  const paper_model& paper_;
  decimal cost_;
  decimal quantity_;
  decimal capital_;
};

void add_barriers(bot_preview& out, const barrier_setting& barrier,
                  const paper_model& paper, const symbol_rules& rules) {
  if (out.orders.empty())
    return;
  decimal fees;
  decimal quantity;
  for (auto& x : out.orders) {
    fees += percent_of(x.type == order_type::limit ? paper.maker_fee : paper.taker_fee,
                       x.amount);
    quantity += x.quantity;
    if (!barrier.profit.targets.empty())
      x.take_profit = target_price(barrier.profit, barrier.profit.targets.front().percent,
                                   barrier.profit.from_base ? out.price : x.average,
                                   fees / quantity, paper, rules);
  }
  if (!barrier.stop)
    return;
  const auto from = barrier.stop->from_base ? out.price : out.orders.back().average;
  out.stop_price = rules.buy_price(from - percent_of(barrier.stop->percent, from));
  const auto below =
    std::count_if(out.orders.begin(), out.orders.end(), [&](const previewed_order& x) {
      return x.price.positive() && x.price <= out.stop_price;
    });
  if (below != 0)
    out.warnings.push_back(std::to_string(below) +
                           " of the orders lie at or below the stop loss");
}

result<void> preview_dca(bot_preview& out, const bot_settings& all,
                         const dca_settings& plan, const symbol_rules& rules) {
  table rows{out, rules, all.paper};
  const auto amount = amount_of(plan.base, "baseOrderSize");
  if (!amount)
    return amount.error();
  previewed_order first;
  first.type = plan.limit_entry ? order_type::limit : order_type::market;
  first.price = plan.limit_entry ? rules.buy_price(out.price) : decimal{};
  first.quantity = rules.quantity(*amount / out.price);
  if (auto done = rows.add(first, "baseOrderSize"); !done)
    return done;
  const auto* place = plan.ladder.levels.empty() ? "safetyOrders" : "dcaConfig.levels";
  for (const auto& step : ladder_of(plan.ladder, rules, out.price)) {
    if (!step.price.positive())
      return bad_input(place, "step " + std::to_string(step.number) + " lies " +
                                step.drop_percent.text() +
                                " % below the first order; less than 100 % is possible");
    previewed_order x;
    x.role = order_role::safety;
    x.number = step.number;
    x.price = step.price;
    x.quantity = step.quantity;
    x.drop_percent = step.drop_percent;
    if (auto done = rows.add(x, place); !done)
      return done;
    out.covered_percent = std::max(out.covered_percent, step.drop_percent);
  }
  add_barriers(out, plan.barrier, all.paper, rules);
  out.required_capital = rows.capital() * static_cast<std::int64_t>(plan.max_active);
  if (plan.rule.what != dca_rule::none)
    out.warnings.emplace_back(
      "buys by dcaRules come on top: they depend on where the market goes");
  return {};
}

result<void> preview_grid(bot_preview& out, const bot_settings& all,
                          const grid_settings& plan, const symbol_rules& rules) {
  const auto levels = grid_levels(plan, rules);
  const auto fee = all.paper.maker_fee;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    if (levels[i + 1] <= levels[i])
      return bad_input("levels", "two levels have the price " + levels[i].text() +
                                   ": fewer levels or a wider range are needed");
    // Per coin: what the sale brings more than the buy, less both fees.
    const auto net = levels[i + 1] - levels[i] - percent_of(fee, levels[i]) -
                     percent_of(fee, levels[i + 1]);
    const auto percent = decimal::scaled(net, 100, levels[i]);
    if (!percent.positive())
      return bad_input("levels", "the step from " + levels[i].text() + " to " +
                                   levels[i + 1].text() + " does not pay its fees of " +
                                   fee.text() + " % each way");
    out.least_step_percent = i == 0 ? percent : std::min(out.least_step_percent, percent);
    out.most_step_percent = std::max(out.most_step_percent, percent);
  }
  const auto quantity = grid_quantity(plan, rules, all.paper, out.price);
  table rows{out, rules, all.paper};
  // What lies above the price begins with coins to sell.
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    if (levels[i] < out.price)
      continue;
    previewed_order x;
    x.role = order_role::grid_buy;
    x.number = static_cast<std::int32_t>(i);
    x.type = order_type::market;
    x.quantity = quantity;
    if (auto done = rows.add(x, "investment"); !done)
      return done;
  }
  for (std::size_t i = levels.size() - 1; i-- > 0;) {
    previewed_order x;
    const bool holds = levels[i] >= out.price;
    x.role = holds ? order_role::grid_sell : order_role::grid_buy;
    x.side = holds ? order_side::sell : order_side::buy;
    x.number = static_cast<std::int32_t>(i);
    x.price = holds ? levels[i + 1] : levels[i];
    x.quantity = quantity;
    if (!holds)
      x.drop_percent = decimal::scaled(out.price - x.price, 100, out.price);
    if (auto done = rows.add(x, "investment"); !done)
      return done;
  }
  out.required_capital = plan.investment;
  out.covered_percent =
    std::max(decimal{}, decimal::scaled(out.price - levels.front(), 100, out.price));
  out.stop_price = plan.stop_loss_price;
  if (out.price < levels.front() || out.price > levels.back())
    out.warnings.emplace_back("the price is outside the grid");
  return {};
}

template <class Plan>
result<void> preview_single(bot_preview& out, const bot_settings& all, const Plan& plan,
                            const symbol_rules& rules) {
  const auto amount = amount_of(plan.amount, "amount");
  if (!amount)
    return amount.error();
  table rows{out, rules, all.paper};
  auto worth = *amount;
  for (std::uint32_t i = 0; i < plan.max_entries; ++i) {
    previewed_order x;
    x.role = i == 0 ? order_role::base : order_role::add;
    x.number = static_cast<std::int32_t>(i);
    x.type = order_type::market;
    x.quantity = rules.quantity(worth / out.price);
    if (auto done = rows.add(x, "amount"); !done)
      return done;
    worth = worth * plan.amount.multiplier;
  }
  add_barriers(out, plan.barrier, all.paper, rules);
  out.required_capital = rows.capital();
  return {};
}

} // namespace

bool has_fixed_amounts(const bot_settings& settings) {
  const auto fixed = [](const amount_setting& x) {
    return x.what == amount_setting::kind::fixed;
  };
  if (const auto* dca = std::get_if<dca_settings>(&settings.plan))
    return fixed(dca->base);
  if (const auto* trend = std::get_if<trend_settings>(&settings.plan))
    return fixed(trend->amount);
  if (const auto* signal = std::get_if<signal_settings>(&settings.plan))
    return fixed(signal->amount);
  return true;
}

result<bot_preview> preview(const bot_settings& settings, const symbol_rules& rules,
                            decimal price) {
  if (!price.positive())
    return bad_input("price", "a price above 0 is needed");
  bot_preview out;
  out.symbol = rules.symbol;
  out.quote = rules.quote;
  out.price = price;
  result<void> done;
  if (const auto* dca = std::get_if<dca_settings>(&settings.plan))
    done = preview_dca(out, settings, *dca, rules);
  else if (const auto* grid = std::get_if<grid_settings>(&settings.plan))
    done = preview_grid(out, settings, *grid, rules);
  else if (const auto* trend = std::get_if<trend_settings>(&settings.plan))
    done = preview_single(out, settings, *trend, rules);
  else
    done = preview_single(out, settings, std::get<signal_settings>(settings.plan), rules);
  if (!done)
    return done.error();
  return out;
}

} // namespace tradeeon
