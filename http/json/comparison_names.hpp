#pragma once

#include "domain/conditions/condition.hpp"
#include "http/json/fields.hpp"

namespace tradeeon::json {

/// Reads `operator`, in the text form's or the web client's spelling.
comparison comparison_of(fields& from);

/// 1 for above-like operators, -1 for below-like ones, else 0.
[[nodiscard]] int direction_of(comparison how) noexcept;

} // namespace tradeeon::json
