#pragma once

#include "domain/bots/bot.hpp"
#include "domain/bots/settings.hpp"
#include "domain/policies/restart_policy.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace tradeeon {

/// How an engine runs bots.
struct bot_options {
  rule_book rules;
  /// What a stored bot was told, read from its document. Unset: this engine runs none.
  std::function<result<bot_settings>(const bot&)> settings_of;
  std::uint32_t max_bots = 1'000; ///< per user, running or not
  /// Bars that a run takes in without an effect before its state is stored all the same:
  /// what has to be gone through again after a crash.
  std::uint32_t commit_every = 64;
  /// Past bars of its interval with which a run begins, where so many are stored.
  std::uint32_t warm_bars = 500;
  /// How often a bot's actor may crash before the bot is in error.
  restart_limits restarts;

  /// For fault tests: called before a run takes a bar in; may throw.
  std::function<void(const std::string& bot_id, const candle&)> before_bar;
};

} // namespace tradeeon
