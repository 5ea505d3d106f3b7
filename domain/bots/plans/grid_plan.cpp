#include "domain/bots/plans/grid_plan.hpp"

#include "domain/bots/grid.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

const grid_settings& told(const desk& at) {
  return std::get<grid_settings>(at.settings().plan);
}

bool live_order(desk& at, std::uint32_t deal) {
  const auto& all = at.orders();
  return std::any_of(all.begin(), all.end(),
                     [&](const order& x) { return x.deal == deal && x.live(); });
}

} // namespace

decimal grid_plan::level(const desk& at, std::int32_t index) const {
  return grid_level(shape_.told, at.rules(symbol_), index);
}

grid_plan::interval* grid_plan::interval_of(std::uint32_t deal) {
  for (auto& x : intervals_)
    if (x.deal == deal)
      return &x;
  return nullptr;
}

// -- each bar -----------------------------------------------------------------------

void grid_plan::on_bar(desk& at, const std::string& symbol, const market_bar& bar,
                       const answers&) {
  symbol_ = symbol;
  if (phase_ == phase::waiting && triggered(at, bar.close))
    return begin(at, bar.close);
  if (phase_ == phase::over)
    return leave_again(at);
  if (phase_ != phase::running)
    return;
  const auto& now = shape_.told;
  if (now.stop_loss_price.positive() && bar.low <= now.stop_loss_price)
    return leave(at, "stop_loss");
  if (now.take_profit_price.positive() && bar.high >= now.take_profit_price)
    return leave(at, "take_profit");
  trail(at, bar.close);
  for (auto& x : intervals_)
    serve(at, x, bar.close);
}

/// The first price decides from which side the trigger is to be reached.
bool grid_plan::triggered(const desk& at, decimal price) {
  const auto trigger = told(at).trigger_price;
  if (trigger.is_zero())
    return true;
  if (trigger_side_.is_zero())
    trigger_side_ = price;
  return trigger_side_ < trigger ? price >= trigger : price <= trigger;
}

void grid_plan::begin(desk& at, decimal price) {
  shape_.told = told(at);
  shape_.quantity =
    grid_quantity(shape_.told, at.rules(symbol_), at.settings().paper, price);
  phase_ = phase::running;
  at.note("grid_started", "system", symbol_, "The grid is laid.",
          {{"price", price.text()},
           {"levels", std::to_string(shape_.told.levels)},
           {"quantity", shape_.quantity.text()}});
  for (std::uint32_t i = 0; i + 1 < shape_.told.levels; ++i)
    intervals_.push_back({static_cast<std::int32_t>(i), 0});
  // From the lowest: what is bought at the market takes of the money what is left.
  for (auto& x : intervals_)
    serve(at, x, price);
}

void grid_plan::leave(desk& at, std::string_view reason) {
  phase_ = phase::over;
  ended_by_ = reason;
  for (auto& x : at.deals())
    if (x.held.empty() && x.status == deal_status::opening)
      at.abandon(x, reason);
    else
      at.close_deal(x, reason, order_role::exit);
  at.end(std::string{reason} + " was reached");
}

/// What could not be sold then, as trading was halted, is still to be sold.
void grid_plan::leave_again(desk& at) {
  for (auto& x : at.deals())
    if (x.status == deal_status::open)
      at.close_deal(x, ended_by_, order_role::exit);
}

void grid_plan::serve(desk& at, interval& x, decimal price) {
  if (auto* of = at.find_deal(x.deal); of != nullptr) {
    if (of->status == deal_status::closing || of->status == deal_status::closed ||
        live_order(at, of->number))
      return;
    if (of->status == deal_status::open)
      return offer(at, *of, x);
    at.abandon(*of, "order_canceled");
  }
  if (!at.may_open(symbol_))
    return;
  auto& of = at.open_deal(symbol_);
  order_request wanted;
  wanted.deal = of.number;
  wanted.role = order_role::grid_buy;
  wanted.number = x.index;
  wanted.quantity = shape_.quantity;
  const auto at_level = level(at, x.index);
  // What lies above the price begins with coins to sell.
  if (price.is_zero() || at_level < price) {
    wanted.type = order_type::limit;
    wanted.limit_price = at_level;
  }
  const auto number = of.number;
  if (at.send(wanted) == nullptr)
    return at.abandon(of, "refused");
  x.deal = number;
}

void grid_plan::offer(desk& at, deal& of, const interval& x) {
  order_request wanted;
  wanted.deal = of.number;
  wanted.role = order_role::grid_sell;
  wanted.number = x.index;
  wanted.side = order_side::sell;
  wanted.type = order_type::limit;
  wanted.quantity = at.rules(symbol_).quantity(of.held.quantity());
  wanted.limit_price = level(at, x.index + 1);
  if (wanted.quantity.positive())
    (void)at.send(wanted);
}

void grid_plan::on_fill(desk& at, deal& of, order& what, const fill&) {
  if (what.side != order_side::buy || what.live() || phase_ != phase::running)
    return;
  if (const auto* x = interval_of(of.number); x != nullptr)
    offer(at, of, *x);
}

/// Bought again at once, from the next bar on, at its level.
void grid_plan::on_closed(desk& at, const deal& of) {
  auto* x = interval_of(of.number);
  if (x == nullptr)
    return;
  x->deal = 0;
  if (phase_ == phase::running && of.bought.positive())
    serve(at, *x, {});
}

