#include "storage/sqlite/bot_reader.hpp"
#include "storage/sqlite/collect.hpp"
#include "storage/sqlite/event_merge.hpp"
#include "storage/sqlite/lookups.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/sqlite/sqlite_store.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <utility>

namespace tradeeon::storage::sqlite {

namespace {

std::uint64_t size_of(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size)
                                           : 0;
}

class sqlite_queries final : public queries {
  template <class Use>
  auto with(Use use) -> decltype(use(std::declval<connection&>())) {
    auto db = pool_.take();
    if (!db)
      return std::move(db).error();
    return use(**db);
  }

  template <class... Values>
  result<std::int64_t> number(std::string_view sql, const Values&... values) {
    return with([&](connection& db) { return db.number(sql, values...); });
  }

  template <class Read, class... Values>
  auto many(Read read, std::string_view sql, const Values&... values) {
    return with([&](connection& db) { return collect(db, read, sql, values...); });
  }

public:
  sqlite_queries(const std::string& path, retention keep, std::size_t most)
      : path_(path), pool_(path, std::max<std::size_t>(most, 1)), keep_(keep),
        bots_(pool_) {}

  result<std::vector<alert>> alerts_of(const std::string& user_id) override {
    return many(read_alert,
                "SELECT " TRADEEON_ALERT_COLUMNS TRADEEON_FROM_ALERTS
                "WHERE a.user_id = ? ORDER BY a.created_at DESC, a.alert_no DESC",
                user_id);
  }

  result<alert> alert_of(const std::string& user_id,
                         const std::string& alert_id) override {
    return with([&](connection& db) { return find_alert(db, user_id, alert_id); });
  }

  result<std::uint32_t> active_alerts_of(const std::string& user_id) override {
    auto count =
      number("SELECT count(*) FROM alerts WHERE user_id = ? AND status = 0", user_id);
    if (!count)
      return std::move(count).error();
    return static_cast<std::uint32_t>(*count);
  }

  result<std::uint64_t> active_alerts() override {
    auto count = number("SELECT count(*) FROM alerts WHERE status = 0");
    if (!count)
      return std::move(count).error();
    return static_cast<std::uint64_t>(*count);
  }

  result<std::vector<trigger>> triggers(const trigger_filter& filter) override {
    return many(read_trigger,
                "SELECT " TRADEEON_TRIGGER_COLUMNS "FROM triggers"
                " INDEXED BY triggers_of_user"
                " WHERE kind = 0 AND user_id = ?1 AND seq > ?2"
                " AND (?4 = '' OR subject = ?4) AND (?5 = '' OR symbol = ?5)"
                " ORDER BY seq LIMIT ?3",
                filter.user_id, filter.after, bound(filter.limit), filter.alert_id,
                filter.symbol);
  }

  result<std::vector<trigger>> alert_log(const std::string& user_id,
                                         const std::string& alert_id, std::size_t limit,
                                         std::size_t offset) override {
    return with([&](connection& db) -> result<std::vector<trigger>> {
      if (auto owned = find_alert(db, user_id, alert_id); !owned)
        return std::move(owned).error();
      return collect(db, read_trigger,
                     "SELECT " TRADEEON_TRIGGER_COLUMNS "FROM triggers"
                     " INDEXED BY triggers_of_user"
                     " WHERE kind = 0 AND user_id = ? AND subject = ?"
                     " ORDER BY seq DESC LIMIT ? OFFSET ?",
                     user_id, alert_id, bound(limit), bound(offset));
    });
  }

  result<std::vector<log_event>> events(const std::string& user_id, std::int64_t after,
                                        std::size_t limit) override {
    return with([&](connection& db) { return events_after(db, user_id, after, limit); });
  }

  result<std::int64_t> last_seq() override {
    return with([](connection& db) { return newest_seq(db); });
  }

  result<std::vector<trigger>> trigger_log(std::int64_t after,
                                           std::size_t limit) override {
    return many(read_trigger,
                "SELECT " TRADEEON_TRIGGER_COLUMNS "FROM triggers NOT INDEXED"
                " WHERE seq > ? ORDER BY seq LIMIT ?",
                after, bound(limit));
  }

  result<std::uint64_t> triggers_after(std::int64_t after) override {
    auto count = number("SELECT count(*) FROM triggers NOT INDEXED WHERE seq > ?", after);
    if (!count)
      return std::move(count).error();
    return static_cast<std::uint64_t>(*count);
  }

  result<std::int64_t> trigger_floor(std::int64_t up_to, std::size_t newest) override {
    return number("SELECT seq FROM triggers NOT INDEXED WHERE seq <= ?"
                  " ORDER BY seq DESC LIMIT 1 OFFSET ?",
                  up_to, bound(newest));
  }

  result<std::vector<notification>> notifications(const std::string& user_id,
                                                  std::int64_t before,
                                                  std::size_t limit) override {
    return many(read_notification,
                "SELECT " TRADEEON_NOTIFICATION_COLUMNS "FROM notifications"
                " WHERE user_id = ?1 AND (?2 = 0 OR seq < ?2)"
                " ORDER BY seq DESC, action DESC LIMIT ?3",
                user_id, before, bound(limit));
  }

  result<std::vector<delivery>> deliveries(const std::string& user_id,
                                           const std::string& alert_id,
                                           std::size_t limit) override {
    return many(read_delivery,
                "SELECT " TRADEEON_DELIVERY_COLUMNS
                "FROM triggers t INDEXED BY triggers_of_user"
                " CROSS JOIN outbox o ON o.trigger_seq = t.seq"
                " WHERE t.kind = 0 AND t.user_id = ? AND t.subject = ?"
                " ORDER BY t.seq DESC, o.action DESC LIMIT ?",
                user_id, alert_id, bound(limit));
  }

