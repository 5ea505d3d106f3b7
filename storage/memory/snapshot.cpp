#include "storage/memory/views.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace tradeeon::storage::memory {

namespace {

constexpr auto now_side = side::working;
constexpr auto always = std::numeric_limits<time_ms>::max();

/// All bars of a symbol by timeframe; those of `base` up to `until`.
std::vector<series_bars> history_of(const tables& in, retention keep,
                                    const std::string& symbol, timeframe base,
                                    time_ms until) {
  std::vector<series_bars> out;
  for (const auto tf : all_timeframes()) {
    const auto* series = in.series.find(now_side, {symbol, tf});
    if (series == nullptr || series->stored == 0)
      continue;
    auto bars =
      newest_candles(in, now_side, series->id, std::numeric_limits<time_ms>::min(),
                     tf == base ? until : always, keep.bars);
    if (!bars.empty())
      out.push_back({tf, std::move(bars)});
  }
  return out;
}

/// A bar that was passed over stays a gap here, though others have read it.
void leave_out_quarantined(const tables& in, symbol_snapshot& from) {
  for (auto& part : from.history)
    if (part.base == from.base)
      part.bars.erase(std::remove_if(part.bars.begin(), part.bars.end(),
                                     [&](const candle& bar) {
                                       return in.quarantine.find(
                                                now_side, {from.symbol, part.base,
                                                           bar.open_time}) != nullptr;
                                     }),
                      part.bars.end());
}

/// What a symbol is fed with, as its own commits or its readers' have it.
std::optional<timeframe> base_of(const tables& in, const std::string& symbol) {
  if (const auto* known = in.symbols.find(now_side, symbol))
    return known->base;
  for (const auto& [home, entry] : in.symbols.in(now_side))
    for (const auto& peer : entry->peers)
      if (peer.symbol == symbol)
        return peer.base;
  return std::nullopt;
}

} // namespace

peer_series stored_series(const tables& in, retention keep, const std::string& symbol) {
  peer_series out;
  out.symbol = symbol;
  const auto base = base_of(in, symbol);
  if (!base)
    return out;
  out.base = *base;
  out.history = history_of(in, keep, symbol, *base, always);
  for (const auto& part : out.history)
    if (part.base == *base)
      out.cursor = part.bars.back().open_time;
  return out;
}

symbol_snapshot snapshot_of(const tables& in, retention keep, const std::string& symbol) {
  symbol_snapshot snapshot;
  snapshot.symbol = symbol;
  if (const auto* known = in.symbols.find(now_side, symbol)) {
    snapshot.has_base = true;
    snapshot.base = known->base;
    snapshot.checkpoint = known->checkpoint;
    if (const auto* base = in.series.find(now_side, {symbol, known->base}))
      snapshot.watermark = base->watermark;
    snapshot.peers = known->peers;
    for (auto& peer : snapshot.peers)
      peer.history = history_of(in, keep, peer.symbol, peer.base, peer.cursor);
  }
  snapshot.history = history_of(in, keep, symbol, snapshot.base,
                                snapshot.has_base ? snapshot.watermark : always);
  leave_out_quarantined(in, snapshot);
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
