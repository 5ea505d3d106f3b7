// How a symbol's evaluator gets at the candles of the other symbols it reads.
#pragma once

#include "actors/symbol_evaluator.hpp"

#include <caf/error.hpp>

#include <functional>
#include <string>
#include <vector>

namespace tradeeon {

/// Called once, with an empty error where all went well.
using pulled = std::function<void(const caf::error&)>;

/// Brings what `batch` has to see of other symbols into the evaluation: from the
/// router, which waits a while for what has not come, and older bars from the store.
/// Calls `done` at once where there is nothing to ask.
void pull_peers(caf::stateful_actor<symbol_evaluator_state>* self,
                const candle_batch& batch, pulled done);

/// Brings the candles of symbols that are not read yet: all stored ones, and those on
/// their way into the store.
void load_peers(caf::stateful_actor<symbol_evaluator_state>* self,
                std::vector<std::string> symbols, pulled done);

} // namespace tradeeon
