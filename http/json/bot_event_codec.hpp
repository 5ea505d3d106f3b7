#pragma once

#include "domain/bots/bot.hpp"

#include <string>

namespace tradeeon::json {

/// `data` of the event stream's `bot` events that are lines of a bot's diary. `run_id`
/// is empty where the line is of no run, and null then, as is an empty symbol.
[[nodiscard]] std::string render(const bot_event& x, const std::string& bot_id,
                                 const std::string& run_id);

} // namespace tradeeon::json
