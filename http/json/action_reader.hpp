#pragma once

#include "domain/alerts/alert.hpp"
#include "http/json/fields.hpp"

namespace tradeeon::json {

/// Most actions that one alert may have.
inline constexpr std::size_t max_actions = 8;

/// Reads `{type:"notify"}`, `{type:"webhook",url}`, `{type:"bot",bot_id}` or its
/// other spelling `{type:"bot_trigger",bot_id,action_type,dca_index?}`.
action read_action(complaint& out, const value& x, const std::string& path);

/// An action in the first of these spellings that can say it.
[[nodiscard]] value action_object(const action& x);

} // namespace tradeeon::json
