// How a run's orders are met by the market and settled.
#include "domain/bots/machine.hpp"

#include <algorithm>
#include <stdexcept>

namespace tradeeon {

namespace {

/// What a deal is closed for when this stop is touched.
std::string_view stop_reason(const order& x) {
  if (x.role == order_role::take_profit)
    return "take_profit";
  switch (static_cast<stop_kind>(x.number)) {
  case stop_kind::trailing:
    return "trailing_stop";
  case stop_kind::break_even:
    return "break_even";
  default:
    return "stop_loss";
  }
}

} // namespace

void bot_machine::meet(market& where, const market_bar& bar) {
  if (orders_.empty())
    return;
  bar_matching matching{settings_->paper, where.rules, bar};
  while (const auto met = matching.next(orders_)) {
    auto& x = *met->which;
    if (met->triggers)
      trigger(x, *met);
    else
      execute(x, *met, where);
  }
}

/// Market orders of this very bar, where they are asked to be filled at its close.
void bot_machine::meet_close(market& where, const market_bar& bar) {
  for (auto& x : orders_) {
    if (!x.live() || x.symbol != where.symbol || x.type != order_type::market ||
        x.created_at != now_)
      continue;
    execution met;
    met.which = &x;
    met.price = slipped(settings_->paper, where.rules, x.side, bar.close);
    met.quantity = x.quote_amount.is_zero()
                     ? x.open_quantity()
                     : where.rules.quantity(x.quote_amount / met.price);
    met.last = true;
    met.at = now_;
    execute(x, met, where);
  }
}

void bot_machine::trigger(order& x, const execution& met) {
  (void)apply(x, {order_event::kind::triggered, met.at, {}, false, {}, {}});
  if (!x.reduce_only) {
    record(x);
    return;
  }
  // It sells what is left: what is offered elsewhere is taken back first.
  for (auto& other : orders_)
    if (other.deal == x.deal && other.client_id != x.client_id && other.live())
      cancel(other, "the stop has been touched");
  auto* of = find_deal(x.deal);
  const auto& where = market_of(x.symbol);
  const auto left = of == nullptr ? decimal{} : where.rules.quantity(of->held.quantity());
  x.quantity = std::min(x.quantity, x.filled_quantity + left);
  if (!x.open_quantity().positive()) {
    cancel(x, "nothing is left to sell");
    return;
  }
  of->status = deal_status::closing;
  if (of->close_reason.empty())
    of->close_reason = stop_reason(x);
  record(x);
}

void bot_machine::execute(order& x, const execution& met, const market& where) {
  if (!met.quantity.positive()) {
    cancel(x, "its amount buys less than " + where.rules.lot.text());
    if (auto* of = find_deal(x.deal);
        of != nullptr && of->held.empty() && of->status == deal_status::opening)
      abandon(*of, "too_small");
    return;
  }
  auto quantity = met.quantity;
  bool last = met.last;
  if (x.side == order_side::buy && x.quote_amount.is_zero() &&
      x.type != order_type::limit) {
    // A gap may have made it dearer than what is held back and free.
    const auto most = x.reserved + money_.free(quote_);
    const auto cost = [&] {
      const auto notional = met.price * quantity;
      return notional + fee_reserve(settings_->paper, notional, false);
    };
    if (cost() > most) {
      quantity = where.rules.quantity(most / met.price);
      last = true;
      if (const auto whole = cost(); whole > most) // the fee takes its share
        quantity = where.rules.quantity(decimal::scaled(quantity, most, whole));
    }
    while (quantity.positive() && cost() > most) // a lot at most, by rounding
      quantity -= where.rules.lot;
    if (!quantity.positive()) {
      cancel(x, "the price has gone beyond what the run has");
      return;
    }
  }
  auto* of = find_deal(x.deal);
  if (of == nullptr)
    throw std::logic_error{"order " + x.client_id + " belongs to no deal"};
  const auto fee =
    fee_of(settings_->paper, where.rules, x, quantity, met.price, met.maker, money_);
  order_event event;
  event.what = order_event::kind::filled;
  event.at = met.at;
  event.last = last;
  event.fee_quote = fee.quote_value;
  event.piece = {x.client_id + '.' + std::to_string(x.fills + 1),
                 quantity,
                 met.price,
                 fee.amount,
                 fee.asset,
                 met.at};
  if (auto done = apply(x, event); !done)
    throw std::logic_error{done.error().text};
  figures_.fees += fee.quote_value;
  if (fee.asset != quote_ && fee.asset != where.rules.base)
    foreign_fees_ += fee.quote_value;
  of->fees += fee.quote_value;
  if (x.side == order_side::buy)
    settle_buy(x, *of, quantity, met.price, fee);
  else
    settle_sale(x, *of, quantity, met.price, fee);
  effects_.fills.push_back({x.client_id, event.piece, fee.quote_value});
  record(x);
  note("order_executed", "execution", x.symbol,
       std::string{to_string(x.side)} + ' ' + quantity.text() + " at " + met.price.text(),
       {{"order_id", x.client_id},
        {"role", std::string{to_string(x.role)}},
        {"price", met.price.text()},
        {"quantity", quantity.text()},
        {"fee", fee.amount.text()},
        {"fee_asset", fee.asset}});
  measure();
  const auto number = of->number;
  plan_->on_fill(*this, *of, x, event.piece);
  if (auto* still = find_deal(number); still != nullptr) {
    touched(*still);
    finish_if_sold(*still);
  }
}

void bot_machine::settle_buy(order& x, deal& of, decimal quantity, decimal price,
                             const paper_fee& fee) {
  const auto& base = market_of(x.symbol).rules.base;
  const auto cost = quantity * price;
  // What is still held back: for the rest of the order, and for its fees.
  const auto held = x.reserved;
  give_back(x);
  const auto pay = [&](std::string_view asset, decimal amount) {
    if (!money_.withdraw(asset, amount))
      throw std::logic_error{"order " + x.client_id + " costs more than was held back"};
  };
  pay(quote_, cost);
  money_.deposit(base, quantity);
  pay(fee.asset, fee.amount);
  if (x.live()) {
    const auto spent = cost + (fee.asset == quote_ ? fee.amount : decimal{});
    auto keep = held - spent;
    if (x.quote_amount.is_zero() && x.type == order_type::limit) {
      const auto whole = x.limit_price * x.quantity;
      keep =
        std::min(keep, x.limit_price * x.open_quantity() +
                         std::max(decimal{}, fee_reserve(settings_->paper, whole, true) -
                                               x.fees_quote));
    }
    if (keep.positive() && money_.reserve(quote_, keep))
      x.reserved = keep;
  }
  // A fee taken in coins is a fee, not a part of what the other coins have cost.
  const bool in_coins = fee.asset == base;
  const auto kept = in_coins ? quantity - fee.amount : quantity;
  const auto paid = in_coins ? cost - fee.quote_value : cost;
  of.held.add(kept, paid);
  of.bought += kept;
  of.spent += paid;
  of.last_price = price;
  if (of.first_price.is_zero())
    of.first_price = price;
  if (x.fills == 1)
    ++of.entries;
  if (of.status == deal_status::opening)
    of.status = deal_status::open;
}

void bot_machine::settle_sale(order& x, deal& of, decimal quantity, decimal price,
                              const paper_fee& fee) {
  const auto& base = market_of(x.symbol).rules.base;
  const auto proceeds = quantity * price;
  const auto take = [&](std::string_view asset, decimal amount) {
    if (!money_.withdraw(asset, amount))
      throw std::logic_error{"order " + x.client_id + " sells more than is held"};
  };
  if (!x.reduce_only) {
    money_.release(base, quantity);
    x.reserved -= quantity;
  }
  take(base, quantity);
  money_.deposit(quote_, proceeds);
  take(fee.asset, fee.amount);
  if (!x.live())
    give_back(x);
  const auto gain = proceeds - of.held.remove(std::min(quantity, of.held.quantity()));
  of.realised += gain;
  realised_ += gain;
  of.sold += quantity;
  of.received += proceeds;
}

/// A deal ends with its last sale; what is less than a lot stays in the run's funds.
void bot_machine::finish_if_sold(deal& x) {
  if (x.sold.is_zero() || rules(x.symbol).quantity(x.held.quantity()).positive())
    return;
  cancel_orders(x.number, "the deal is closed");
  if (x.close_reason.empty())
    x.close_reason = "take_profit";
  finish(x);
}

void bot_machine::finish(deal& x) {
  if (x.status == deal_status::closed)
    return;
  const bool traded = x.bought.positive();
  x.status = deal_status::closed;
  x.closed_at = now_;
  touched(x);
  if (!traded)
    return plan_->on_closed(*this, x);
  const auto profit = x.profit();
  closed_profit_ += profit;
  ++figures_.deals_closed;
  figures_.deals_won += profit.positive() ? 1 : 0;
  note(profit.positive() ? "profit_target_hit" : "deal_closed", "profit", x.symbol,
       "Deal " + std::to_string(x.number) + " is closed: " + profit.text() + ' ' + quote_,
       {{"deal", std::to_string(x.number)},
        {"reason", x.close_reason},
        {"profit", profit.text()}});
  for (const auto& made : guards_.on_closed(settings_->guards, x, now_))
    note(made.reason == "cooldown" ? "cooldown_active" : "protection_locked", "risk",
         made.symbol, "Nothing is opened for a while.",
         {{"rule", made.reason}, {"until", std::to_string(made.until)}});
  plan_->on_closed(*this, x);
}

} // namespace tradeeon
