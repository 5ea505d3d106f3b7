#include "storage/memory/views.hpp"

#include <limits>
#include <map>
#include <set>

namespace tradeeon::storage::memory {

symbol_snapshot snapshot_of(const tables& in, retention keep, const std::string& symbol) {
  constexpr auto now_side = side::working;
  symbol_snapshot snapshot;
  snapshot.symbol = symbol;
  if (const auto* known = in.symbols.find(now_side, symbol)) {
    snapshot.has_base = true;
    snapshot.base = known->base;
    snapshot.checkpoint = known->checkpoint;
    if (const auto* base = in.series.find(now_side, {symbol, known->base}))
      snapshot.watermark = base->watermark;
  }
  for (const auto tf : all_timeframes()) {
    const auto* series = in.series.find(now_side, {symbol, tf});
    if (series == nullptr || series->stored == 0)
      continue;
    auto bars =
      newest_candles(in, now_side, series->id, std::numeric_limits<time_ms>::min(),
                     std::numeric_limits<time_ms>::max(), keep.bars);
    snapshot.history.push_back({tf, std::move(bars)});
  }
  std::map<std::int64_t, const alert*> active;
  for (const auto& [id, entry] : in.alerts.in(now_side))
    if (entry->row.symbol == symbol && entry->row.status == alert_status::active)
      active.emplace(entry->number, &entry->row);
  for (const auto& [number, row] : active) {
    snapshot.alerts.push_back(*row);
    const auto* state = in.states.find(now_side, row->alert_id);
    if (state != nullptr && state->version == row->version)
      snapshot.states.push_back(*state);
  }
  std::set<std::string> level;
  for (const auto& [number, one] : in.subscriptions.in(now_side))
    if (one->level)
      level.insert(one->condition_id);
  for (const auto& [id, entry] : in.conditions.in(now_side))
    if (entry->row.symbol == symbol && entry->subscribers > 0)
      snapshot.conditions.push_back({id, entry->row.text, level.count(id) != 0});
  return snapshot;
}

} // namespace tradeeon::storage::memory
