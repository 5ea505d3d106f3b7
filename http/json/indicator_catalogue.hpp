#pragma once

#include <string>

namespace tradeeon::json {

/// The answer of GET /api/v1/indicators: every indicator and pattern with its
/// parameters, outputs, warm-up at the defaults and definition.
[[nodiscard]] std::string render_indicators();

} // namespace tradeeon::json
