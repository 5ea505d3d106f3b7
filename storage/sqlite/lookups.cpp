#include "storage/sqlite/lookups.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

namespace tradeeon::storage::sqlite {

result<std::vector<candle>> newest_candles(connection& db, std::int64_t series,
                                           time_ms start, time_ms end,
                                           std::size_t limit) {
  std::vector<candle> bars;
  auto done = db.each([&](const row& r) { bars.push_back(read_candle(r)); },
                      "SELECT " TRADEEON_CANDLE_COLUMNS "FROM candles WHERE series_id = ?"
                      " AND open_time BETWEEN ? AND ? ORDER BY open_time DESC LIMIT ?",
                      series, start, end, bound(limit));
  if (!done)
    return std::move(done).error();
  std::reverse(bars.begin(), bars.end());
  return bars;
}

result<alert> find_alert(connection& db, const std::string& user_id,
                         const std::string& alert_id) {
  alert read;
  auto found = db.one(
    [&](const row& r) -> result<void> {
      auto one = read_alert(r);
      if (!one)
        return std::move(one).error();
      read = *std::move(one);
      return {};
    },
    "SELECT " TRADEEON_ALERT_COLUMNS TRADEEON_FROM_ALERTS
    "WHERE a.alert_id = ? AND a.user_id = ?",
    alert_id, user_id);
  if (!found)
    return std::move(found).error();
  if (!*found)
    return problem{problem_code::not_found, "no such alert", alert_id};
  return read;
}

result<registered_condition> find_condition(connection& db,
                                            const std::string& condition_id) {
  registered_condition read;
  auto found = db.one([&](const row& r) { read = read_condition(r); },
                      "SELECT " TRADEEON_CONDITION_COLUMNS TRADEEON_FROM_CONDITIONS
                      "WHERE c.condition_id = ?1 OR c.condition_id ="
                      " (SELECT f.condition_id FROM former_ids f WHERE f.former_id = ?1)"
                      " ORDER BY c.condition_id = ?1 DESC LIMIT 1",
                      condition_id);
  if (!found)
    return std::move(found).error();
  if (!*found)
    return problem{problem_code::not_found, "no such condition", condition_id};
  return read;
}

result<std::int64_t> find_trigger_seq(connection& db, const std::string& event_id) {
  // The bar's time is the last or, where an update's follows, the last but one
  // of the fields; ids themselves may hold colons.
  std::string_view rest = event_id;
  for (int field = 0; field < 2; ++field) {
    const auto colon = rest.rfind(':');
    if (colon == std::string_view::npos)
      break;
    std::int64_t bar_time = 0;
    const auto* end = rest.data() + rest.size();
    const auto read = std::from_chars(rest.data() + colon + 1, end, bar_time);
    if (read.ec != std::errc{} || read.ptr != end)
      break;
    auto seq = db.number("SELECT seq FROM triggers WHERE bar_time = ? AND event_id = ?",
                         bar_time, event_id);
    if (!seq || *seq != 0)
      return seq;
    rest = rest.substr(0, colon);
  }
  return db.number(
    "SELECT seq FROM triggers WHERE event_id = ? ORDER BY seq DESC LIMIT 1", event_id);
}

result<std::int64_t> newest_seq(connection& db) {
  return db.number("SELECT max(coalesce((SELECT max(seq) FROM triggers), 0),"
                   " coalesce((SELECT max(seq) FROM attempts), 0),"
                   " coalesce((SELECT max(seq) FROM handoffs), 0),"
                   " coalesce((SELECT max(seq) FROM bot_events), 0),"
                   " coalesce((SELECT seq FROM cursors WHERE name = 'log'), 0))");
}

std::int64_t bound(std::size_t count) noexcept {
  constexpr auto most =
    static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(count, most));
}

} // namespace tradeeon::storage::sqlite
