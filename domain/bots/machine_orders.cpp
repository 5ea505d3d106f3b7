// How a run's orders are made and taken back.
#include "domain/bots/machine.hpp"

#include <algorithm>

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

} // namespace

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

} // namespace tradeeon
