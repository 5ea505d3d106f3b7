#pragma once

#include "domain/trading/funds.hpp"
#include "domain/trading/market_bar.hpp"
#include "domain/trading/order.hpp"
#include "domain/trading/paper_model.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon {

/// The next thing that happens to one of the orders within a bar.
struct execution {
  order* which = nullptr;
  bool triggers = false; ///< its stop price is touched; nothing is filled yet
  decimal price;         ///< what is paid, slippage included
  decimal quantity;      ///< 0: its amount buys less than a lot, nothing can be filled
  bool maker = false;
  bool last = false; ///< nothing is left of the order
  time_ms at = 0;    ///< the bar's open for what happens there, else its close
};

/// Lets one closed bar of a symbol meet the open orders, cautiously: first what can be
/// filled at the open, stops before anything else; then the way down to the low, from
/// the highest price to the lowest; then the way up to the high. A limit is filled when
/// the price goes through it, a stop when it is touched, either at the open where the
/// bar begins beyond it. Orders made while the bar is met take part from the next one
/// on, except stops of sales: they count at once. So where a stop and a target lie in
/// one bar, the stop is met first.
class bar_matching {
public:
  bar_matching(const paper_model& model, const symbol_rules& rules, const market_bar& bar)
      : model_(model), rules_(rules), bar_(bar), price_(bar.open) {}

  /// The next execution among `orders`, which are in the order in which they were made;
  /// nothing once the bar is over. The caller applies it, may add and cancel orders, and
  /// asks again.
  std::optional<execution> next(order_list& orders);

private:
  enum class phase : std::uint8_t { open, down, up, over };
  [[nodiscard]] bool takes_part(const order& x) const;
  [[nodiscard]] std::optional<decimal> reached_at(const order& x) const;
  [[nodiscard]] bool sooner(decimal a, const order& x, decimal b, const order& y) const;
  std::optional<execution> executed(order& x, decimal price);

  const paper_model& model_;
  const symbol_rules& rules_;
  const market_bar& bar_;
  decimal price_; ///< where the way through the bar has come to
  phase phase_ = phase::open;
  std::vector<std::string> served_; ///< have had their share of this bar's volume
};

/// What a market order gets when it is filled at `price`: slippage and half the spread
/// worse, to the tick.
[[nodiscard]] decimal slipped(const paper_model& model, const symbol_rules& rules,
                              order_side side, decimal price);

/// How much of an order is filled at `price` in a bar of that volume.
[[nodiscard]] decimal fillable(const paper_model& model, const symbol_rules& rules,
                               const order& x, decimal price, decimal volume);

/// The fee of a fill, rounded up to 8 digits; in quote currency such that an order's
/// fees together are that of all its fills at once.
struct paper_fee {
  decimal amount;
  std::string asset;
  decimal quote_value;
};
/// `x` as it was before the fill.
[[nodiscard]] paper_fee fee_of(const paper_model& model, const symbol_rules& rules,
                               const order& x, decimal quantity, decimal price,
                               bool maker, const funds& from);

/// The most that the fee of buying for `notional` can be in quote currency.
[[nodiscard]] decimal fee_reserve(const paper_model& model, decimal notional, bool maker);

} // namespace tradeeon