  result<registered_condition> condition(const std::string& condition_id) override {
    return with([&](connection& db) { return find_condition(db, condition_id); });
  }

  result<std::vector<std::string>> former_ids(const std::string& condition_id) override {
    return many([](const row& r) { return r.text(0); },
                "SELECT former_id FROM former_ids WHERE condition_id = ?"
                " ORDER BY former_id",
                condition_id);
  }

  result<std::uint64_t> subscriber_count(const std::string& condition_id) override {
    auto count =
      number("SELECT subscribers FROM conditions WHERE condition_id = ?1"
             " OR condition_id = (SELECT f.condition_id FROM former_ids f"
             " WHERE f.former_id = ?1) ORDER BY condition_id = ?1 DESC LIMIT 1",
             condition_id);
    if (!count)
      return std::move(count).error();
    return static_cast<std::uint64_t>(*count);
  }

  result<std::vector<std::pair<subscription, registered_condition>>>
  subscriptions_of(const std::string& user_id) override {
    return many(
      [](const row& r) {
        return std::pair{read_subscription(r), read_condition(r, subscription_width)};
      },
      "SELECT " TRADEEON_SUBSCRIPTION_COLUMNS ", " TRADEEON_CONDITION_COLUMNS
      "FROM subscriptions s JOIN conditions c ON c.condition_id = s.condition_id"
      " LEFT JOIN series m ON m.symbol = c.symbol AND m.timeframe = c.timeframe"
      " WHERE s.user_id = ? ORDER BY s.created_at DESC, s.subscription_no DESC",
      user_id);
  }

  result<condition_stats> condition_figures() override {
    condition_stats stats;
    auto read = with([&](connection& db) {
      return db.each(
        [&](const row& r) {
          stats = {r.as<std::uint64_t>(0), r.as<std::uint64_t>(1)};
        },
        "SELECT (SELECT count(*) FROM conditions), (SELECT count(*) FROM subscriptions)");
    });
    if (!read)
      return std::move(read).error();
    return stats;
  }

  result<std::vector<symbol_row>> symbols() override {
    return many(
      [](const row& r) {
        return symbol_row{r.text(0), r.as<timeframe>(1), read_candle(r, 2)};
      },
      "SELECT y.symbol, y.base, c.open_time, c.open, c.high, c.low, c.close, c.volume"
      " FROM symbols y JOIN series m ON m.symbol = y.symbol AND m.timeframe = y.base"
      " JOIN candles c ON c.series_id = m.series_id AND c.open_time ="
      " (SELECT max(open_time) FROM candles WHERE series_id = m.series_id)"
      " ORDER BY y.symbol");
  }

  result<std::vector<candle>> klines(const std::string& symbol, timeframe base,
                                     time_ms start, time_ms end,
                                     std::size_t limit) override {
    return with([&](connection& db) -> result<std::vector<candle>> {
      auto series = db.number(
        "SELECT series_id FROM series WHERE symbol = ? AND timeframe = ?", symbol, base);
      if (!series)
        return std::move(series).error();
      // More than `keep` may be stored meanwhile, but is never shown.
      auto oldest = db.number("SELECT open_time FROM candles WHERE series_id = ?"
                              " ORDER BY open_time DESC LIMIT 1 OFFSET ?",
                              *series, bound(keep_.bars) - 1);
      if (!oldest)
        return std::move(oldest).error();
      return newest_candles(db, *series, std::max<time_ms>(start, *oldest), end, limit);
    });
  }

  result<std::vector<gap>> gaps(const std::string& symbol) override {
    return many(
      [](const row& r) {
        return gap{r.as<timeframe>(0), r.integer(1), r.integer(2)};
      },
      "SELECT timeframe, from_time, to_time FROM gaps WHERE symbol = ?"
      " ORDER BY timeframe, from_time",
      symbol);
  }

  result<std::vector<quarantined_bar>> quarantine() override {
    return many(
      [](const row& r) {
        return quarantined_bar{r.text(0), r.as<timeframe>(1), read_candle(r, 4),
                               r.text(2), r.integer(3)};
      },
      "SELECT symbol, timeframe, reason, at, " TRADEEON_CANDLE_COLUMNS
      "FROM quarantine ORDER BY at, symbol, timeframe, open_time");
  }

  bot_queries& bots() noexcept override { return bots_; }

  result<void> ping() override {
    auto answer = number("SELECT count(*) FROM cursors");
    if (!answer)
      return std::move(answer).error();
    return {};
  }

  [[nodiscard]] footprint size() const override {
    footprint out;
    out.database_bytes = size_of(path_);
    out.wal_bytes = size_of(path_ + "-wal");
    struct statvfs disk {};
    if (::statvfs(path_.c_str(), &disk) == 0) {
      out.disk_free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
      out.disk_bytes = std::uint64_t{disk.f_blocks} * disk.f_frsize;
    }
    return out;
  }

private:
  const std::string path_;
  reader_pool pool_;
  const retention keep_;
  bot_reader bots_;
};

} // namespace

result<std::unique_ptr<queries>> open_queries(const std::string& path, retention keep,
                                              std::size_t max_connections) {
  auto opened = std::make_unique<sqlite_queries>(path, keep, max_connections);
  if (auto answered = opened->ping(); !answered)
    return std::move(answered).error();
  return std::unique_ptr<queries>{std::move(opened)};
}

} // namespace tradeeon::storage::sqlite
