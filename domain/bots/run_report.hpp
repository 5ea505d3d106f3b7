#pragma once

#include "domain/bots/bot.hpp"
#include "domain/bots/thinned_curve.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace tradeeon {

/// How a run went. Amounts are in quote currency. Percentages and ratios are rounded to
/// 4 digits after the point. What can't be said is absent, never 0.
struct run_outcome {
  time_ms from = 0; ///< close of the first bar; 0: there was none
  time_ms to = 0;   ///< close of the last one
  std::uint64_t bars = 0;
  decimal initial;
  decimal equity; ///< at the last close, what is held at its price
  std::optional<decimal> return_percent;
  /// Of the price, from the first bar's close to the last one's, without fees.
  std::optional<decimal> hold_percent;
  /// Largest fall of equity below its highest so far, at the closes of bars. The largest
  /// amount and the largest share may be of different falls.
  std::optional<decimal> drawdown, drawdown_percent;
  std::uint32_t orders = 0;        ///< sent
  std::uint32_t deals_open = 0;    ///< at the last close
  std::uint32_t deals_closed = 0;  ///< those that bought something
  std::uint32_t deals_won = 0;     ///< with a profit, net of fees
  std::uint32_t deals_lost = 0;    ///< with a loss
  std::optional<decimal> win_rate; ///< percent of the closed deals
  /// Sum of the profits by the sum of the losses; absent without a loss.
  std::optional<decimal> profit_factor;
  std::optional<decimal> average_deal;     ///< profit
  std::optional<decimal> exposure_percent; ///< share of bars that end with something held
  decimal fees;
  /// mean(r) / deviation(r) · √365, with r the relative changes of equity from the end of
  /// one UTC day to the end of the next that has bars (from the initial balance to the
  /// end of the first), and their sample deviation. A year has 365 days of trading, the
  /// rate without risk is 0. Absent with fewer than 3 days or where nothing deviates.
  std::optional<double> sharpe;
};

/// What happened to a deal, as far as a table of deals shows it.
struct deal_summary {
  std::uint32_t number = 0;
  std::string symbol;
  time_ms opened_at = 0;
  time_ms closed_at = 0; ///< 0: it is open
  std::uint32_t entries = 0;
  decimal entry_price; ///< average of its buys
  decimal exit_price;  ///< average of its sales; 0: none yet
  decimal profit;      ///< net of fees; of open deals as of the last price
  std::optional<decimal> profit_percent; ///< of all that it has spent
  std::string reason;                    ///< why it was closed
};
[[nodiscard]] deal_summary summary_of(const deal& x);

/// Measures a run bar by bar. Needs the same little memory however long it goes on.
class run_report {
public:
  /// Newest closed deals that are kept for a table.
  static constexpr std::size_t most_deals = 2'000;

  explicit run_report(decimal initial) : initial_(initial), peak_(initial) {}

  /// After each bar: its close, the price then, the run's figures and its open deals.
  void on_bar(time_ms close, double price, const run_figures& now,
              const deal_list& open);
  /// A deal has been closed. One that never bought anything plays no part.
  void on_deal(const deal& closed);

  [[nodiscard]] run_outcome outcome() const;
  [[nodiscard]] const std::deque<deal_summary>& deals() const noexcept { return deals_; }
  [[nodiscard]] double last_price() const noexcept { return last_price_; }
  /// Equity; what the initial balance would be worth had it bought at the first close;
  /// percent by which equity was below its highest so far.
  [[nodiscard]] const thinned_curve& equity() const noexcept { return equity_; }
  [[nodiscard]] const thinned_curve& hold() const noexcept { return hold_; }
  [[nodiscard]] const thinned_curve& drawdown() const noexcept { return fall_; }

private:
  void end_day();
  void look_at_fall(decimal equity);
  [[nodiscard]] std::optional<double> sharpe() const;

  decimal initial_;
  run_figures newest_;
  std::uint64_t bars_ = 0, held_bars_ = 0;
  time_ms from_ = 0;
  double first_price_ = 0, last_price_ = 0;
  decimal peak_;
  decimal drawdown_, drawdown_percent_;
  double deepest_ = 0; ///< the deepest fall as a share, near enough to compare
  std::uint32_t open_ = 0, closed_ = 0, won_ = 0, lost_ = 0;
  decimal gains_, losses_;
  std::int64_t day_ = -1;
  decimal day_began_with_;
  std::vector<double> changes_; ///< of the days that are over
  std::deque<deal_summary> deals_;
  thinned_curve equity_, hold_, fall_;
};

} // namespace tradeeon
