// Answers about a user's paper accounts as a whole.
#pragma once

#include "domain/bots/deal.hpp"
#include "domain/trading/order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon::json {

/// What is held of one deal, at the last stored price.
struct held_position {
  std::string bot_id;
  std::string bot_name;
  std::string asset; ///< "BTC"
  std::string quote;
  deal row;
  decimal price; ///< 0: no candle of the symbol is stored
  time_ms priced_at = 0;

  [[nodiscard]] decimal value() const { return row.held.quantity() * price; }
  /// Without a price it is worth what it has cost.
  [[nodiscard]] decimal worth() const {
    return price.is_zero() ? row.held.cost() : value();
  }
  [[nodiscard]] decimal gain() const { return worth() - row.held.cost(); }
};

/// Money of one currency.
struct currency_funds {
  std::string currency;
  decimal free;      ///< in no run
  decimal locked;    ///< cash of runs that go on
  decimal in_runs;   ///< equity of these
  decimal deposited; ///< all that ever came in
  [[nodiscard]] decimal value() const { return free + in_runs; }
};

/// Figures over a user's bots, in one currency.
struct portfolio_figures {
  std::string currency;
  decimal value;
  decimal deposited;
  decimal day_profit;
  decimal realised;
  decimal unrealised;
  decimal fees;
  decimal drawdown; ///< largest fall of one run's equity below its peak
  std::uint64_t bots = 0;
  std::uint64_t active_bots = 0;
  std::uint64_t open_deals = 0;
  std::uint64_t deals_closed = 0;
  std::uint64_t deals_won = 0;
};

/// Closed deals of a stretch of time.
struct performance_figures {
  std::string period;
  std::uint64_t deals = 0;
  std::uint64_t won = 0;
  decimal gains;  ///< of the deals that brought something
  decimal losses; ///< of the others, not negative
  decimal fees;
  decimal spent; ///< what all of them have cost
  std::int64_t held_ms = 0;
};

/// An order that is open.
struct open_order {
  std::string bot_id;
  order row;
};

[[nodiscard]] std::string render_positions(const std::vector<held_position>& rows);
[[nodiscard]] std::string render_holdings(const std::vector<held_position>& positions,
                                          const std::vector<currency_funds>& funds,
                                          time_ms now);
[[nodiscard]] std::string render_funds(const std::vector<currency_funds>& funds,
                                       const std::vector<held_position>& positions,
                                       time_ms now);
[[nodiscard]] std::string
render_summary(const std::vector<portfolio_figures>& by_currency, time_ms now);
[[nodiscard]] std::string render_performance(const performance_figures& x, time_ms now);
[[nodiscard]] std::string render_dashboard(const std::vector<currency_funds>& funds,
                                           const std::vector<held_position>& positions,
                                           const std::vector<open_order>& orders);

} // namespace tradeeon::json
