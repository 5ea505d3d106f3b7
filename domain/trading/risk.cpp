#include "domain/trading/risk.hpp"

#include <algorithm>
#include <utility>

namespace tradeeon {

namespace {

denial because(std::string rule, std::string text) {
  return {std::move(rule), std::move(text)};
}

bool has_limit(const order& x) {
  return x.type == order_type::limit || x.type == order_type::stop_limit;
}

bool has_stop(const order& x) {
  return x.type == order_type::stop || x.type == order_type::stop_limit;
}

/// What every exchange would refuse, whatever the limits.
std::optional<denial> malformed(const order& x, const symbol_rules& rules) {
  if (!x.quantity.positive())
    return because("quantity", "a quantity above 0 is needed, not " + x.quantity.text());
  if (x.quote_amount.negative() ||
      (!x.quote_amount.is_zero() &&
       (x.type != order_type::market || x.side != order_side::buy)))
    return because("quote_amount", "only market buys are made by amount");
  if (has_limit(x) != x.limit_price.positive())
    return because("limit_price", "a limit order has a limit price above 0, others none");
  if (has_stop(x) != x.stop_price.positive())
    return because("stop_price", "a stop order has a stop price above 0, others none");
  if (!x.limit_price.multiple_of(rules.tick) || !x.stop_price.multiple_of(rules.tick))
    return because("tick", "a price is not a multiple of " + rules.tick.text());
  if (x.quote_amount.is_zero() && !x.quantity.multiple_of(rules.lot))
    return because("lot",
                   x.quantity.text() + " is not a multiple of " + rules.lot.text());
  if (x.quantity < rules.min_quantity)
    return because("min_quantity", x.quantity.text() + " is below the symbol's least, " +
                                     rules.min_quantity.text());
  if (!rules.max_quantity.is_zero() && x.quantity > rules.max_quantity)
    return because("max_quantity", x.quantity.text() + " is above the symbol's most, " +
                                     rules.max_quantity.text());
  return {};
}

std::optional<denial> too_far(decimal price, decimal last, decimal collar) {
  if (price.is_zero() || collar.is_zero() || last.is_zero())
    return {};
  const auto away = (price - last).abs();
  if (away <= percent_of(collar, last))
    return {};
  return because("price_collar", price.text() + " is more than " + collar.text() +
                                   " % away from the last price, " + last.text());
}

} // namespace

std::optional<denial> risk_gate::pass(const order& x, const symbol_rules& rules,
                                      const risk_view& view) {
  if (view.state == trading_state::halted)
    return because("halted", "trading is halted: nothing but cancellations passes");
  if (view.state == trading_state::reducing && !reduces(x))
    return because("reducing", "trading is reducing: only sales pass");
  if (auto wrong = malformed(x, rules))
    return wrong;
  const auto price = has_limit(x)  ? x.limit_price
                     : has_stop(x) ? x.stop_price
                                   : view.reference_price;
  if (!price.positive())
    return because("price", "there is no price yet that the order could be judged by");
  const auto notional = x.quote_amount.is_zero() ? price * x.quantity : x.quote_amount;
  // What closes a position passes whatever it is worth and wherever its price lies: a
  // limit must never be why something can't be sold.
  if (!reduces(x) && notional < rules.min_notional)
    return because("min_notional", notional.text() + " is below the symbol's least, " +
                                     rules.min_notional.text());
  if (x.side == order_side::sell && !x.reduce_only &&
      x.quantity > view.held - view.held_orders)
    return because("position", "more would be sold than is held: " + x.quantity.text() +
                                 " of " + (view.held - view.held_orders).text());
  if (!reduces(x) && !limits_.max_order_notional.is_zero() &&
      notional > limits_.max_order_notional)
    return because("max_order_notional", notional.text() + " is above the limit of " +
                                           limits_.max_order_notional.text());
  for (const auto stated : {x.limit_price, x.stop_price})
    if (reduces(x))
      break;
    else if (auto far = too_far(stated, view.last_price, limits_.price_collar))
      return far;
  if (!reduces(x)) {
    const auto over = [&](decimal held, decimal limit) {
      return !limit.is_zero() && held + notional > limit;
    };
    if (over(view.exposure, limits_.max_exposure))
      return because("max_exposure", (view.exposure + notional).text() +
                                       " would be above the limit of " +
                                       limits_.max_exposure.text());
    if (over(view.symbol_exposure, limits_.max_symbol_exposure))
      return because("max_symbol_exposure", (view.symbol_exposure + notional).text() +
                                              " would be above the limit of " +
                                              limits_.max_symbol_exposure.text());
  }
  if (limits_.max_open_orders != 0 && view.open_orders >= limits_.max_open_orders &&
      !reduces(x))
    return because("max_open_orders", std::to_string(view.open_orders) +
                                        " orders are open, as many as may be");
  if (limits_.max_orders_per_minute != 0) {
    sent_.erase(std::remove_if(sent_.begin(), sent_.end(),
                               [&](time_ms at) { return at + 60'000 <= x.created_at; }),
                sent_.end());
    // What closes a position is never held back by a rate.
    if (sent_.size() >= limits_.max_orders_per_minute && !reduces(x))
      return because("max_orders_per_minute",
                     std::to_string(sent_.size()) + " orders were sent within a minute");
    sent_.push_back(x.created_at);
  }
  return {};
}

void risk_gate::save(byte_writer& out) const {
  out.u32(static_cast<std::uint32_t>(sent_.size()));
  for (const auto at : sent_)
    out.i64(at);
}

void risk_gate::load(byte_reader& in) {
  sent_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n)
    sent_.push_back(in.i64());
}

std::string_view to_string(trading_state x) noexcept {
  switch (x) {
  case trading_state::active:
    return "active";
  case trading_state::reducing:
    return "reducing";
  case trading_state::halted:
    return "halted";
  }
  return "active";
}

result<trading_state> parse_trading_state(std::string_view text) {
  for (const auto x :
       {trading_state::active, trading_state::reducing, trading_state::halted})
    if (to_string(x) == text)
      return x;
  return bad_input("state",
                   "'" + std::string{text} + "' is none of active, reducing, halted");
}

} // namespace tradeeon
