// What the bars still held can tell a newcomer.
#include "domain/conditions/graph.hpp"

#include <algorithm>
#include <tuple>

namespace tradeeon {

void condition_graph::hold(
  const std::vector<std::pair<timeframe, std::vector<candle>>>& history, time_ms until) {
  for (const auto& [tf, bars] : history)
    for (const auto& bar : bars)
      if (bar_close(tf, bar.open_time) <= until) {
        frame_of(tf).bars.push(bar);
        if (tf == *base_)
          newest_ = bar.open_time;
      }
}

void condition_graph::fill_from_history(const condition& x) {
  if (newest_ < 0 || (fresh_nodes_.empty() && fresh_slots_.empty()))
    return;
  condition_graph scratch{symbol_, history_};
  scratch.base_ = base_;
  bool made = false;
  scratch.ensure_item(x, made);
  scratch.replay(frames_);
  for (const int index : fresh_nodes_) {
    auto& mine = nodes_[static_cast<std::size_t>(index)];
    auto& theirs =
      scratch.nodes_[static_cast<std::size_t>(scratch.node_by_key_.at(mine.key))];
    mine.computation = std::move(theirs.computation);
    mine.past = std::move(theirs.past);
    mine.out = theirs.out;
    mine.before = theirs.before;
  }
  for (const int index : fresh_slots_) {
    auto& mine = slots_[static_cast<std::size_t>(index)];
    const auto& theirs =
      scratch.slots_[static_cast<std::size_t>(scratch.slot_by_key_.at(mine.key))];
    mine.bar_time = theirs.bar_time;
    const bool known = std::find(fresh_nodes_.begin(), fresh_nodes_.end(), mine.from) ==
                       fresh_nodes_.end();
    for (std::size_t i = theirs.values.size(); i-- > 0;) {
      // A computation older than the bars held knows its last two values better.
      const auto better = known ? remembered(mine, i) : std::nullopt;
      mine.values.push(better.value_or(theirs.values[i]));
    }
    note_reading(index);
  }
}

/// What an operand's series was at its home's n-th newest close, where the series
/// itself still knows that.
std::optional<double> condition_graph::remembered(const graph::slot& x,
                                                  std::size_t n) const {
  const auto& home = frame_of(x.home).bars;
  const auto& from = nodes_[static_cast<std::size_t>(x.from)];
  const auto& bars = frame_of(from.base).bars;
  if (n >= home.size())
    return std::nullopt;
  const auto at = bar_close(x.home, home[n].open_time);
  const auto closed_by_then = [&](std::size_t i) {
    return i < bars.size() && bar_close(from.base, bars[i].open_time) <= at;
  };
  if (closed_by_then(0))
    return x.value(from.out[x.output]);
  if (closed_by_then(1))
    return x.value(from.before[x.output]);
  return std::nullopt;
}

void condition_graph::replay(const std::vector<graph::frame>& bars) {
  std::vector<std::tuple<time_ms, timeframe, std::size_t>> events;
  for (const auto tf : all_timeframes()) {
    const auto& mine = frame_of(tf);
    if (mine.nodes.empty() && mine.slots.empty())
      continue;
    const auto& held = bars[static_cast<std::size_t>(tf)].bars;
    for (std::size_t i = held.size(); i-- > 0;)
      events.emplace_back(bar_close(tf, held[i].open_time), tf, i);
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) <
           std::tie(std::get<0>(b), std::get<1>(b));
  });
  for (std::size_t i = 0; i < events.size();) {
    const auto first = i;
    const auto at = std::get<0>(events[i]);
    for (; i < events.size() && std::get<0>(events[i]) == at; ++i) {
      const auto tf = std::get<1>(events[i]);
      commit_bar(tf, bars[static_cast<std::size_t>(tf)].bars[std::get<2>(events[i])]);
    }
    for (auto k = first; k < i; ++k)
      commit_slots(std::get<1>(events[k]));
  }
}

} // namespace tradeeon
