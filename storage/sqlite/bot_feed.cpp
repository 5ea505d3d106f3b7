#include "storage/sqlite/bot_feed.hpp"

#include "storage/sqlite/collect.hpp"
#include "storage/sqlite/lookups.hpp"

namespace tradeeon::storage::sqlite {

namespace {

/// Leaves at most `most` items; says whether there were more.
template <class T>
bool cut(std::vector<T>& items, std::size_t most) {
  if (items.size() <= most)
    return false;
  items.resize(most);
  return true;
}

std::int64_t one_more_than(std::size_t most) {
  return bound(most < SIZE_MAX ? most + 1 : most);
}

/// Bars that others have read ahead of the symbol's own commit, and those that it passed
/// over, are none of its own.
result<driving_bars> bars_after(connection& db, const std::string& symbol, time_ms after,
                                std::size_t most) {
  driving_bars out;
  out.symbol = symbol;
  std::int64_t series = 0;
  time_ms until = -1;
  auto found = db.one(
    [&](const row& r) {
      out.base = r.as<timeframe>(0);
      series = r.integer(1);
      until = r.integer(2);
    },
    "SELECT y.base, m.series_id, m.watermark FROM symbols y JOIN series m"
    " ON m.symbol = y.symbol AND m.timeframe = y.base WHERE y.symbol = ?",
    symbol);
  if (!found)
    return std::move(found).error();
  auto bars = collect(
    db, [](const row& r) { return read_candle(r); },
    "SELECT " TRADEEON_CANDLE_COLUMNS "FROM candles c"
    " WHERE c.series_id = ? AND c.open_time > ? AND c.open_time <= ?"
    " AND NOT EXISTS(SELECT 1 FROM quarantine q WHERE q.symbol = ?"
    " AND q.timeframe = ? AND q.open_time = c.open_time)"
    " ORDER BY c.open_time LIMIT ?",
    series, after, until, symbol, out.base, one_more_than(most));
  if (!bars)
    return std::move(bars).error();
  out.bars = *std::move(bars);
  return out;
}

} // namespace

result<time_ms> newest_bar(connection& db, const std::string& symbol) {
  time_ms newest = -1;
  auto found =
    db.one([&](const row& r) { newest = r.integer(0); },
           "SELECT m.watermark FROM symbols y JOIN series m"
           " ON m.symbol = y.symbol AND m.timeframe = y.base WHERE y.symbol = ?",
           symbol);
  if (!found)
    return std::move(found).error();
  return newest;
}

result<bot_inputs> inputs_of(connection& db, const bot& row,
                             const inputs_request& asked) {
  bot_inputs out;
  for (const auto& [symbol, after] : asked.after.bars) {
    auto part = bars_after(db, symbol, after, asked.max_bars);
    if (!part)
      return std::move(part).error();
    out.more = cut(part->bars, asked.max_bars) || out.more;
    out.bars.push_back(*std::move(part));
  }
  auto handoffs = collect(db, read_handoff,
                          "SELECT " TRADEEON_HANDOFF_COLUMNS "FROM handoffs"
                          " INDEXED BY handoffs_of_bot WHERE bot_id = ?"
                          " AND user_id IN (?, ?) AND seq > ? ORDER BY seq LIMIT ?",
                          row.bot_id, row.user_id, asked.asks_as, asked.after.handoff,
                          one_more_than(asked.max_handoffs));
  if (!handoffs)
    return std::move(handoffs).error();
  out.handoffs = *std::move(handoffs);
  out.more = cut(out.handoffs, asked.max_handoffs) || out.more;
  return out;
}

} // namespace tradeeon::storage::sqlite
