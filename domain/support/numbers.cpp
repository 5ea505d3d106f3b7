#include "domain/support/numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace tradeeon {

std::string format_number(double x) {
  if (x == 0)
    return "0"; // also for -0.0: they are equal, so they print equally
  std::array<char, 400> buffer{};
  const auto magnitude = std::fabs(x);
  const auto format = magnitude >= 1e-7 && magnitude < 1e21
                        ? std::chars_format::fixed
                        : std::chars_format::scientific;
  const auto end =
    std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, format).ptr;
  return {buffer.data(), end};
}

std::optional<double> parse_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-')
      return std::nullopt;
  }
  double x = 0;
  const auto* last = text.data() + text.size();
  const auto [ptr, ec] = std::from_chars(text.data(), last, x);
  if (ec != std::errc{} || ptr != last || !std::isfinite(x))
    return std::nullopt;
  return x;
}

} // namespace tradeeon
