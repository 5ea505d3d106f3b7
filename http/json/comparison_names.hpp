#pragma once

#include "domain/conditions/condition.hpp"
#include "http/json/fields.hpp"

namespace tradeeon::json {

/// Reads `operator`, in the text form's or the web client's spelling.
comparison comparison_of(fields& from);

/// rising, falling: no right side.
[[nodiscard]] constexpr bool is_trend(comparison how) noexcept {
  return how == comparison::rising || how == comparison::falling;
}

/// Operators with a lower and an upper bound.
[[nodiscard]] constexpr bool is_range(comparison how) noexcept {
  return how >= comparison::between && how <= comparison::exits;
}

/// 1 for above-like operators, -1 for below-like ones, else 0.
[[nodiscard]] int direction_of(comparison how) noexcept;

} // namespace tradeeon::json
