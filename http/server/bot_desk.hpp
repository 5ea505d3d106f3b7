#pragma once

#include "actors/bot_api.hpp"
#include "domain/bots/preview.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <functional>

namespace tradeeon::http {

/// What the routes about bots need. Outlives the server; thread-safe.
struct bot_desk {
  bot_api* bots = nullptr; ///< null: this node has none, commands answer 503
  rule_book rules;
  /// As `tradeeon::preview`. Unset: nothing is checked or shown before a bot starts.
  std::function<result<bot_preview>(const bot_settings&, const symbol_rules&, decimal)>
    preview;
};

} // namespace tradeeon::http
