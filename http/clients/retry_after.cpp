#include "http/clients/retry_after.hpp"

#include <algorithm>
#include <clocale>
#include <ctime>
#include <string>

namespace tradeeon {

namespace {

constexpr std::size_t longest_value = 64;

/// Names of days and months are English whatever the process's locale is.
locale_t english() {
  static const locale_t locale = newlocale(LC_ALL_MASK, "C", nullptr);
  return locale;
}

std::int64_t capped(std::int64_t seconds) {
  return std::clamp<std::int64_t>(seconds, 0, longest_retry_after_ms / 1000) * 1000;
}

} // namespace

std::int64_t parse_retry_after(std::string_view value, std::int64_t now_s) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
    value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
    value.remove_suffix(1);
  if (value.empty() || value.size() > longest_value)
    return -1;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    const auto first = std::min(value.find_first_not_of('0'), value.size());
    const auto digits = value.substr(first);
    return digits.size() > 6
             ? longest_retry_after_ms
             : capped(digits.empty() ? 0 : std::stol(std::string{digits}));
  }
  const std::string text{value};
  for (const char* form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                           "%a %b %e %H:%M:%S %Y"}) {
    std::tm parts{};
    const char* end = strptime_l(text.c_str(), form, &parts, english());
    if (end != nullptr && *end == '\0')
      return capped(timegm(&parts) - now_s);
  }
  return -1;
}

} // namespace tradeeon
