// How a run's orders are made, met and settled.
#include "domain/bots/machine.hpp"

#include <algorithm>
#include <stdexcept>

namespace tradeeon {

namespace {

std::string_view short_name(order_role x) {
  switch (x) {
  case order_role::base:
    return "b";
  case order_role::safety:
    return "so";
  case order_role::add:
    return "a";
  case order_role::take_profit:
    return "tp";
  case order_role::stop_loss:
    return "sl";
  case order_role::exit:
    return "x";
  case order_role::grid_buy:
    return "gb";
  case order_role::grid_sell:
    return "gs";
  }
  return "b";
}

/// How many refusals are known again.
constexpr std::size_t most_refused = 64;

/// What refusals are told apart by, besides their rule.
std::string kind_of(const order& x) {
  return x.symbol + ' ' + std::string{to_string(x.role)} + ' ' +
         std::to_string(x.number) + ' ';
}

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

// -- making -------------------------------------------------------------------------

/// At most 36 characters of [0-9a-z-], as exchanges take them.
std::string bot_machine::next_client_id(const order_request& wanted) const {
  std::string out = hash_;
  out += '-' + std::to_string(wanted.deal) + '-';
  out += short_name(wanted.role);
  out += std::to_string(wanted.number) + '-' + std::to_string(placements_ + 1);
  return out;
}

risk_view bot_machine::view_of(const order& x) const {
  const auto& where = market_of(x.symbol);
  risk_view out;
  out.state = state_ ? state_() : trading_state::active;
  out.last_price = out.reference_price = where.last;
  for (const auto& each : deals_) {
    out.exposure += each.held.cost();
    if (each.symbol == x.symbol)
      out.symbol_exposure += each.held.cost();
    if (each.number == x.deal)
      out.held = each.held.quantity();
  }
  for (const auto& each : orders_) {
    if (!each.live())
      continue;
    ++out.open_orders;
    if (each.side == order_side::buy) {
      out.exposure += each.reserved;
      if (each.symbol == x.symbol)
        out.symbol_exposure += each.reserved;
    } else if (each.deal == x.deal) {
      out.held_orders += each.reserved;
    }
  }
  return out;
}

/// Reserves what an order may take at most.
bool bot_machine::hold_money(order& x) {
  const auto& where = market_of(x.symbol);
  if (x.side == order_side::sell) {
    if (x.reduce_only)
      return true;
    if (!money_.reserve(where.rules.base, x.quantity))
      return false;
    x.reserved = x.quantity;
    return true;
  }
  const bool maker = x.type == order_type::limit || x.type == order_type::stop_limit;
  const auto with_fee = [&](decimal notional) {
    return notional + fee_reserve(settings_->paper, notional, maker);
  };
  // A gap beyond this buys less: see execute.
  auto needed = with_fee(x.quote_amount);
  if (x.quote_amount.is_zero())
    needed =
      with_fee(x.quantity *
               (maker ? x.limit_price
                      : slipped(settings_->paper, where.rules, x.side,
                                x.stop_price.positive() ? x.stop_price : where.last)));
  if (!money_.reserve(quote_, needed))
    return false;
  x.reserved = needed;
  return true;
}

void bot_machine::give_back(order& x) {
  const auto& where = market_of(x.symbol);
  if (x.reserved.positive())
    money_.release(x.side == order_side::buy ? quote_ : where.rules.base, x.reserved);
  x.reserved = {};
}

/// Records a refusal; the same one bar after bar is told once.
void bot_machine::deny(order& x, const denial& why) {
  const auto told = kind_of(x) + why.rule;
  if (std::find(refused_.begin(), refused_.end(), told) != refused_.end())
    return;
  if (refused_.size() == most_refused)
    refused_.erase(refused_.begin());
  refused_.push_back(told);
  ++placements_;
  (void)apply(
    x, {order_event::kind::rejected, now_, {}, false, {}, why.rule + ": " + why.text});
  record(x);
  note("risk_denied", "risk", x.symbol, why.text,
       {{"rule", why.rule},
        {"order_id", x.client_id},
        {"side", std::string{to_string(x.side)}},
        {"quantity", x.quantity.text()}});
}

order bot_machine::order_of(const order_request& wanted, const deal& of) const {
  order x;
  x.client_id = next_client_id(wanted);
  x.symbol = of.symbol;
  x.deal = wanted.deal;
  x.role = wanted.role;
  x.number = wanted.number;
  x.side = wanted.side;
  x.type = wanted.type;
  x.quantity = wanted.quantity;
  x.quote_amount = wanted.quote_amount;
  x.limit_price = wanted.limit_price;
  x.stop_price = wanted.stop_price;
  x.reduce_only = wanted.reduce_only;
  x.created_at = x.updated_at = now_;
  return x;
}

order* bot_machine::send(const order_request& wanted) {
  auto* of = find_deal(wanted.deal);
  if (of == nullptr)
    return nullptr; // it is over
  auto x = order_of(wanted, *of);
  const auto& where = market_of(x.symbol);
  // What closes a deal does so alone.
  const bool closes =
    std::any_of(orders_.begin(), orders_.end(),
                [&](const order& other) { return other.deal == x.deal && other.live(); });
  if (of->status == deal_status::closing && (closes || x.side == order_side::buy)) {
    deny(x, {"deal", "deal " + std::to_string(x.deal) + " is " +
                       std::string{to_string(of->status)}});
    return nullptr;
  }
  if (x.quantity.is_zero() && x.quote_amount.positive() && where.last.positive())
    x.quantity = where.rules.quantity(x.quote_amount / where.last);
  if (const auto why = gate_.pass(x, where.rules, view_of(x))) {
    deny(x, *why);
    return nullptr;
  }
  if (!hold_money(x)) {
    deny(x, {"funds", "the run has " + money_.free(quote_).text() + ' ' + quote_ +
                        " and " + money_.free(where.rules.base).text() + ' ' +
                        where.rules.base + " free"});
    return nullptr;
  }
  const auto passed = kind_of(x);
  refused_.erase(
    std::remove_if(refused_.begin(), refused_.end(),
                   [&](const auto& told) { return told.rfind(passed, 0) == 0; }),
    refused_.end());
  ++placements_;
  ++figures_.orders;
  (void)apply(x, {order_event::kind::accepted, now_, {}, false, {}, {}});
  ++of->orders;
  touched(*of);
  orders_.push_back(std::move(x));
  record(orders_.back());
  return &orders_.back();
}

void bot_machine::cancel(order& x, std::string_view reason) {
  if (!apply(x, {order_event::kind::canceled, now_, {}, false, {}, std::string{reason}}))
    return;
  give_back(x);
  record(x);
}

void bot_machine::cancel_orders(std::uint32_t deal, std::string_view reason) {
  for (auto& x : orders_)
    if (x.deal == deal && x.live())
      cancel(x, reason);
}

void bot_machine::cancel_side(std::uint32_t deal, order_side side,
                              std::string_view reason) {
  for (auto& x : orders_)
    if (x.deal == deal && x.side == side && x.live())
      cancel(x, reason);
}

bool bot_machine::close_deal(deal& x, std::string_view reason, order_role role) {
  if (x.status == deal_status::closed || x.status == deal_status::closing)
    return true;
  order_request wanted;
  wanted.deal = x.number;
  wanted.role = role;
  wanted.side = order_side::sell;
  wanted.quantity = rules(x.symbol).quantity(x.held.quantity());
  if (wanted.quantity.positive()) {
    // What forbids the sale is found before its stop and targets are taken back.
    auto sale = order_of(wanted, x);
    auto view = view_of(sale);
    for (const auto& other : orders_)
      if (other.deal == x.number && other.live() && other.side == order_side::sell)
        view.held_orders -= other.reserved;
    auto probe = gate_;
    if (const auto why = probe.pass(sale, rules(x.symbol), view)) {
      deny(sale, *why);
      return false;
    }
  }
  cancel_orders(x.number, reason);
  if (!wanted.quantity.positive()) {
    abandon(x, reason);
    return true;
  }
  const auto before = x.status;
  x.status = deal_status::closing;
  x.close_reason = reason;
  const bool sent = send(wanted) != nullptr;
  if (!sent) {
    x.status = before;
    x.close_reason.clear();
  }
  touched(x);
  return sent;
}

void bot_machine::abandon(deal& x, std::string_view reason) {
  if (x.orders == 0) { // as if it had never been
    if (x.number == deals_opened_)
      --deals_opened_;
    x.status = deal_status::closed; // swept
    return plan_->on_closed(*this, x);
  }
  cancel_orders(x.number, reason);
  x.close_reason = reason;
  finish(x);
}

// -- meeting the market ----------------------------------------------------------------

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
