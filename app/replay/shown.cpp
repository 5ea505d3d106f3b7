#include "app/replay/shown.hpp"

#include "http/json/time_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace tradeeon {

namespace {

decimal step_of(int digits) {
  decimal::units out = 1;
  for (int i = digits; i < decimal::digits; ++i)
    out *= 10;
  return decimal::from_units(out);
}

} // namespace

std::string grouped(decimal x, int digits) {
  auto text = x.abs().round_to(step_of(digits)).text();
  const bool minus = x.negative() && text.find_first_not_of("0.") != std::string::npos;
  auto point = text.find('.');
  if (point == std::string::npos)
    point = text.size();
  if (digits > 0) {
    if (point == text.size())
      text += '.';
    text.resize(point + 1 + static_cast<std::size_t>(digits), '0');
  }
  for (std::size_t at = point; at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return minus ? "-" + text : text;
}

std::string money(decimal x) {
  const bool small = !x.is_zero() && x.abs() < decimal::from_units(1) + step_of(1);
  return small ? price(x) : grouped(x, 2);
}

std::string price(decimal x) {
  const auto text = x.abs().round_to(step_of(8)).text();
  const auto point = text.find('.');
  const auto behind = point == std::string::npos ? 0 : text.size() - point - 1;
  // Averages have digits without end; of large numbers the last ones say nothing.
  const int most = x.abs() >= decimal{100} ? 2 : 8;
  return grouped(x, std::clamp(static_cast<int>(behind), 2, most));
}

std::string percent(const std::optional<decimal>& x) {
  return x ? grouped(*x, 2) + " %" : std::string{absent_text};
}

std::string signed_money(decimal x) {
  return x.positive() ? "+" + money(x) : money(x);
}

std::string signed_percent(const std::optional<decimal>& x) {
  return x && x->positive() ? "+" + percent(x) : percent(x);
}

std::string ratio(const std::optional<decimal>& x) {
  return x ? grouped(*x, 2) : std::string{absent_text};
}

std::string ratio(const std::optional<double>& x) {
  return x ? fmt::format("{:.2f}", *x) : std::string{absent_text};
}

std::string minute_text(time_ms t) {
  constexpr std::size_t until_minute = 16;
  auto out = json::iso_time(t).substr(0, until_minute);
  std::replace(out.begin(), out.end(), 'T', ' ');
  return out;
}

std::string duration_text(time_ms length) {
  constexpr time_ms minute = 60'000, hour = 60 * minute, day = 24 * hour;
  const auto pair = [](time_ms a, std::string_view of_a, time_ms b,
                       std::string_view of_b) {
    return b == 0 ? fmt::format("{} {}", a, of_a)
                  : fmt::format("{} {} {} {}", a, of_a, b, of_b);
  };
  if (length >= day)
    return pair(length / day, "d", length % day / hour, "h");
  if (length >= hour)
    return pair(length / hour, "h", length % hour / minute, "min");
  return fmt::format("{} min", length / minute);
}

std::string html(std::string_view x) {
  std::string out;
  out.reserve(x.size());
  for (const char c : x) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

} // namespace tradeeon
