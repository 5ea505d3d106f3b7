#include "domain/market/candle_check.hpp"

#include "domain/support/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tradeeon {

namespace {

// Year 9999: larger times are not milliseconds.
constexpr time_ms latest_time = 253'402'300'799'999;

std::string check_numbers(const candle& bar) {
  const std::pair<const char*, double> fields[] = {{"open", bar.open},
                                                   {"high", bar.high},
                                                   {"low", bar.low},
                                                   {"close", bar.close},
                                                   {"volume", bar.volume}};
  for (const auto& [name, value] : fields) {
    if (!std::isfinite(value))
      return std::string{name} + " is not a finite number";
    if (value < 0)
      return std::string{name} + " is negative: " + format_number(value);
  }
  if (bar.high < std::max({bar.open, bar.close, bar.low}))
    return "high " + format_number(bar.high) + " is below open, close or low";
  if (bar.low > std::min(bar.open, bar.close))
    return "low " + format_number(bar.low) + " is above open or close";
  return {};
}

} // namespace

std::string refusal(const candle& bar, timeframe base, time_ms now) {
  if (auto text = check_numbers(bar); !text.empty())
    return text;
  if (bar.open_time < 0 || bar.open_time > latest_time)
    return "open_time " + std::to_string(bar.open_time) +
           " is not a time in milliseconds since 1970";
  if (const auto open = bar_open(base, bar.open_time); open != bar.open_time)
    return "open_time " + std::to_string(bar.open_time) + " is not aligned to " +
           std::string{to_string(base)} + "; the bar around it opens at " +
           std::to_string(open);
  if (now < any_time && bar.open_time > bar_close(base, bar_open(base, now)))
    return "open_time " + std::to_string(bar.open_time) +
           " is more than one bar in the future";
  return {};
}

} // namespace tradeeon
