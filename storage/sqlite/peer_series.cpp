// Candles that one symbol's conditions read of another.
#include "storage/sqlite/lookups.hpp"
#include "storage/sqlite/series_table.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace tradeeon::storage::sqlite {

namespace {

constexpr auto always = std::numeric_limits<time_ms>::max();

} // namespace

result<std::vector<series_bars>> series_table::history_of(const std::string& symbol,
                                                          timeframe base, time_ms until) {
  std::vector<std::pair<timeframe, std::int64_t>> series;
  auto listed = db_.each(
    [&](const row& r) { series.emplace_back(r.as<timeframe>(1), r.integer(0)); },
    "SELECT series_id, timeframe FROM series WHERE symbol = ? ORDER BY timeframe",
    symbol);
  if (!listed)
    return std::move(listed).error();
  std::vector<series_bars> out;
  for (const auto& [tf, id] : series) {
    auto bars = newest_candles(db_, id, std::numeric_limits<time_ms>::min(),
                               tf == base ? until : always, keep_.bars);
    if (!bars)
      return std::move(bars).error();
    if (!bars->empty())
      out.push_back({tf, *std::move(bars)});
  }
  return out;
}

/// A bar that was passed over stays a gap here, though others have read it.
result<void> series_table::leave_out_quarantined(symbol_snapshot& from) {
  std::set<time_ms> bad;
  auto listed = db_.each([&](const row& r) { bad.insert(r.integer(0)); },
                         "SELECT open_time FROM quarantine WHERE symbol = ?"
                         " AND timeframe = ?",
                         from.symbol, from.base);
  if (!listed || bad.empty())
    return listed;
  for (auto& part : from.history)
    if (part.base == from.base)
      part.bars.erase(
        std::remove_if(part.bars.begin(), part.bars.end(),
                       [&](const candle& bar) { return bad.count(bar.open_time) > 0; }),
        part.bars.end());
  return {};
}

result<void> series_table::load_peers(symbol_snapshot& into) {
  auto listed = db_.each(
    [&](const row& r) {
      into.peers.push_back({r.text(0), r.as<timeframe>(1), r.integer(2), {}});
    },
    "SELECT peer, base, cursor FROM peers WHERE home = ? ORDER BY peer", into.symbol);
  if (!listed)
    return listed;
  for (auto& peer : into.peers) {
    auto history = history_of(peer.symbol, peer.base, peer.cursor);
    if (!history)
      return std::move(history).error();
    peer.history = *std::move(history);
  }
  return {};
}

result<peer_series> series_table::load_series(const std::string& symbol) {
  peer_series out;
  out.symbol = symbol;
  bool known = false;
  // What others have read of it may be stored before its own first commit.
  auto found = db_.one(
    [&](const row& r) {
      out.base = r.as<timeframe>(0);
      known = true;
    },
    "SELECT base FROM (SELECT base, 0 AS rank FROM symbols WHERE symbol = ?1"
    " UNION ALL SELECT base, 1 FROM peers WHERE peer = ?1) ORDER BY rank LIMIT 1",
    symbol);
  if (!found)
    return std::move(found).error();
  if (!known)
    return out;
  auto history = history_of(symbol, out.base, always);
  if (!history)
    return std::move(history).error();
  out.history = *std::move(history);
  for (const auto& part : out.history)
    if (part.base == out.base)
      out.cursor = part.bars.back().open_time;
  return out;
}

result<std::vector<candle>> series_table::load_bars(const std::string& symbol,
                                                    timeframe base, time_ms after,
                                                    time_ms until) {
  auto series = find(symbol, base);
  if (!series)
    return std::move(series).error();
  return newest_candles(db_, series->id, after + 1, until, keep_.bars);
}

result<void> series_table::keep_peers(const symbol_commit& batch) {
  auto gone = db_.run("DELETE FROM peers WHERE home = ?", batch.symbol);
  if (!gone)
    return std::move(gone).error();
  for (const auto& peer : batch.peers) {
    auto added = db_.run("INSERT INTO peers VALUES(?, ?, ?, ?)", batch.symbol,
                         peer.symbol, peer.base, peer.cursor);
    if (!added)
      return std::move(added).error();
    if (auto stored = add_peer_bars(peer); !stored)
      return stored;
  }
  return {};
}

result<void> series_table::add_peer_bars(const peer_series& from) {
  for (const auto& part : from.history) {
    if (part.bars.empty())
      continue;
    auto at = find_or_add(from.symbol, part.base);
    if (!at)
      return std::move(at).error();
    const auto counted = at->bar_count;
    if (auto added = add_bars(*at, part.bars); !added)
      return added;
    at->bar_count = counted; // its own commit counts them
    if (auto forgotten = forget_old(*at); !forgotten)
      return forgotten;
    auto saved =
      db_.run("UPDATE series SET stored = ? WHERE series_id = ?", at->stored, at->id);
    if (!saved)
      return std::move(saved).error();
  }
  return {};
}

} // namespace tradeeon::storage::sqlite
