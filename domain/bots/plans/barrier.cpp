#include "domain/bots/plans/barrier.hpp"

#include <algorithm>

namespace tradeeon {

void barrier_state::save(byte_writer& out) const {
  for (const auto& x : {best, follow, entry_fees, fees_seen})
    tradeeon::save(out, x);
  out.u8(static_cast<std::uint8_t>((trailing_armed ? 1U : 0U) | (break_even ? 2U : 0U) |
                                   (profit_armed ? 4U : 0U)));
  out.u32(static_cast<std::uint32_t>(sold.size()));
  for (const auto& x : sold)
    tradeeon::save(out, x);
}

void barrier_state::load(byte_reader& in) {
  for (auto* x : {&best, &follow, &entry_fees, &fees_seen})
    *x = load_decimal(in);
  const auto flags = in.u8();
  trailing_armed = (flags & 1U) != 0;
  break_even = (flags & 2U) != 0;
  profit_armed = (flags & 4U) != 0;
  sold.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n)
    sold.push_back(load_decimal(in));
}

decimal target_price(const take_profit_setting& setting, decimal percent,
                     decimal reference, decimal entry_fee, const paper_model& paper,
                     const symbol_rules& rules) {
  auto price = reference + percent_of(percent, reference);
  if (setting.net_of_fees)
    price = decimal::scaled(price + entry_fee, 100, decimal{100} - paper.maker_fee);
  return rules.sell_price(price);
}

decimal barrier::reference(const deal& of, bool from_base) const {
  return from_base ? of.first_price : of.held.average();
}

decimal barrier::target(const deal& of, const barrier_state& state, std::size_t i) const {
  const auto& profit = setting_.profit;
  const auto fee = of.bought.is_zero() ? decimal{} : state.entry_fees / of.bought;
  return target_price(profit, profit.targets[i].percent, reference(of, profit.from_base),
                      fee, at_.settings().paper, at_.rules(of.symbol));
}

void barrier::on_fill(deal& of, barrier_state& state, const order& what,
                      const fill& piece) {
  const auto fee = of.fees - state.fees_seen;
  state.fees_seen = of.fees;
  if (what.side == order_side::buy) {
    state.entry_fees += fee;
    state.best = std::max(state.best, piece.price);
    return renew(of, state);
  }
  if (what.role == order_role::take_profit && what.type == order_type::limit) {
    const auto i = static_cast<std::size_t>(what.number) - 1;
    if (state.sold.size() <= i)
      state.sold.resize(i + 1);
    state.sold[i] += piece.quantity;
  }
}

void barrier::renew(deal& of, barrier_state& state) {
  if (of.status != deal_status::open)
    return;
  offer_targets(of, state);
  place_stop(of, state, {});
}

/// Each target's share of all that was bought; the one that makes them whole takes what
/// is left, dust and refused shares included.
void barrier::offer_targets(deal& of, const barrier_state& state) {
  const auto& targets = setting_.profit.targets;
  for (auto& x : at_.orders())
    if (x.deal == of.number && x.live() && x.role == order_role::take_profit &&
        x.type == order_type::limit)
      at_.cancel(x, "the deal has changed");
  const auto& rules = at_.rules(of.symbol);
  const auto whole = of.held.quantity() + of.sold;
  auto left = of.held.quantity();
  decimal share;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    share += targets[i].sell_percent;
    const bool last = i + 1 == targets.size();
    if (last && setting_.profit.trailing_percent.positive())
      return; // a stop follows instead
    const auto sold = i < state.sold.size() ? state.sold[i] : decimal{};
    auto wanted = percent_of(targets[i].sell_percent, whole) - sold;
    if (last && share >= 100)
      wanted = left;
    order_request x;
    x.deal = of.number;
    x.role = order_role::take_profit;
    x.number = static_cast<std::int32_t>(i) + 1;
    x.side = order_side::sell;
    x.type = order_type::limit;
    x.quantity = rules.quantity(std::min(wanted, left));
    x.limit_price = target(of, state, i);
    if (x.quantity.positive() && at_.send(x) != nullptr)
      left -= x.quantity;
  }
}

