// What a bot is told to do. Percentages are plain: 1.5 is 1.5 %. Amounts are in quote
// currency. Optional parts are absent where they are switched off; bots are many and most
// have few of them, so the larger ones stand apart.
#pragma once

#include "domain/bots/bot.hpp"
#include "domain/conditions/question.hpp"
#include "domain/support/boxed.hpp"
#include "domain/trading/paper_model.hpp"
#include "domain/trading/risk.hpp"

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tradeeon {

/// How much one buy is worth.
struct amount_setting {
  enum class kind : std::uint8_t {
    fixed,            ///< `value` in quote currency
    percent_of_base,  ///< `value` percent of the deal's first order
    percent_of_funds, ///< `value` percent of the run's equity
    risk_percent,     ///< such that the stop loses `value` percent of the equity
  };
  kind what = kind::fixed;
  decimal value;
  decimal multiplier = 1; ///< each further buy is this many times the one before
};

/// A step of an explicit ladder.
struct ladder_level {
  decimal drop_percent; ///< below the first order's price
  decimal amount;
};

/// Limit buys below the first order's price. Either explicit levels, or `count` orders:
/// the k-th lies deviation·(1 + s + … + s^(k-1)) percent lower and is worth
/// amount·v^(k-1), with s the step scale and v the volume scale.
struct ladder_setting {
  std::uint32_t count = 0; ///< to 200
  decimal amount;
  decimal deviation_percent;
  decimal volume_scale = 1;     ///< 0.1 to 10
  decimal step_scale = 1;       ///< 0.1 to 10
  std::uint32_t max_active = 0; ///< open at once; 0: all
  std::vector<ladder_level> levels;
};

struct profit_target {
  decimal percent;
  decimal sell_percent = 100; ///< of what was held when the first target was set
};

/// What ends a deal with a profit.
struct take_profit_setting {
  std::vector<profit_target> targets; ///< ascending; empty: none
  bool from_base = false;             ///< measured from the first order's price
  bool net_of_fees = false;           ///< prices are raised by the fees of both sides
  decimal trailing_percent;           ///< 0: none; else the last target trails
};

struct trailing_stop_setting {
  decimal activation_percent; ///< profit at which it arms, once and for all
  decimal distance_percent;   ///< below the best close since
  bool only_up = true;        ///< it never moves down
};

struct stop_loss_setting {
  decimal percent; ///< below the average price (or the first)
  bool from_base = false;
  bool trailing = false;     ///< follows the best close
  decimal breakeven_percent; ///< profit at which it moves to the average; 0: never
};

struct time_exit_setting {
  std::int64_t max_hold_ms = 0;
  std::optional<decimal> min_profit; ///< percent; absent: at any price
};

/// What ends a deal.
struct barrier_setting {
  take_profit_setting profit;
  boxed<trailing_stop_setting> trailing;
  boxed<stop_loss_setting> stop;
  boxed<time_exit_setting> time;
};

enum class dca_rule : std::uint8_t {
  none,
  down_from_last_entry,
  down_from_average,
  loss_by_percent,
  loss_by_amount,
  custom, ///< whenever the custom question is true
};

struct dca_rule_setting {
  dca_rule what = dca_rule::none;
  decimal threshold;              ///< percent, or an amount for loss_by_amount
  std::uint32_t max_per_deal = 0; ///< 0: no limit
  std::uint32_t max_in_all = 0;   ///< over all deals that are open; 0: no limit
  std::uint32_t cooldown = 0;     ///< minutes or bars of the interval; 0: none
  bool cooldown_in_bars = false;
  bool wait_for_previous = false; ///< while an add is not filled, no other
};

struct regime_setting {
  bool allow_override = false; ///< an entry signal counts even while paused
  timeframe frame = timeframe::h1;
  std::uint32_t consecutive = 1; ///< bars of `frame` on which it must hold to pause
};

struct scaling_setting {
  bool volatility = false, zones = false, mood = false; ///< what it goes by
  decimal low_volatility = 1, normal_volatility = 1, high_volatility = 1;
  decimal near_support = 1, neutral_zone = 1, near_resistance = 1;
  /// Extreme fear, fear, neutral, greed, extreme greed.
  std::array<decimal, 5> by_mood{decimal{1}, decimal{1}, decimal{1}, decimal{1},
                                 decimal{1}};
};

struct brake_setting {
  decimal crash_percent; ///< 0: no circuit breaker
  std::uint32_t window_minutes = 5;
  bool market_wide = false; ///< the market question trips it as well
  bool recovers = false;
  std::uint32_t stable_bars = 10; ///< of the interval, without a new low
};

struct dca_settings {
  amount_setting base;
  ladder_setting ladder;
  dca_rule_setting rule;
  amount_setting add; ///< of the rule's buys
  barrier_setting barrier;
  std::optional<regime_setting> regime;
  boxed<scaling_setting> scaling;
  boxed<brake_setting> brake;
  bool conditional = false;     ///< deals open on the entry question, else at once
  bool limit_entry = false;     ///< the first order is a limit at the close, else market
  bool restart = true;          ///< a new deal may follow a closed one
  std::uint32_t max_deals = 0;  ///< of the run; 0: no limit
  std::uint32_t max_active = 1; ///< deals open at once, over all symbols
  std::int64_t cooldown_ms = 0; ///< from a deal's last fill to the next deal
  decimal reinvest_percent;     ///< of the profits so far, added in proportion
};

struct grid_settings {
  decimal lower, upper;
  std::uint32_t levels = 10; ///< 2 to 500
  bool geometric = false;
  decimal investment;
  decimal trigger_price; ///< 0: starts at once; else when the price crosses it
  decimal stop_loss_price;
  decimal take_profit_price;
  bool trailing_up = false;
  bool trailing_down = false;
  bool sell_on_stop = false; ///< what is held when the bot is stopped
};

struct trend_settings {
  amount_setting amount;
  std::uint32_t max_entries = 1; ///< buys of one deal
  decimal add_after_percent;     ///< least rise since the last buy before another
  decimal atr_stop;              ///< times the ATR below the best close; 0: none
  std::uint32_t atr_length = 14;
  bool has_exit = false; ///< an exit question was given
  barrier_setting barrier;
};

struct signal_settings {
  amount_setting amount;
  std::uint32_t max_entries = 1;
  std::int64_t max_lag_ms = 300'000; ///< signals older than this are passed over
  barrier_setting barrier;
};

/// A question that a bot asks the evaluator, under a name of its own: "entry", "add",
/// "exit", "regime_pause", "regime_resume", "market_crash".
struct bot_question {
  std::string name;
  timeframe frame = timeframe::m1; ///< it is answered when these bars close
  bool edge = false; ///< on becoming true; else on each bar on which it is true
  question asks;
};

/// Everything that one bot is told.
struct bot_settings {
  std::variant<dca_settings, grid_settings, trend_settings, signal_settings> plan;
  timeframe interval = timeframe::m1;
  std::vector<bot_question> questions;
  paper_model paper;
  risk_limits limits;
  protections guards;
  cost_basis basis = cost_basis::average;
};

} // namespace tradeeon
