#pragma once

#include "app/replay/bot_replay.hpp"

#include <string>

namespace tradeeon {

/// How each bot's run went, a line each, in columns for a terminal.
[[nodiscard]] std::string outcome_table(const bot_replay& replay);

} // namespace tradeeon
