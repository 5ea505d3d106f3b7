#pragma once

#include "domain/conditions/condition.hpp"
#include "domain/conditions/parser.hpp"
#include "domain/support/result.hpp"

#include <string_view>

namespace tradeeon::json {

/// Reads a condition object as the web client sends it; "same" as timeframe
/// means the home's. Every field must play a part: what is unknown, contradictory
/// or without meaning for the others is a problem at its path. Two exceptions,
/// both left over in forms of the web client: `compareValue` beside another
/// `compareWith`, and drawing settings (overboughtLevel, oversoldLevel).
result<condition> parse_condition_object(std::string_view text, const home& at);

} // namespace tradeeon::json
