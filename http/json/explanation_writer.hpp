#pragma once

#include "domain/alerts/trigger.hpp"
#include "http/json/document.hpp"

namespace tradeeon::json {

/// true, false, or null for unknown.
[[nodiscard]] value truth_value(truth x);

/// `{open, high, low, close, volume}`
[[nodiscard]] value price_object(const candle& bar);

/// One condition's operands.
[[nodiscard]] value part_object(const explained_part& x);

/// `{bar, conditions}`
[[nodiscard]] value explanation_object(const explanation& x);

/// The values of the indicators that took part, by their text form.
[[nodiscard]] value indicator_values(const explanation& x);

} // namespace tradeeon::json
