#pragma once

#include "domain/bots/run_report.hpp"

#include <string>

namespace tradeeon {

/// A run's equity against buying and holding, and the drawdown below, as HTML with
/// inline SVG. Empty where there are fewer than two bars. The page's style sheet is
/// needed.
[[nodiscard]] std::string draw_chart(const run_report& run, const std::string& quote);

} // namespace tradeeon
