#include "app/replay/axes.hpp"

#include "domain/market/timeframe.hpp"
#include "http/json/time_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace tradeeon {

namespace {

constexpr time_ms minute = 60'000, hour = 60 * minute, day = 24 * hour;

/// The nearest of 1, 2, 2.5, 5 and 10 times a power of ten, at or above `x`.
double round_step(double x) {
  const auto power = std::pow(10.0, std::floor(std::log10(x)));
  for (const double times : {1.0, 2.0, 2.5, 5.0})
    if (times * power >= x * (1 - 1e-9))
      return times * power;
  return 10 * power;
}

std::string_view month_name(std::string_view iso) {
  constexpr std::array<std::string_view, 12> names{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto number = (iso[5] - '0') * 10 + (iso[6] - '0');
  return names[static_cast<std::size_t>(number - 1)];
}

std::string label_of(time_ms t, time_ms step) {
  const auto iso = json::iso_time(t); // 2024-03-01T14:05:00.000Z
  const auto months = month_name(iso);
  if (step >= 365 * day)
    return iso.substr(0, 4);
  if (step >= 28 * day)
    return fmt::format("{} {}", months, iso.substr(0, 4));
  const auto days = iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2);
  if (step >= day || t % day == 0)
    return fmt::format("{} {}", days, months);
  return iso.substr(11, 5);
}

/// Moments of whole months; every `months`-th, counted from January.
std::vector<time_ms> month_moments(time_ms from, time_ms to, int months) {
  std::vector<time_ms> out;
  auto t = bar_open(timeframe::mo1, from);
  if (t < from)
    t = bar_close(timeframe::mo1, t);
  for (; t <= to; t = bar_close(timeframe::mo1, t)) {
    const auto iso = json::iso_time(t);
    const auto month = std::stoi(iso.substr(0, 4)) * 12 + std::stoi(iso.substr(5, 2)) - 1;
    if (month % months == 0)
      out.push_back(t);
  }
  return out;
}

std::vector<time_ms> even_moments(time_ms from, time_ms to, time_ms step) {
  std::vector<time_ms> out;
  for (auto t = (from + step - 1) / step * step; t <= to; t += step)
    out.push_back(t);
  return out;
}

} // namespace

value_axis value_axis::around(double low, double high, int lines) {
  const auto middle = std::max(std::abs(low), std::abs(high));
  const auto least = middle > 0 ? middle * 1e-4 : 1; // a flat line is not all noise
  if (high - low < least) {
    low -= least / 2;
    high += least / 2;
  }
  value_axis out;
  out.step = round_step((high - low) / lines);
  const auto margin = (high - low) * 0.04;
  out.low = low - margin;
  out.high = high + margin;
  return out;
}

std::vector<double> value_axis::lines() const {
  std::vector<double> out;
  for (auto n = std::ceil(low / step); n * step <= high; ++n)
    out.push_back(n * step);
  return out;
}

std::string value_axis::label(double value) const {
  const auto digits =
    std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
  // 2.5 takes a digit more than its power of ten.
  const auto scaled = step * std::pow(10.0, digits);
  const bool half = std::abs(scaled - std::round(scaled)) > 1e-6;
  auto text = fmt::format("{:.{}f}", std::abs(value), digits + (half ? 1 : 0));
  auto at = std::min(text.find('.'), text.size());
  while (at > 3) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  const bool minus = value < 0 && text.find_first_not_of("0.,") != std::string::npos;
  return minus ? "-" + text : text;
}

std::vector<time_mark> time_marks(time_ms from, time_ms to, std::size_t most) {
  constexpr std::array<time_ms, 14> steps{
    minute,   5 * minute, 15 * minute, 30 * minute, hour,    2 * hour, 3 * hour,
    6 * hour, 12 * hour,  day,         2 * day,     7 * day, 14 * day, 0};
  constexpr std::array<int, 7> months{1, 2, 3, 6, 12, 24, 60};
  if (to <= from)
    return {};
  std::vector<time_ms> chosen;
  time_ms step = 0;
  for (const auto x : steps)
    if (x != 0 && step == 0 && (to - from) / x < static_cast<time_ms>(most)) {
      step = x;
      chosen = even_moments(from, to, x);
    }
  for (const auto x : months)
    if (step == 0 && (to - from) / (x * 31 * day) < static_cast<time_ms>(most)) {
      step = x * 31 * day;
      chosen = month_moments(from, to, x);
    }
  std::vector<time_mark> out;
  for (const auto t : chosen)
    out.push_back({static_cast<double>(t - from) / static_cast<double>(to - from),
                   label_of(t, step)});
  return out;
}

} // namespace tradeeon
