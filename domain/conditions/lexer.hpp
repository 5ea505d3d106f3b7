#pragma once

#include <string_view>
#include <vector>

namespace tradeeon {

/// A piece of the text form.
struct token {
  enum class kind : unsigned char { number, word, symbol, end, bad };
  kind what = kind::end;
  std::string_view text; ///< points into the tokenised text
  double number = 0;
  std::size_t column = 1; ///< of its first character, counted from 1
};

/// Splits a text into tokens; the last one is always `end`. A character that
/// belongs to no token becomes a `bad` one. A timeframe such as "1h" is a word.
[[nodiscard]] std::vector<token> tokenise(std::string_view text);

/// ASCII comparison without regard to case.
[[nodiscard]] bool same_word(std::string_view a, std::string_view b) noexcept;

} // namespace tradeeon
