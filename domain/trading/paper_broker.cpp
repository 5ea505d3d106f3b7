#include "domain/trading/paper_broker.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

constexpr auto fee_step = decimal::from_units(10'000'000'000); // 10⁻⁸

bool is_stop(const order& x) {
  return x.type == order_type::stop || x.type == order_type::stop_limit;
}

/// Waits for its stop price.
bool waits(const order& x) {
  return is_stop(x) && !x.triggered;
}

/// Is filled at whatever the price is.
bool at_market(const order& x) {
  return x.type == order_type::market || (x.type == order_type::stop && x.triggered);
}

} // namespace

bool bar_matching::takes_part(const order& x) const {
  if (!x.live() || x.symbol != rules_.symbol)
    return false;
  if (std::find(served_.begin(), served_.end(), x.client_id) != served_.end())
    return false;
  if (x.created_at + model_.latency_ms <= bar_.open_time)
    // What a stop-limit became within this bar is met by the next.
    return !(x.type == order_type::stop_limit && x.triggered &&
             x.updated_at == bar_.close_time);
  return phase_ == phase::down && x.type == order_type::stop &&
         x.side == order_side::sell;
}

/// The price at which an order is met in this phase, if it is.
std::optional<decimal> bar_matching::reached_at(const order& x) const {
  const bool buy = x.side == order_side::buy;
  if (at_market(x))
    return price_;
  if (phase_ == phase::open) {
    if (waits(x))
      return (buy ? x.stop_price <= bar_.open : x.stop_price >= bar_.open)
               ? std::optional{bar_.open}
               : std::nullopt;
    return (buy ? x.limit_price >= bar_.open : x.limit_price <= bar_.open)
             ? std::optional{bar_.open}
             : std::nullopt;
  }
  if (phase_ == phase::down) {
    if (waits(x))
      return !buy && bar_.low <= x.stop_price
               ? std::optional{std::min(x.stop_price, price_)}
               : std::nullopt;
    return buy && bar_.low < x.limit_price
             ? std::optional{std::min(x.limit_price, price_)}
             : std::nullopt;
  }
  if (waits(x))
    return buy && bar_.high >= x.stop_price
             ? std::optional{std::max(x.stop_price, price_)}
             : std::nullopt;
  return !buy && bar_.high > x.limit_price
           ? std::optional{std::max(x.limit_price, price_)}
           : std::nullopt;
}

/// Whether the first is met before the second.
bool bar_matching::sooner(decimal a, const order& x, decimal b, const order& y) const {
  if (at_market(x) != at_market(y) && (x.triggered || y.triggered))
    return x.triggered; // what a stop has begun is ended first
  if (a != b)
    return phase_ == phase::up ? a < b : a > b;
  return waits(x) && !waits(y);
}

std::optional<execution> bar_matching::executed(order& x, decimal price) {
  execution out;
  out.which = &x;
  out.at = phase_ == phase::open ? bar_.open_time : bar_.close_time;
  if (waits(x)) {
    out.triggers = true;
    out.price = price;
    return out;
  }
  out.maker = !at_market(x);
  out.price = out.maker ? price : slipped(model_, rules_, x.side, price);
  out.quantity = fillable(model_, rules_, x, out.price, bar_.volume);
  const bool all =
    x.quote_amount.is_zero()
      ? out.quantity == x.open_quantity()
      : model_.participation.is_zero() ||
          out.quantity == rules_.quantity((x.quote_amount - x.filled_quote) / out.price);
  out.last = all;
  if (!all)
    served_.push_back(x.client_id);
  return out;
}

std::optional<execution> bar_matching::next(order_list& orders) {
  while (phase_ != phase::over) {
    order* best = nullptr;
    decimal best_price;
    for (auto& x : orders) {
      if (!takes_part(x))
        continue;
      const auto price = reached_at(x);
      if (!price || (best != nullptr && !sooner(*price, x, best_price, *best)))
        continue;
      best = &x;
      best_price = *price;
    }
    if (best != nullptr) {
      price_ = best_price;
      auto out = executed(*best, best_price);
      if (out->triggers || !out->quantity.is_zero() || out->last)
        return out;
      continue; // the bar has no volume left for it
    }
    phase_ = phase_ == phase::open   ? phase::down
             : phase_ == phase::down ? phase::up
                                     : phase::over;
    price_ = phase_ == phase::up ? bar_.low : price_;
  }
  return {};
}

decimal slipped(const paper_model& model, const symbol_rules& rules, order_side side,
                decimal price) {
  const auto worse = percent_of(model.slippage + model.spread / 2, price);
  if (side == order_side::buy)
    return rules.sell_price(price + worse); // rounded up: not in the buyer's favour
  return std::max(rules.buy_price(price - worse), rules.tick);
}

decimal fillable(const paper_model& model, const symbol_rules& rules, const order& x,
                 decimal price, decimal volume) {
  auto out = x.quote_amount.is_zero()
               ? x.open_quantity()
               : rules.quantity((x.quote_amount - x.filled_quote) / price);
  if (!model.participation.is_zero())
    out = std::min(out, rules.quantity(percent_of(model.participation, volume)));
  return out;
}

paper_fee fee_of(const paper_model& model, const symbol_rules& rules, const order& x,
                 decimal quantity, decimal price, bool maker, const funds& from) {
  const auto rate = maker ? model.maker_fee : model.taker_fee;
  const auto notional = quantity * price;
  // Coins of the pair itself are no third asset: they may be sold in this very moment.
  if (model.fees == fee_source::other && model.fee_asset_price.positive() &&
      model.fee_asset != rules.base && model.fee_asset != rules.quote) {
    const auto amount =
      (percent_of(rate, notional) / model.fee_asset_price).ceil_to(fee_step);
    if (amount <= from.free(model.fee_asset))
      return {amount, model.fee_asset, amount * model.fee_asset_price};
  }
  if (model.fees != fee_source::quote && x.side == order_side::buy) {
    const auto amount = percent_of(rate, quantity).ceil_to(fee_step);
    return {amount, rules.base, amount * price};
  }
  const auto together = percent_of(rate, x.filled_quote + notional).ceil_to(fee_step);
  const auto amount = model.fees == fee_source::quote
                        ? together - x.fees_quote
                        : percent_of(rate, notional).ceil_to(fee_step);
  return {amount, rules.quote, amount};
}

decimal fee_reserve(const paper_model& model, decimal notional, bool maker) {
  if (model.fees != fee_source::quote)
    return {};
  return percent_of(maker ? model.maker_fee : model.taker_fee, notional)
    .ceil_to(fee_step);
}

result<void> check(const paper_model& x) {
  const auto percentage = [](decimal value, const char* place) -> result<void> {
    if (value.negative() || value > 50)
      return bad_input(place, "a percentage from 0 to 50 is needed");
    return {};
  };
  for (const auto& [value, place] :
       {std::pair{x.maker_fee, "makerFee"}, std::pair{x.taker_fee, "takerFee"},
        std::pair{x.slippage, "slippage"}, std::pair{x.spread, "spread"}})
    if (auto fine = percentage(value, place); !fine)
      return fine;
  if (x.latency_ms < 0 || x.latency_ms > 86'400'000)
    return bad_input("latencyMs", "0 to 86400000 milliseconds are possible");
  if (x.participation.negative() || x.participation > 100)
    return bad_input("participation", "a percentage from 0 to 100 is needed");
  if (x.fees == fee_source::other &&
      (x.fee_asset.empty() || !x.fee_asset_price.positive()))
    return bad_input("feeAsset", "its name and a feeAssetPrice above 0 are needed");
  return {};
}

} // namespace tradeeon
