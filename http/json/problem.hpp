#pragma once

#include "domain/market/candle.hpp"
#include "domain/support/result.hpp"

#include <string>
#include <string_view>

namespace tradeeon::json {

/// The HTTP status that a kind of problem is answered with.
[[nodiscard]] int status_of(problem_code code) noexcept;

/// Its name in the error envelope: "VALIDATION_ERROR".
[[nodiscard]] std::string_view name_of(problem_code code) noexcept;

/// The error envelope. `details` is {"field": place} where there is a place.
/// Text that is not UTF-8 is replaced, never thrown at.
[[nodiscard]] std::string render(const problem& what, time_ms now);

} // namespace tradeeon::json
