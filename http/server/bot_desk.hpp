#pragma once

#include "actors/bot_api.hpp"
#include "domain/trading/symbol_rules.hpp"

namespace tradeeon::http {

/// What the routes about bots need. Outlives the server; thread-safe.
struct bot_desk {
  bot_api* bots = nullptr; ///< null: this node has none, commands answer 503
  rule_book rules;
};

} // namespace tradeeon::http
