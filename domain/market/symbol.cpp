#include "domain/market/symbol.hpp"

namespace tradeeon {

namespace {

bool is_separator(char c) {
  return c == '/' || c == '-' || c == '_' || c == ' ';
}

// -1: not acceptable. ASCII on purpose: the locale must not matter.
int upper(char c) {
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 'A';
  if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
    return c;
  return -1;
}

} // namespace

result<std::string> normalise_symbol(std::string_view text, std::string place) {
  constexpr std::size_t longest = 40;
  std::string out;
  std::size_t part_length = 0;
  bool prefixed = false;
  for (const char c : text) {
    if (c == ':' && !prefixed && part_length > 0) {
      prefixed = true;
      part_length = 0;
      out.push_back(':');
      continue;
    }
    if (is_separator(c))
      continue;
    const int letter = upper(c);
    if (letter < 0 || out.size() >= longest)
      return bad_input(std::move(place),
                       "a symbol is 1 to 40 letters and digits, such as BTCUSDT or "
                       "BINANCE:BTCUSDT");
    out.push_back(static_cast<char>(letter));
    ++part_length;
  }
  if (part_length == 0)
    return bad_input(std::move(place), "a symbol is needed, such as BTCUSDT");
  return out;
}

} // namespace tradeeon