void barrier::on_bar(deal& of, barrier_state& state, const market_bar& bar,
                     decimal follow) {
  if (of.status != deal_status::open)
    return;
  state.best = std::max(state.best, bar.close);
  state.follow = std::max(state.follow, follow);
  arm(of, state, bar);
  if (out_of_time(of, bar) && at_.close_deal(of, "time", order_role::exit))
    return;
  place_stop(of, state, bar.close);
}

void barrier::arm(const deal& of, barrier_state& state, const market_bar& bar) const {
  const auto average = of.held.average();
  const auto gained = [&](decimal percent) {
    return bar.close >= average + percent_of(percent, average);
  };
  if (setting_.trailing && gained(setting_.trailing->activation_percent))
    state.trailing_armed = true;
  if (setting_.trailing && state.trailing_armed && setting_.trailing->only_up)
    state.follow =
      std::max(state.follow,
               state.best - percent_of(setting_.trailing->distance_percent, state.best));
  if (setting_.stop && setting_.stop->breakeven_percent.positive() &&
      gained(setting_.stop->breakeven_percent))
    state.break_even = true;
  const auto& profit = setting_.profit;
  if (!profit.targets.empty() && profit.trailing_percent.positive() &&
      bar.close >= target(of, state, profit.targets.size() - 1))
    state.profit_armed = true;
}

barrier::stop_level barrier::stop_of(const deal& of, const barrier_state& state,
                                     decimal close) const {
  stop_level out;
  const auto offer = [&](decimal price, order_role role, stop_kind kind) {
    if (price > out.price)
      out = {price, role, kind};
  };
  const auto below = [](decimal price, decimal percent) {
    return price - percent_of(percent, price);
  };
  if (setting_.stop) {
    const auto& stop = *setting_.stop;
    offer(below(reference(of, stop.from_base), stop.percent), order_role::stop_loss,
          stop_kind::loss);
    if (stop.trailing)
      offer(below(state.best, stop.percent), order_role::stop_loss, stop_kind::trailing);
    if (state.break_even)
      offer(of.held.average(), order_role::stop_loss, stop_kind::break_even);
  }
  offer(state.follow, order_role::stop_loss, stop_kind::trailing);
  if (setting_.trailing && state.trailing_armed && !setting_.trailing->only_up)
    offer(below(close, setting_.trailing->distance_percent), order_role::stop_loss,
          stop_kind::trailing);
  if (state.profit_armed)
    offer(below(state.best, setting_.profit.trailing_percent), order_role::take_profit,
          stop_kind::loss);
  out.price = at_.rules(of.symbol).buy_price(out.price);
  return out;
}

void barrier::place_stop(deal& of, const barrier_state& state, decimal close) {
  const auto& rules = at_.rules(of.symbol);
  const auto wanted = stop_of(of, state, close.is_zero() ? state.best : close);
  const auto quantity = rules.quantity(of.held.quantity());
  if (!quantity.positive())
    return;
  if (!wanted.price.positive()) { // edited away
    for (auto& x : at_.orders())
      if (x.deal == of.number && x.live() && x.type == order_type::stop)
        at_.cancel(x, "no stop is asked for any more");
    return;
  }
  std::string before;
  for (auto& x : at_.orders()) {
    if (x.deal != of.number || !x.live() || x.type != order_type::stop)
      continue;
    if (x.stop_price == wanted.price && x.role == wanted.role && x.quantity >= quantity)
      return;
    before = x.client_id;
  }
  order_request x;
  x.deal = of.number;
  x.role = wanted.role;
  x.number = static_cast<std::int32_t>(wanted.kind);
  x.side = order_side::sell;
  x.type = order_type::stop;
  x.quantity = quantity;
  x.stop_price = wanted.price;
  x.reduce_only = true;
  if (at_.send(x) == nullptr || before.empty())
    return;
  for (auto& old : at_.orders())
    if (old.client_id == before)
      at_.cancel(old, "the stop has moved");
}

bool barrier::out_of_time(const deal& of, const market_bar& bar) const {
  if (!setting_.time || bar.close_time - of.opened_at < setting_.time->max_hold_ms)
    return false;
  if (!setting_.time->min_profit)
    return true;
  const auto average = of.held.average();
  return bar.close >= average + percent_of(*setting_.time->min_profit, average);
}

} // namespace tradeeon
