#pragma once

#include "domain/bots/desk.hpp"

namespace tradeeon {

/// What an amount depends on besides its setting.
struct sizing {
  std::uint32_t nth = 0; ///< buys of this kind before it, for the multiplier
  decimal first_amount;  ///< of the deal's first order, for shares of it
  decimal stop_fraction; ///< what the stop loses of each unit of money; 0: no stop
  decimal factor = 1;    ///< scaling and reinvested profits
};

/// Quote currency of a buy, to 8 digits. Shares of the equity are cut to what is free,
/// fees included; other amounts are not: what can't be paid is refused and recorded.
/// 0 where it can't be known (a risk without a stop).
[[nodiscard]] decimal amount_for(const amount_setting& setting, const sizing& given,
                                 const desk& at);

/// What a stop loss at its percentage loses of each unit of money; 0: there is none.
[[nodiscard]] decimal stop_fraction_of(const barrier_setting& setting);

/// A limit buy for `amount` at the last price, as far down as the tick.
[[nodiscard]] order_request limit_buy(const desk& at, const deal& of, decimal amount);

/// How far profits enlarge what is fixed: 1 + profits · `percent` % / initial balance;
/// losses do not make it smaller.
[[nodiscard]] decimal reinvested(decimal percent, const desk& at);

/// Sends a market buy for `amount`. Null where it was refused.
order* buy_at_market(desk& at, const deal& of, order_role role, std::int32_t number,
                     decimal amount);

} // namespace tradeeon
