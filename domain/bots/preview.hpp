#pragma once

#include "domain/bots/settings.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <vector>

namespace tradeeon {

/// One order that a bot would have open or send, before anything is started.
struct previewed_order {
  order_role role = order_role::base;
  std::int32_t number = 0;
  order_side side = order_side::buy;
  order_type type = order_type::limit;
  decimal price; ///< 0: at the market, shown at the price asked about
  decimal quantity;
  decimal amount;       ///< price · quantity
  decimal drop_percent; ///< below the first order's price
  decimal total;        ///< amounts up to and including this order
  decimal average;      ///< average price once all up to this one are filled
  decimal take_profit;  ///< where the deal would then be sold; 0: nowhere
};

/// What a bot will do, and what it takes.
struct bot_preview {
  std::string symbol;
  std::string quote;
  decimal price;
  std::vector<previewed_order> orders;
  decimal required_capital; ///< of all orders with their fees, over all deals at once
  decimal covered_percent;  ///< how far the price may fall until the last buy
  decimal last_price;       ///< of the lowest buy
  decimal stop_price;       ///< 0: none
  /// Of grids: profit of one step in percent after fees, least and most.
  decimal least_step_percent, most_step_percent;
  std::vector<std::string> warnings; ///< "the last 3 steps are below the stop loss"
};

/// Whether all amounts are known before there is money: none is a share of the equity.
[[nodiscard]] bool has_fixed_amounts(const bot_settings& settings);

/// Everything that `settings` would do on a symbol at `price`. A problem at the setting
/// that can't be: a ladder that falls by 100 % or more, an order below the symbol's
/// least notional, a grid step that does not pay its fees.
result<bot_preview> preview(const bot_settings& settings, const symbol_rules& rules,
                            decimal price);

} // namespace tradeeon
