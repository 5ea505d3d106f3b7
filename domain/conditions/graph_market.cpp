// How the bars of one symbol come in.
#include "domain/conditions/graph_parts.hpp"

#include <algorithm>

namespace tradeeon::graph {

void market::set_base(timeframe x) {
  base = x;
  for (const auto tf : all_timeframes())
    if (tf != x && divides(x, tf))
      of(tf).builder.emplace(x, tf);
}

std::map<time_ms, std::vector<dated_bar>> market::ended_before(time_ms open_time) {
  std::map<time_ms, std::vector<dated_bar>> ended;
  for (const auto tf : all_timeframes())
    if (auto& builder = of(tf).builder; builder)
      if (auto done = builder->close_before(open_time); done)
        ended[bar_close(tf, done->open_time)].push_back({tf, *done});
  return ended;
}

void market::close_with(const candle& bar, std::vector<dated_bar>& out) {
  newest = bar.open_time;
  out.push_back({*base, bar});
  out.back().bar.closed = true;
  for (const auto tf : all_timeframes())
    if (auto& builder = of(tf).builder; builder)
      if (auto done = builder->add(bar); done)
        out.push_back({tf, *done});
}

time_ms market::known_at(timeframe tf, const candle& bar) const {
  const auto close = bar_close(tf, bar.open_time);
  if (!base || tf == *base)
    return close;
  const auto& held = of(*base).bars;
  // Newest first: the last of them that closes at `close` or later.
  std::size_t low = 0;
  auto high = held.size();
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (bar_close(*base, held[middle].open_time) >= close)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0 || low == held.size())
    return close; // older than the base bars held: nobody can tell any more
  return bar_close(*base, held[low - 1].open_time);
}

void market::hold(const std::vector<std::pair<timeframe, std::vector<candle>>>& history,
                  time_ms until) {
  static const std::vector<candle> none;
  const auto stored = [&](timeframe tf) -> const std::vector<candle>& {
    for (const auto& [frame, bars] : history)
      if (frame == tf)
        return bars;
    return none;
  };
  std::vector<candle> taken;
  for (const auto& bar : stored(*base))
    if (bar.open_time > newest && bar_close(*base, bar.open_time) <= until) {
      taken.push_back(bar);
      of(*base).bars.push(bar);
    }
  if (taken.empty())
    return;
  newest = taken.back().open_time;
  for (const auto tf : all_timeframes()) {
    auto& to = of(tf);
    if (!to.builder)
      continue;
    time_ms from = 0;
    for (const auto& bar : stored(tf))
      if (bar_close(tf, bar.open_time) <= taken_until()) {
        to.bars.push(bar);
        from = bar_close(tf, bar.open_time);
      }
    // What the store does not have yet is made of the base bars.
    for (const auto& bar : taken) {
      if (bar.open_time < from)
        continue;
      if (const auto done = to.builder->close_before(bar.open_time))
        to.bars.push(*done);
      if (const auto done = to.builder->add(bar))
        to.bars.push(*done);
    }
  }
}

} // namespace tradeeon::graph
