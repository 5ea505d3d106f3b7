#pragma once

namespace tradeeon {

/// Three-valued truth: `unknown` while an operand has no value. Nothing ever
/// fires on unknown, and it is never treated as false.
enum class truth : unsigned char { no, yes, unknown };

[[nodiscard]] constexpr truth to_truth(bool x) noexcept {
  return x ? truth::yes : truth::no;
}

/// False if any side is false, else unknown if any is unknown.
[[nodiscard]] constexpr truth both(truth a, truth b) noexcept {
  if (a == truth::no || b == truth::no)
    return truth::no;
  return a == truth::yes && b == truth::yes ? truth::yes : truth::unknown;
}

/// True if any side is true, else unknown if any is unknown.
[[nodiscard]] constexpr truth either(truth a, truth b) noexcept {
  if (a == truth::yes || b == truth::yes)
    return truth::yes;
  return a == truth::no && b == truth::no ? truth::no : truth::unknown;
}

/// Not unknown is unknown.
[[nodiscard]] constexpr truth negated(truth a) noexcept {
  if (a == truth::unknown)
    return truth::unknown;
  return a == truth::yes ? truth::no : truth::yes;
}

} // namespace tradeeon
