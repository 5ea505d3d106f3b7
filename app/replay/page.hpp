#pragma once

#include "app/replay/bot_replay.hpp"

#include <string>

namespace tradeeon {

/// What was replayed, for a report's head.
struct replay_market {
  std::string symbol;
  timeframe base = timeframe::m1;
};

/// The report of a replay as one HTML page that needs nothing else: figures, curves and
/// deals of each bot. Whatever a user typed is escaped.
[[nodiscard]] std::string render_page(const replay_market& market,
                                      const bot_replay& replay);

} // namespace tradeeon
