#include "domain/bots/guards.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

constexpr time_ms minutes(std::uint32_t n) {
  return static_cast<time_ms>(n) * 60'000;
}

} // namespace

trading_lock& deal_guards::lock(std::string symbol, time_ms until, std::string reason) {
  locks_.push_back({std::move(symbol), until, std::move(reason)});
  return locks_.back();
}

std::vector<trading_lock> deal_guards::on_closed(const protections& rules, const deal& x,
                                                 time_ms at) {
  std::vector<trading_lock> made;
  const bool stopped = x.close_reason == "stop_loss" || x.close_reason == "trailing_stop";
  closed_.push_back(
    {x.symbol, at, stopped && x.profit().negative(), x.profit(), x.spent});
  const auto longest =
    minutes(std::max(rules.stops.window_minutes, rules.low_profit.window_minutes));
  closed_.erase(std::remove_if(closed_.begin(), closed_.end(),
                               [&](const auto& past) { return past.at + longest <= at; }),
                closed_.end());
  locks_.erase(std::remove_if(locks_.begin(), locks_.end(),
                              [&](const auto& held) { return held.until <= at; }),
               locks_.end());
  if (rules.cooldown_minutes != 0)
    made.push_back(lock(x.symbol, at + minutes(rules.cooldown_minutes), "cooldown"));
  if (const auto& guard = rules.stops; guard.losses != 0) {
    const auto losses =
      std::count_if(closed_.begin(), closed_.end(), [&](const outcome& past) {
        return past.stopped && past.at + minutes(guard.window_minutes) > at &&
               (!guard.per_symbol || past.symbol == x.symbol);
      });
    if (static_cast<std::uint32_t>(losses) >= guard.losses)
      made.push_back(lock(guard.per_symbol ? x.symbol : std::string{},
                          at + minutes(guard.pause_minutes), "stop_loss_guard"));
  }
  if (const auto& guard = rules.low_profit; guard.deals != 0) {
    decimal profit;
    decimal cost;
    std::uint32_t count = 0;
    for (const auto& past : closed_)
      if (past.at + minutes(guard.window_minutes) > at) {
        profit += past.profit;
        cost += past.cost;
        ++count;
      }
    if (count >= guard.deals && profit < percent_of(guard.percent, cost))
      made.push_back(lock({}, at + minutes(guard.pause_minutes), "low_profit"));
  }
  return made;
}

std::optional<trading_lock> deal_guards::on_equity(const protections& rules,
                                                   decimal equity, time_ms at) {
  if (rules.drawdown.percent.is_zero())
    return {};
  if (equity > peak_)
    peak_ = equity;
  if (equity > peak_ - percent_of(rules.drawdown.percent, peak_))
    return {};
  peak_ = equity; // the next lock needs another fall of that size
  return lock({}, at + minutes(rules.drawdown.pause_minutes), "max_drawdown");
}

const trading_lock* deal_guards::locked(std::string_view symbol, time_ms at) const {
  for (const auto& x : locks_)
    if (at < x.until && (x.symbol.empty() || x.symbol == symbol))
      return &x;
  return nullptr;
}

void deal_guards::save(byte_writer& out) const {
  out.u32(static_cast<std::uint32_t>(closed_.size()));
  for (const auto& x : closed_) {
    out.text(x.symbol);
    out.i64(x.at);
    out.u8(x.stopped ? 1 : 0);
    tradeeon::save(out, x.profit);
    tradeeon::save(out, x.cost);
  }
  out.u32(static_cast<std::uint32_t>(locks_.size()));
  for (const auto& x : locks_) {
    out.text(x.symbol);
    out.i64(x.until);
    out.text(x.reason);
  }
  tradeeon::save(out, peak_);
}

void deal_guards::load(byte_reader& in) {
  closed_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    outcome x;
    x.symbol = in.text();
    x.at = in.i64();
    x.stopped = in.u8() != 0;
    x.profit = load_decimal(in);
    x.cost = load_decimal(in);
    closed_.push_back(std::move(x));
  }
  locks_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    trading_lock x;
    x.symbol = in.text();
    x.until = in.i64();
    x.reason = in.text();
    locks_.push_back(std::move(x));
  }
  peak_ = load_decimal(in);
}

} // namespace tradeeon
