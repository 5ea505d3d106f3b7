// What the bars still held can tell a newcomer.
#include "domain/conditions/graph.hpp"

#include <algorithm>
#include <tuple>

namespace tradeeon {

void condition_graph::hold(const candle_history& history, time_ms until) {
  at_ = until;
  for (const auto& [tf, bars] : history)
    for (const auto& bar : bars)
      if (bar_close(tf, bar.open_time) <= until) {
        frame_of(tf).bars.push(bar);
        if (tf == *base())
          home().newest = bar.open_time;
      }
}

void condition_graph::fill_from_history(const condition& x) {
  if (newest() < 0 || (fresh_nodes_.empty() && fresh_slots_.empty()))
    return;
  condition_graph scratch{symbol_, history_};
  scratch.home().base = base();
  bool made = false;
  scratch.ensure_item(x, made);
  scratch.replay(markets_);
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
  const auto& home_bars = frame_of(x.home).bars;
  const auto& from = nodes_[static_cast<std::size_t>(x.from)];
  const auto& market = markets_[from.market];
  const auto& bars = market.of(from.base).bars;
  if (n >= home_bars.size())
    return std::nullopt;
  const auto at = bar_close(x.home, home_bars[n].open_time);
  const bool foreign = from.market != 0;
  const auto closed_by_then = [&](std::size_t i) {
    if (i >= bars.size())
      return false;
    const auto close = bar_close(from.base, bars[i].open_time);
    // Of another symbol only the bar that had to be there counts.
    return foreign ? close == bar_open(from.base, at) &&
                       market.known_at(from.base, bars[i]) <= at
                   : close <= at;
  };
  if (closed_by_then(0))
    return x.value(from.out[x.output]);
  if (closed_by_then(1))
    return x.value(from.before[x.output]);
  return std::nullopt;
}

namespace {

/// A bar held, and the instant at which it was taken in.
struct past_bar {
  time_ms known;
  std::uint32_t rank; ///< the other symbols' come before the home's
  time_ms close;
  timeframe base;
  std::uint32_t market;
  const candle* bar;
  [[nodiscard]] auto instant() const { return std::tie(known, rank, close); }
};

} // namespace

void condition_graph::replay(const std::vector<graph::market>& bars) {
  std::vector<past_bar> events;
  for (std::uint32_t m = 0; m < markets_.size(); ++m) {
    const auto from = std::find_if(bars.begin(), bars.end(), [&](const auto& x) {
      return x.symbol == markets_[m].symbol;
    });
    for (const auto tf : all_timeframes()) {
      const auto& mine = markets_[m].of(tf);
      if (mine.nodes.all.empty() && mine.later.empty() && mine.slots.empty())
        continue;
      const auto& held = from->of(tf).bars;
      for (std::size_t i = held.size(); i-- > 0;) {
        const auto close = bar_close(tf, held[i].open_time);
        const auto known = m == 0 ? close : from->known_at(tf, held[i]);
        const auto rank = m == 0 ? static_cast<std::uint32_t>(markets_.size()) : m;
        events.push_back({known, rank, close, tf, m, &held[i]});
      }
    }
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return std::tuple_cat(a.instant(), std::tie(a.base)) <
           std::tuple_cat(b.instant(), std::tie(b.base));
  });
  std::vector<dated_bar> closed;
  for (std::size_t i = 0; i < events.size();) {
    const auto& first = events[i];
    closed.clear();
    for (; i < events.size() && events[i].instant() == first.instant(); ++i)
      closed.push_back({events[i].base, *events[i].bar});
    commit_bars(first.market, first.close, closed);
    if (first.market == 0)
      for (const auto& x : closed)
        commit_slots(x.base, first.close);
  }
}

} // namespace tradeeon
