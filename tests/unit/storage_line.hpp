// A record's fields as one line of text.
#pragma once

#include "domain/support/numbers.hpp"
#include "domain/trading/decimal.hpp"

#include <string>
#include <type_traits>

namespace tradeeon::storage::test {

inline std::string text_of(const std::string& x) {
  return x;
}
inline std::string text_of(double x) {
  return has_value(x) ? format_number(x) : "none";
}
inline std::string text_of(decimal x) {
  return x.text();
}
template <class T>
std::enable_if_t<std::is_integral_v<T>, std::string> text_of(T x) {
  return std::to_string(x);
}
template <class T>
std::enable_if_t<std::is_enum_v<T>, std::string> text_of(T x) {
  return std::to_string(static_cast<long>(x));
}

template <class... Parts>
std::string line(const char* kind, const Parts&... parts) {
  std::string text = kind;
  ((text += " | " + text_of(parts)), ...);
  return text;
}

} // namespace tradeeon::storage::test
