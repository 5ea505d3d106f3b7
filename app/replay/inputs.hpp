#pragma once

#include "app/commands/peer_files.hpp"
#include "app/replay/bot_replay.hpp"
#include "app/replay/page.hpp"
#include "domain/alerts/symbol_engine.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace tradeeon {

/// Reads files of alerts and bots for a replay. What is wrong is a problem at "FILE
/// PLACE"; what can't work in full, but may be meant so, is said on standard error.
class replay_inputs {
public:
  replay_inputs(replay_market market, const peer_files& peers)
      : market_(std::move(market)), peers_(peers) {}

  /// Puts the active alerts of a file into `engine`.
  result<void> read_alerts(const std::string& path, symbol_engine& engine);
  /// Adds the bots of a file to `replay`, and what they ask to `engine`. Their money is
  /// the file's `initial_balance`, else 10 000, or what the plan requires at `price`
  /// where that is more.
  result<void> read_bots(const std::string& path, const rule_book& rules, double price,
                         symbol_engine& engine, bot_replay& replay);

  [[nodiscard]] std::uint64_t alerts() const noexcept { return alerts_; }
  [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; } ///< paused

private:
  result<void> put(const alert& row, const std::string& place, const std::string& name,
                   symbol_engine& engine);

  replay_market market_;
  const peer_files& peers_;
  std::set<std::string> ids_; ///< of alerts and questions
  std::uint64_t alerts_ = 0;
  std::uint64_t skipped_ = 0;
};

} // namespace tradeeon
