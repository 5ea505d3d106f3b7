#include "domain/bots/run_report.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

constexpr time_ms day_length = 86'400'000;
constexpr double days_a_year = 365;
constexpr std::size_t least_days = 3;
const auto ratio_step = decimal::from_units(100'000'000'000'000); // 0.0001
const auto money_step = decimal::from_units(10'000'000'000);      // 0.00000001

decimal percent(decimal part, decimal of) {
  return decimal::scaled(part, 100, of).round_to(ratio_step);
}

decimal percent(std::uint64_t part, std::uint64_t of) {
  return percent(decimal{static_cast<std::int64_t>(part)},
                 decimal{static_cast<std::int64_t>(of)});
}

/// Good for comparing and drawing, not for money.
double roughly(decimal x) {
  return static_cast<double>(x.raw()) * 1e-18;
}

double change(decimal from, decimal to) {
  return to.to_double() / from.to_double() - 1;
}

} // namespace

deal_summary summary_of(const deal& x) {
  deal_summary out;
  out.number = x.number;
  out.symbol = x.symbol;
  out.opened_at = x.opened_at;
  out.closed_at = x.closed_at;
  out.entries = x.entries;
  if (x.bought.positive())
    out.entry_price = x.spent / x.bought;
  if (x.sold.positive())
    out.exit_price = x.received / x.sold;
  out.profit = x.profit();
  if (x.spent.positive())
    out.profit_percent = percent(out.profit, x.spent);
  out.reason = x.close_reason;
  return out;
}

void run_report::on_bar(time_ms close, double price, const run_figures& now,
                        const deal_list& open) {
  const auto equity = now.equity();
  if (bars_ == 0) {
    from_ = close;
    first_price_ = price;
    day_began_with_ = initial_;
  }
  // A bar that ends at midnight belongs to the day that ends with it.
  const auto day = (close - 1) / day_length;
  if (bars_ != 0 && day != day_)
    end_day();
  day_ = day;
  ++bars_;
  newest_ = now;
  newest_.at = close;
  last_price_ = price;
  open_ = 0;
  bool holds = false;
  for (const auto& x : open) {
    open_ += x.status == deal_status::closed ? 0 : 1;
    holds = holds || !x.held.empty();
  }
  held_bars_ += holds ? 1 : 0;
  look_at_fall(equity);
  equity_.add(close, roughly(equity));
  if (first_price_ > 0)
    hold_.add(close, roughly(initial_) * (price / first_price_));
}

void run_report::end_day() {
  const auto equity = newest_.equity();
  if (day_began_with_.positive())
    changes_.push_back(change(day_began_with_, equity));
  day_began_with_ = equity;
}

void run_report::look_at_fall(decimal equity) {
  peak_ = std::max(peak_, equity);
  const auto fall = peak_ - equity;
  drawdown_ = std::max(drawdown_, fall);
  const auto share = fall.is_zero() ? 0 : roughly(fall) / roughly(peak_);
  fall_.add(newest_.at, share * 100);
  constexpr double margin = 1e-9; // what is as good as equal is compared exactly
  if (share == 0 || share < deepest_ * (1 - margin))
    return;
  deepest_ = std::max(deepest_, share);
  drawdown_percent_ =
    std::max(drawdown_percent_, decimal::scaled(fall, decimal{100}, peak_));
}

void run_report::on_deal(const deal& closed) {
  if (!closed.bought.positive())
    return;
  const auto profit = closed.profit();
  ++closed_;
  won_ += profit.positive() ? 1 : 0;
  lost_ += profit.negative() ? 1 : 0;
  (profit.negative() ? losses_ : gains_) += profit.abs();
  deals_.push_back(summary_of(closed));
  if (deals_.size() > most_deals)
    deals_.pop_front();
}

std::optional<double> run_report::sharpe() const {
  auto all = changes_;
  if (bars_ != 0 && day_began_with_.positive())
    all.push_back(change(day_began_with_, newest_.equity()));
  if (all.size() < least_days)
    return std::nullopt;
  const auto count = static_cast<double>(all.size());
  double mean = 0;
  for (const auto x : all)
    mean += x / count;
  double squares = 0;
  for (const auto x : all)
    squares += (x - mean) * (x - mean);
  const auto deviation = std::sqrt(squares / (count - 1));
  constexpr double nothing = 1e-12; // what rounding leaves of equal changes
  if (!(deviation > nothing))
    return std::nullopt;
  return std::round(mean / deviation * std::sqrt(days_a_year) * 1e4) / 1e4;
}

run_outcome run_report::outcome() const {
  run_outcome out;
  out.from = from_;
  out.to = newest_.at;
  out.bars = bars_;
  out.initial = initial_;
  out.equity = bars_ == 0 ? initial_ : newest_.equity();
  out.orders = newest_.orders;
  out.fees = newest_.fees;
  out.deals_open = open_;
  out.deals_closed = closed_;
  out.deals_won = won_;
  out.deals_lost = lost_;
  if (bars_ != 0) {
    if (initial_.positive())
      out.return_percent = percent(out.equity - initial_, initial_);
    if (const auto first = decimal::from_double(first_price_); first.positive())
      out.hold_percent = percent(decimal::from_double(last_price_) - first, first);
    out.drawdown = drawdown_;
    out.drawdown_percent = drawdown_percent_.round_to(ratio_step);
    out.exposure_percent = percent(held_bars_, bars_);
  }
  if (closed_ != 0) {
    out.win_rate = percent(won_, closed_);
    out.average_deal = ((gains_ - losses_) / decimal{static_cast<std::int64_t>(closed_)})
                         .round_to(money_step);
  }
  if (losses_.positive())
    out.profit_factor = (gains_ / losses_).round_to(ratio_step);
  out.sharpe = sharpe();
  return out;
}

} // namespace tradeeon
