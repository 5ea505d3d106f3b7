#include "storage/equity_curve.hpp"

#include "domain/market/timeframe.hpp"
#include "storage/bot_rules.hpp"

#include <algorithm>

namespace tradeeon::storage {

namespace {

constexpr time_ms hour = 3'600'000;
constexpr time_ms day = 24 * hour;
constexpr std::int64_t most_stretches = 12;

result<void> draw(bot_with_figures& x, const equity_history& history) {
  auto first = history.oldest();
  if (!first)
    return std::move(first).error();
  if (*first) {
    const auto begin = (*first)->at;
    const auto length = x.figures.at - begin;
    const auto stretches = std::clamp<std::int64_t>(length / hour, 1, most_stretches);
    for (std::int64_t n = 1; n < stretches; ++n) {
      auto then = history.by(begin + length * n / stretches);
      if (!then)
        return std::move(then).error();
      if (*then)
        x.sparkline.push_back((*then)->equity);
    }
  }
  x.sparkline.push_back(x.figures.equity());
  return {};
}

} // namespace

bool begins_an_hour(time_ms newest, time_ms at) noexcept {
  return at > 0 && (newest == 0 || at / hour > newest / hour);
}

std::vector<time_ms> to_be_spared(const std::vector<time_ms>& times) {
  std::vector<time_ms> spared;
  for (std::size_t n = 1; n < times.size() / 2; n += 2)
    if (bar_open(timeframe::mo1, times[n]) == bar_open(timeframe::mo1, times[n - 1]))
      spared.push_back(times[n]);
  return spared;
}

result<void> describe(bot_with_figures& x, const equity_history& history) {
  if (x.run.number == 0)
    return {};
  auto yesterday = history.by(x.figures.at - day);
  if (!yesterday)
    return std::move(yesterday).error();
  auto month = history.by(bar_open(timeframe::mo1, x.figures.at));
  if (!month)
    return std::move(month).error();
  auto gained =
    sum(x.figures.equity(), -(*yesterday ? (*yesterday)->equity : x.run.initial_balance));
  auto realised = sum(x.figures.realised, -(*month ? (*month)->realised : decimal{}));
  if (!gained || !realised)
    return std::move(gained ? realised : gained).error();
  x.profit_24h = *gained;
  x.profit_month = *realised;
  return draw(x, history);
}

} // namespace tradeeon::storage
