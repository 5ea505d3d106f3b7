#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/trigger.hpp"
#include "domain/market/candle_history.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/support/result.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tradeeon {

/// How an alert stood at the close of one of its bars.
struct explained_bar {
  truth state = truth::unknown; ///< of its expression or playbook
  bool fires = false;           ///< its fire mode made it fire there
  explanation why;
  std::string reason; ///< in words, what was missing; empty where it fires
};

/// Evaluates an alert over stored candles up to the close of its base bar that
/// contains `at`, as if it had been there all along. `feed_base` is the timeframe
/// that the symbol is fed with. Nothing is changed. A bar that is not stored is
/// `not_found`, an expression that can't be read or evaluated `invalid`. `peers`: the
/// candles of the other symbols that it reads; what is absent there is unknown.
result<explained_bar> explain_at(const alert& row, timeframe feed_base,
                                 const candle_history& history, time_ms at,
                                 const std::vector<peer_candles>& peers = {});

/// What keeps one part from being true, in words: "RSI(14, close) is 45.2, and 30 is
/// not above it". Empty where it is true.
[[nodiscard]] std::string shortfall(const explained_part& part);

} // namespace tradeeon
