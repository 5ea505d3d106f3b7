// Bodies of what is asked of bots and of trading as a whole.
#pragma once

#include "domain/bots/command.hpp"
#include "domain/support/result.hpp"
#include "domain/trading/risk.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradeeon::json {

/// `{initial_balance, interval_seconds, use_live_data}`, all of it optional, as is the
/// body. The last two are accepted and have no meaning: bots act on bars.
result<std::optional<decimal>> parse_bot_start(std::string_view body);

/// `{sell}` of a stop, optional; true: what is held is sold as well.
result<bool> parse_bot_stop(std::string_view body);

/// `{action:"buy"|"sell", symbol?, id?, timestamp?}`; the time is ISO 8601 or epoch ms.
result<bot_command> parse_bot_signal(std::string_view body);

/// `{amount}`: quote currency to buy for; absent: as much as the bot would.
result<decimal> parse_deal_add(std::string_view body);

/// `{state, reason, scope:"user"|"global"}`
struct state_change {
  trading_state state = trading_state::active;
  std::string reason;
  bool global = false;
};
result<state_change> parse_state_change(std::string_view body);

/// `{reason}` of a panic, optional as is the body.
result<std::string> parse_panic(std::string_view body);

/// `{value}`: the market's fear and greed, 0 to 100.
result<std::uint32_t> parse_mood(std::string_view body);

} // namespace tradeeon::json
