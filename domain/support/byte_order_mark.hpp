#pragma once

#include <string_view>

namespace tradeeon {

/// The text behind the mark that some programs put before UTF-8.
inline std::string_view without_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.substr(0, mark.size()) == mark)
    text.remove_prefix(mark.size());
  return text;
}

} // namespace tradeeon
