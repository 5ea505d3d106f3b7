// What travels between a run of a bot, the floor on which it runs and the store.
#pragma once

#include "actors/bot_api.hpp"
#include "domain/trading/symbol_rules.hpp"
#include "storage/bot_store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tradeeon {

/// What a commit has brought for the runs that trade its symbols.
struct market_news {
  std::vector<storage::driving_bars> bars;
  std::vector<handoff> handoffs; ///< for one bot, oldest first
};

/// What a run needs to begin or to go on.
struct bot_loading {
  storage::bot_snapshot from;
  /// Of a run that has no state yet: the bars before its first.
  std::vector<storage::driving_bars> past;
  bool has_mood = false; ///< somebody has told the market's mood
  std::uint32_t mood = 0;
  /// Of its symbols, as the store's node knows them: every node goes by the same.
  std::vector<symbol_rules> rules;
};

/// What a run's commit has made of its bot.
struct bot_committed {
  bot row;
  std::uint64_t step = 0;
};

/// An edit of a bot at work: its row and what that has made of the run.
struct bot_edit {
  bot_draft draft;
  storage::bot_commit effects;
};

} // namespace tradeeon
