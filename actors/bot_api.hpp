// What the HTTP side and embedders may ask of bots: plain blocking calls.
#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/subscription.hpp"
#include "domain/bots/bot.hpp"
#include "domain/bots/command.hpp"
#include "domain/trading/risk.hpp"

#include <string>
#include <vector>

namespace tradeeon {

/// A new or edited bot with what has to be stored together with it.
struct bot_draft {
  bot row;
  std::vector<alert> questions; ///< its own standing questions to its symbols
  /// The conditions of its entry, which its owner sees as subscriptions.
  std::vector<registered_condition> conditions;
};

/// How a bot is started.
struct bot_start {
  std::string user_id;
  std::string bot_id;
  trading_mode mode = trading_mode::paper;
  /// Quote currency that is paid in for this run; 0: its required capital is taken
  /// from what the user's account has free.
  decimal initial_balance;
};

/// Thread-safe; each call blocks until what it answers is durable. `not_found` for
/// another user's bots.
class bot_api {
public:
  bot_api() = default;
  bot_api(const bot_api&) = delete;
  bot_api& operator=(const bot_api&) = delete;
  virtual ~bot_api() = default;

  virtual result<bot> create_bot(const bot_draft& draft) = 0;
  /// `conflict` where the bot's revision is no longer that of the draft. A running bot
  /// takes the change in at once; deals that are open keep what they began with, unless
  /// `to_open_deals`.
  virtual result<bot> edit_bot(const bot_draft& draft, bool to_open_deals) = 0;
  virtual result<void> delete_bot(const std::string& user_id,
                                  const std::string& bot_id) = 0;
  /// `bad_transition` unless it is inactive, stopped or in error; a running bot's
  /// present run is answered as it is.
  virtual result<bot_run> start_bot(const bot_start& asked) = 0;
  /// Answers the bot as it is afterwards. `bad_transition` where the status does not
  /// allow the command.
  virtual result<bot> command_bot(const std::string& user_id, const std::string& bot_id,
                                  const bot_command& command) = 0;
  /// For one user, or with "" for everybody. `flatten`: all that is held is sold first.
  virtual result<void> set_trading_state(const std::string& user_id, trading_state state,
                                         const std::string& reason, bool flatten) = 0;
  [[nodiscard]] virtual trading_state trading_state_of(const std::string& user_id) = 0;
  /// The market's fear and greed, 0 to 100, for every bot that heeds it.
  virtual result<void> set_mood(std::uint32_t index) = 0;
  /// Whether the bot's actor is there and working.
  virtual bool in_memory(const std::string& bot_id) = 0;
};

} // namespace tradeeon
