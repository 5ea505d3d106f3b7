// What crosses the border between bots and their store.
#pragma once

#include "domain/bots/bot.hpp"
#include "domain/policies/tenure.hpp"
#include "domain/trading/risk.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon::storage {

/// How far a run has read what drives it.
struct bot_cursor {
  /// Per symbol the open time of the newest base bar that it has taken in; -1: none.
  std::vector<std::pair<std::string, time_ms>> bars;
  std::int64_t handoff = 0; ///< seq of the newest handoff that it has taken in
};

/// All that a run's newest bars, signals or commands have brought about. Applied
/// whole or not at all.
struct bot_commit {
  std::string bot_id;
  std::uint32_t run = 0;
  /// The state's number before these effects: a commit that starts from another state
  /// than the stored one is refused, so that no effect is ever applied twice.
  std::uint64_t step = 0;
  std::optional<tenure> right; ///< in a cluster: of the node that runs it
  std::string state;           ///< the machine's whole state after these effects
  bot_cursor cursor;
  run_figures figures;
  /// Quote currency that goes back to the owner's account as the run ends.
  decimal returned;
  std::vector<order> orders; ///< new and changed ones, as they stand now
  std::vector<order_fill> fills;
  std::vector<deal> deals; ///< new and changed ones
  std::vector<bot_event> events;
  /// The run has ended, or the bot's status has changed by itself.
  std::optional<bot_status> status;
  std::string status_reason;
  /// Coins that it still holds then and that go there as well: by asset.
  std::vector<std::pair<std::string, decimal>> coins;
};

/// All that a bot's actor needs to go on where the last commit ended.
struct bot_snapshot {
  bot row;
  bot_run run;
  std::uint64_t step = 0; ///< commits so far
  std::string state;      ///< empty: nothing yet
  bot_cursor cursor;
};

/// Money of a user that no run has: by mode and currency.
struct account {
  std::string user_id;
  trading_mode mode = trading_mode::paper;
  std::string asset;
  decimal free;
  decimal deposited; ///< all that ever came in
};

/// Whether orders may be sent: for one user, or (user "") for everybody.
struct trading_switch {
  std::string user_id;
  trading_state state = trading_state::active;
  std::string reason;
  time_ms at = 0;
};

/// An order as lists show it.
struct bot_order {
  std::string bot_id;
  std::string run_id;
  order row;
};

/// A deal as lists show it.
struct bot_deal {
  std::string bot_id;
  std::string run_id;
  deal row;
};

/// A diary line as lists show it.
struct logged_bot_event {
  std::string bot_id;
  std::string run_id;
  std::string user_id;
  bot_event row;
};

/// A bot with its newest run's figures.
struct bot_with_figures {
  bot row;
  bot_run run; ///< number 0: never started
  run_figures figures;
  /// Equity at the end of up to 12 equal stretches of the run, oldest first.
  std::vector<decimal> sparkline;
  decimal profit_24h;   ///< equity now less equity a day before
  decimal profit_month; ///< realised since the month began
};

} // namespace tradeeon::storage
