#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/trigger.hpp"
#include "domain/bots/run_report.hpp"
#include "domain/bots/session.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

/// One bot of a replay, in its first run.
struct replayed_bot {
  replayed_bot(bot what, std::shared_ptr<const bot_settings> settings,
               decimal initial_balance, const rule_book& rules);

  bot row;
  std::string run_id;
  std::vector<bot_question> questions;
  bot_session session;
  run_report report;
  bot_effects effects;         ///< of the newest bar
  std::vector<handoff> handed; ///< fired on the newest bar, not taken in yet
};

/// Runs bots over one symbol's candles as live runs do that were started before the
/// first of them: the same questions, handoffs, order of inputs and ids, so the same
/// orders, fills, deals and diary, byte for byte. Evaluation is the caller's, with a
/// `symbol_engine` that holds `questions()`. Not thread-safe.
class bot_replay {
public:
  bot_replay(std::string symbol, timeframe base, rule_book rules = {});

  /// Adds a bot whose id is its own; the row counts as made and started at time 0.
  /// A problem at "pair" where it does not trade the symbol.
  result<void> add(bot row, bot_settings settings, decimal initial_balance);
  /// What the bots ask, as active alerts.
  [[nodiscard]] std::vector<alert> questions() const;

  /// The next closed bar, with all that fired on it, in order. Triggers that aim at bots
  /// which are not here pass by. A bot that fails ends the replay: a problem that names
  /// it.
  result<void> advance(const std::vector<firing>& fired, const candle& bar);

  /// By bot_id.
  [[nodiscard]] const std::vector<std::unique_ptr<replayed_bot>>& bots() const noexcept {
    return bots_;
  }

private:
  void hand_over(const std::vector<firing>& fired);
  void advance(replayed_bot& x, const candle& bar);

  std::string symbol_;
  timeframe base_;
  rule_book rules_;
  std::int64_t seq_ = 0; ///< of the log that a store would have written
  std::vector<std::unique_ptr<replayed_bot>> bots_;
};

} // namespace tradeeon
