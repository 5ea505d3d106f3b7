#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// The candidate that `word` is probably a misspelling of (at most two edits,
/// without regard to case); empty where none is near enough.
[[nodiscard]] std::string_view
most_similar(std::string_view word, const std::vector<std::string_view>& candidates);

/// "a, b, c"
[[nodiscard]] std::string joined(const std::vector<std::string_view>& words);

} // namespace tradeeon
