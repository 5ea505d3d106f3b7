#include "storage/sqlite/series_table.hpp"

#include "storage/sqlite/lookups.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace tradeeon::storage::sqlite {

result<bool> series_table::repeats(const symbol_commit& batch) {
  if (batch.intrabar || batch.watermark < 0)
    return false;
  auto base = find(batch.symbol, batch.base);
  if (!base)
    return std::move(base).error();
  return batch.watermark <= base->watermark;
}

result<void> series_table::apply(const symbol_commit& batch) {
  const bool moves = !batch.intrabar && batch.watermark >= 0;
  if (moves || !batch.bars.empty() || !batch.checkpoint.empty())
    if (auto kept = keep_symbol(batch); !kept)
      return kept;
  bool base_seen = false;
  for (const auto& part : batch.bars) {
    auto at = find_or_add(batch.symbol, part.base);
    if (!at)
      return std::move(at).error();
    if (auto added = add_bars(*at, part.bars); !added)
      return added;
    const bool is_base = part.base == batch.base;
    base_seen = base_seen || is_base;
    if (is_base && moves)
      at->watermark = std::max<std::int64_t>(at->watermark, batch.watermark);
    else if (!is_base && !part.bars.empty())
      at->watermark = std::max<std::int64_t>(at->watermark, part.bars.back().open_time);
    if (auto forgotten = forget_old(*at); !forgotten)
      return forgotten;
    auto saved = db_.run("UPDATE series SET watermark = ?, bar_count = ?, stored = ?"
                         " WHERE series_id = ?",
                         at->watermark, at->bar_count, at->stored, at->id);
    if (!saved)
      return std::move(saved).error();
  }
  if (moves && !base_seen) {
    auto at = find_or_add(batch.symbol, batch.base);
    if (!at)
      return std::move(at).error();
    auto saved = db_.run("UPDATE series SET watermark = ? WHERE series_id = ?",
                         batch.watermark, at->id);
    if (!saved)
      return std::move(saved).error();
  }
  // The list of other symbols changes with the structure, and so with a checkpoint.
  if (moves && (!batch.peers.empty() || !batch.checkpoint.empty()))
    if (auto kept = keep_peers(batch); !kept)
      return kept;
  return add_oddities(batch);
}

result<void> series_table::load(symbol_snapshot& into) {
  auto known = db_.one(
    [&](const row& r) {
      into.has_base = true;
      into.base = r.as<timeframe>(0);
      into.checkpoint = r.text(1);
    },
    "SELECT base, checkpoint FROM symbols WHERE symbol = ?", into.symbol);
  if (!known)
    return std::move(known).error();
  if (into.has_base) {
    auto base = find(into.symbol, into.base);
    if (!base)
      return std::move(base).error();
    into.watermark = base->watermark;
  }
  auto history =
    history_of(into.symbol, into.base,
               into.has_base ? into.watermark : std::numeric_limits<time_ms>::max());
  if (!history)
    return std::move(history).error();
  into.history = *std::move(history);
  if (auto left_out = leave_out_quarantined(into); !left_out)
    return left_out;
  return load_peers(into);
}

result<series_table::entry> series_table::find(const std::string& symbol, timeframe tf) {
  entry read;
  auto found = db_.one(
    [&](const row& r) {
      read = {r.integer(0), r.integer(1), r.integer(2), r.integer(3)};
    },
    "SELECT series_id, watermark, bar_count, stored FROM series"
    " WHERE symbol = ? AND timeframe = ?",
    symbol, tf);
  if (!found)
    return std::move(found).error();
  return read;
}

result<series_table::entry> series_table::find_or_add(const std::string& symbol,
                                                      timeframe tf) {
  auto known = find(symbol, tf);
  if (!known || known->id != 0)
    return known;
  auto added = db_.run("INSERT INTO series(symbol, timeframe) VALUES(?, ?)", symbol, tf);
  if (!added)
    return std::move(added).error();
  return find(symbol, tf);
}

result<void> series_table::add_bars(entry& to, const std::vector<candle>& bars) {
  for (const auto& bar : bars) {
    auto added =
      db_.run("INSERT INTO candles(series_id, " TRADEEON_CANDLE_COLUMNS
              ") VALUES(?, ?, ?, ?, ?, ?, ?)"
              " ON CONFLICT(series_id, open_time) DO NOTHING",
              to.id, bar.open_time, bar.open, bar.high, bar.low, bar.close, bar.volume);
    if (!added)
      return std::move(added).error();
    to.stored += *added;
    // A bar may be there already, as one that another symbol has read.
    to.bar_count += bar.open_time > to.watermark ? 1 : *added;
  }
  return {};
}

result<void> series_table::forget_old(entry& of) {
  // A tenth of slack, so that deleting is one range now and then.
  if (of.stored <= bound(keep_.bars + keep_.bars / 10))
    return {};
  auto oldest = db_.number("SELECT open_time FROM candles WHERE series_id = ?"
                           " ORDER BY open_time DESC LIMIT 1 OFFSET ?",
                           of.id, bound(keep_.bars) - 1);
  if (!oldest)
    return std::move(oldest).error();
  auto gone =
    db_.run("DELETE FROM candles WHERE series_id = ? AND open_time < ?", of.id, *oldest);
  if (!gone)
    return std::move(gone).error();
  of.stored -= *gone;
  return {};
}

result<void> series_table::keep_symbol(const symbol_commit& batch) {
  auto known = db_.number("SELECT count(*) FROM symbols WHERE symbol = ? AND base = ?",
                          batch.symbol, batch.base);
  if (!known)
    return std::move(known).error();
  if (*known == 0) {
    auto added = db_.run("INSERT INTO symbols(symbol, base) VALUES(?, ?)"
                         " ON CONFLICT(symbol) DO UPDATE SET base = excluded.base",
                         batch.symbol, batch.base);
    if (!added)
      return std::move(added).error();
  }
  if (batch.checkpoint.empty())
    return {};
  auto saved = db_.run("UPDATE symbols SET checkpoint = ? WHERE symbol = ?",
                       blob{batch.checkpoint}, batch.symbol);
  if (!saved)
    return std::move(saved).error();
  return {};
}

result<void> series_table::add_oddities(const symbol_commit& batch) {
  for (const auto& hole : batch.gaps) {
    auto added = db_.run("INSERT INTO gaps VALUES(?, ?, ?, ?)"
                         " ON CONFLICT DO UPDATE SET to_time ="
                         " max(to_time, excluded.to_time)",
                         batch.symbol, hole.base, hole.from, hole.to);
    if (!added)
      return std::move(added).error();
  }
  for (const auto& bad : batch.quarantined) {
    auto added =
      db_.run("INSERT INTO quarantine VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
              " ON CONFLICT DO UPDATE SET reason = excluded.reason, at = excluded.at",
              bad.symbol, bad.base, bad.bar.open_time, bad.bar.open, bad.bar.high,
              bad.bar.low, bad.bar.close, bad.bar.volume, bad.reason, bad.at);
    if (!added)
      return std::move(added).error();
  }
  return {};
}

} // namespace tradeeon::storage::sqlite