// -- trailing -------------------------------------------------------------------------

void grid_plan::trail(desk& at, decimal price) {
  const auto& now = shape_.told;
  const auto most = static_cast<std::size_t>(now.levels);
  for (std::size_t i = 0; i < most && now.trailing_up; ++i) {
    if (price < level(at, intervals_.back().index + 2))
      break;
    shift_up(at);
  }
  for (std::size_t i = 0; i < most && now.trailing_down; ++i) {
    const auto next = level(at, intervals_.front().index - 1);
    if (!next.positive() || price > next)
      break;
    shift_down(at);
  }
}

/// The lowest interval's buy is taken back, and made above the highest.
void grid_plan::shift_up(desk& at) {
  auto moved = intervals_.front();
  if (auto* of = at.find_deal(moved.deal); of != nullptr) {
    if (of->status != deal_status::opening || !of->held.empty())
      return; // it still has something to sell
    at.abandon(*of, "grid_moved");
  }
  intervals_.push_back({intervals_.back().index + 1, 0});
  intervals_.erase(intervals_.begin());
}

/// What the highest interval holds is offered at the upper end of the new lowest one.
void grid_plan::shift_down(desk& at) {
  const auto moved = intervals_.back();
  const auto lowest = intervals_.front().index; // perhaps the same
  auto* of = at.find_deal(moved.deal);
  if (of != nullptr && of->status == deal_status::opening)
    at.abandon(*of, "grid_moved");
  else if (of != nullptr && of->status == deal_status::open)
    at.cancel_orders(of->number, "the grid has moved down");
  const bool keeps = of != nullptr && of->status == deal_status::open;
  intervals_.pop_back();
  intervals_.insert(intervals_.begin(), {lowest - 1, keeps ? moved.deal : 0});
}

// -- other events ---------------------------------------------------------------------

bool grid_plan::sells_on_stop(const desk& at) const {
  return told(at).sell_on_stop;
}

/// A grid is one thing: a new shape is taken on as a whole, what is held stays with its
/// intervals as far as there are any.
void grid_plan::on_edit(desk& at, bool to_open_deals) {
  if (phase_ != phase::running)
    return;
  const auto& wanted = told(at);
  // What does not move the grid counts at once.
  shape_.told.stop_loss_price = wanted.stop_loss_price;
  shape_.told.take_profit_price = wanted.take_profit_price;
  shape_.told.trailing_up = wanted.trailing_up;
  shape_.told.trailing_down = wanted.trailing_down;
  const auto price = at.price(symbol_);
  if (!to_open_deals || !price.positive())
    return;
  std::vector<std::uint32_t> holding;
  for (auto& of : at.deals()) {
    if (of.status == deal_status::opening) {
      at.abandon(of, "edited");
    } else if (of.status == deal_status::open) {
      at.cancel_orders(of.number, "the bot was edited");
      holding.push_back(of.number);
    }
  }
  shape_.told = wanted;
  shape_.quantity = grid_quantity(wanted, at.rules(symbol_), at.settings().paper, price);
  intervals_.clear();
  for (std::uint32_t i = 0; i + 1 < wanted.levels; ++i)
    intervals_.push_back({static_cast<std::int32_t>(i), 0});
  // Coins go to the highest intervals, which need some; too many are sold.
  auto next = intervals_.rbegin();
  for (const auto number : holding) {
    while (next != intervals_.rend() && level(at, next->index) < price)
      next = intervals_.rend();
    auto* of = at.find_deal(number);
    if (next == intervals_.rend())
      at.close_deal(*of, "edited", order_role::exit);
    else
      (next++)->deal = number;
  }
  for (auto& x : intervals_)
    serve(at, x, price);
}

void grid_plan::save(byte_writer& out) const {
  out.u8(static_cast<std::uint8_t>(phase_));
  tradeeon::save(out, trigger_side_);
  out.text(symbol_);
  out.text(ended_by_);
  const auto& x = shape_.told;
  for (const auto& price : {x.lower, x.upper, x.investment, x.stop_loss_price,
                            x.take_profit_price, shape_.quantity})
    tradeeon::save(out, price);
  out.u32(x.levels);
  out.u8(static_cast<std::uint8_t>((x.geometric ? 1U : 0U) | (x.trailing_up ? 2U : 0U) |
                                   (x.trailing_down ? 4U : 0U)));
  out.u32(static_cast<std::uint32_t>(intervals_.size()));
  for (const auto& each : intervals_) {
    out.u32(static_cast<std::uint32_t>(each.index));
    out.u32(each.deal);
  }
}

void grid_plan::load(const desk&, byte_reader& in) {
  phase_ = static_cast<phase>(in.u8());
  trigger_side_ = load_decimal(in);
  symbol_ = in.text();
  ended_by_ = in.text();
  auto& x = shape_.told;
  for (auto* price : {&x.lower, &x.upper, &x.investment, &x.stop_loss_price,
                      &x.take_profit_price, &shape_.quantity})
    *price = load_decimal(in);
  x.levels = in.u32();
  const auto flags = in.u8();
  x.geometric = (flags & 1U) != 0;
  x.trailing_up = (flags & 2U) != 0;
  x.trailing_down = (flags & 4U) != 0;
  intervals_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    interval each;
    each.index = static_cast<std::int32_t>(in.u32());
    each.deal = in.u32();
    intervals_.push_back(each);
  }
}

} // namespace tradeeon
