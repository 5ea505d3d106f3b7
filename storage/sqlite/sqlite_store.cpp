#include "storage/sqlite/sqlite_store.hpp"

#include "storage/sqlite/commit_batch.hpp"
#include "storage/sqlite/file_lock.hpp"
#include "storage/sqlite/lease_table.hpp"
#include "storage/sqlite/lookups.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/series_table.hpp"
#include "storage/sqlite/sqlite_bots.hpp"
#include "storage/sqlite/trigger_log.hpp"

#include <sys/stat.h>

#include <utility>

namespace tradeeon::storage::sqlite {

namespace {

constexpr std::int64_t mebibyte = 1024 * 1024;

/// A log larger than this is moved into the main file even if readers must be
/// waited for.
constexpr std::int64_t most_wal = 64 * mebibyte;

/// Recovery itself checks each page of the log, so the check after a crash is a
/// second look; it reads everything and must not make a restart slow.
constexpr std::int64_t most_checked = 64 * mebibyte;

std::int64_t size_of(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? static_cast<std::int64_t>(found.st_size) : 0;
}

class sqlite_store final : public store {
public:
  sqlite_store(file_lock lock, std::unique_ptr<connection> db, retention keep)
      : lock_(std::move(lock)), db_(std::move(db)), series_(*db_, keep), alerts_(*db_),
        conditions_(*db_), log_(*db_), leases_(*db_), batches_(series_, alerts_, log_),
        bots_(*db_, guard_, log_, leases_) {}

  ~sqlite_store() override {
    rollback();
    // An empty log tells the next run that this one closed in order.
    sqlite3_wal_checkpoint_v2(db_->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                              nullptr);
  }

  result<void> start() { return log_.resume(); }

  result<void> begin() override {
    if (guard_.open)
      return problem{problem_code::internal, "a transaction is open already", "begin"};
    if (auto begun = done(db_->run("BEGIN IMMEDIATE")); !begun)
      return begun;
    guard_ = {true, false};
    return {};
  }

  result<void> commit() override {
    return write([&] {
      auto committed = done(db_->run("COMMIT"));
      guard_.open = !committed.ok();
      return committed;
    });
  }

  void rollback() noexcept override {
    // On some errors SQLite has rolled back by itself.
    if (db_->in_transaction())
      (void)db_->run("ROLLBACK");
    if (std::exchange(guard_.open, false)) {
      alerts_.forget();
      (void)log_.resume();
    }
  }

  result<commit_outcome> apply(const symbol_commit& batch) override {
    return write([&]() -> result<commit_outcome> {
      for (const auto& right : batch.rights)
        if (auto held = leases_.check(right); !held)
          return std::move(held).error();
      return batches_.apply(batch);
    });
  }
  result<std::vector<lease>> grant(const std::vector<lease>& wanted) override {
    return write([&] { return leases_.grant(wanted); });
  }
  result<void> check(const tenure& right) override { return leases_.check(right); }
  result<void> insert_alert(const alert& row, std::uint32_t max_active) override {
    return write([&] { return alerts_.insert(row, max_active); });
  }
  result<void> update_alert(const alert& row, std::uint32_t expected_version,
                            bool fresh_state, std::uint32_t max_active) override {
    return write(
      [&] { return alerts_.update(row, expected_version, fresh_state, max_active); });
  }
  result<void> delete_alert(const std::string& user_id,
                            const std::string& alert_id) override {
    return write([&] { return alerts_.remove(user_id, alert_id); });
  }
  result<std::pair<registered_condition, bool>>
  register_condition(const registered_condition& row) override {
    return write([&] { return conditions_.add(row); });
  }
  result<bool> add_former_id(const std::string& former_id,
                             const std::string& condition_id) override {
    return write([&] { return conditions_.add_former_id(former_id, condition_id); });
  }
  result<std::pair<subscription, bool>> subscribe(const subscription& row) override {
    return write([&] { return conditions_.subscribe(row); });
  }
  result<subscription> unsubscribe(const std::string& user_id,
                                   const std::string& subscription_id) override {
    return write([&] { return conditions_.unsubscribe(user_id, subscription_id); });
  }
  result<attempt> record_attempt(const attempt& made) override {
    return write([&] { return log_.record_attempt(made); });
  }
  result<std::pair<std::vector<handoff>, bool>> hand_over(std::size_t limit,
                                                          time_ms now) override {
    return write([&] { return log_.hand_over(limit, now); });
  }
  result<void> put_fact(const std::string& name, const std::string& value) override {
    return write([&] {
      if (value.empty())
        return done(db_->run("DELETE FROM facts WHERE name = ?", name));
      return done(db_->run("INSERT INTO facts VALUES(?, ?)"
                           " ON CONFLICT DO UPDATE SET value = excluded.value",
                           name, value));
    });
  }

  result<std::string> fact(const std::string& name) override {
    std::string value;
    auto found = db_->one([&](const row& r) { value = r.text(0); },
                          "SELECT value FROM facts WHERE name = ?", name);
    if (!found)
      return std::move(found).error();
    return value;
  }
  result<std::vector<lease>> leases() override { return leases_.all(); }
  result<std::vector<std::string>> symbols_in_use() override {
    std::vector<std::string> symbols;
    auto listed = db_->each([&](const row& r) { symbols.push_back(r.text(0)); },
                            "SELECT symbol FROM alerts WHERE status = 0 UNION"
                            " SELECT symbol FROM conditions WHERE subscribers > 0 UNION"
                            " SELECT symbol FROM series WHERE stored > 0 ORDER BY 1");
    if (!listed)
      return std::move(listed).error();
    return symbols;
  }
  result<symbol_snapshot> load_symbol(const std::string& symbol) override {
    symbol_snapshot snapshot;
    snapshot.symbol = symbol;
    if (auto loaded = series_.load(snapshot); !loaded)
      return std::move(loaded).error();
    if (auto loaded = alerts_.load(snapshot); !loaded)
      return std::move(loaded).error();
    if (auto loaded = conditions_.load(snapshot); !loaded)
      return std::move(loaded).error();
    return snapshot;
  }
  result<peer_series> load_series(const std::string& symbol) override {
    return series_.load_series(symbol);
  }
  result<std::vector<candle>> load_bars(const std::string& symbol, timeframe base,
                                        time_ms after, time_ms until) override {
    return series_.load_bars(symbol, base, after, until);
  }
  result<alert> alert_of(const std::string& user_id,
                         const std::string& alert_id) override {
    return find_alert(*db_, user_id, alert_id);
  }
  result<registered_condition> condition(const std::string& condition_id) override {
    return find_condition(*db_, condition_id);
  }
  result<watched_condition> watched(const std::string& condition_id) override {
    return conditions_.watched(condition_id);
  }
  result<std::vector<delivery>> pending_deliveries(const std::string& after_id,
                                                   std::size_t limit) override {
    return log_.pending(after_id, limit);
  }
  result<trigger> trigger_by_event(const std::string& event_id) override {
    return log_.find(event_id);
  }

  bot_store& bots() noexcept override { return bots_; }

  void maintain() noexcept override {
    if (!guard_.open && size_of(db_->path() + "-wal") > most_wal)
      sqlite3_wal_checkpoint_v2(db_->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                nullptr, nullptr);
  }

private:
  static result<void> done(result<int> changed) {
    if (!changed)
      return std::move(changed).error();
    return {};
  }

  template <class Call>
  auto write(Call call) -> decltype(call()) {
    return guard_.write(std::move(call));
  }

  file_lock lock_;
  std::unique_ptr<connection> db_;
  series_table series_;
  alert_table alerts_;
  condition_table conditions_;
  trigger_log log_;
  lease_table leases_;
  commit_batch batches_;
  write_guard guard_;
  sqlite_bots bots_;
};

/// A second look at a small file whose last run did not close in order.
result<void> check_after_crash(connection& db, bool crashed) {
  if (!crashed || size_of(db.path()) > most_checked)
    return {};
  std::string verdict;
  auto read = db.each(
    [&](const row& r) {
      if (verdict.empty())
        verdict = r.text(0);
    },
    "PRAGMA quick_check(1)");
  if (!read)
    return read;
  if (verdict != "ok")
    return problem{problem_code::internal,
                   "the database " + db.path() + " is damaged (" + verdict +
                     "); restore it from a backup",
                   db.path()};
  return {};
}

} // namespace

result<std::unique_ptr<store>> open_store(const std::string& path, retention keep) {
  auto lock = file_lock::acquire(path + ".lock", path);
  if (!lock)
    return std::move(lock).error();
  const bool crashed = size_of(path + "-wal") > 0;
  auto db = connection::open(path, access::read_write);
  if (!db)
    return std::move(db).error();
  if (auto checked = check_after_crash(**db, crashed); !checked)
    return std::move(checked).error();
  if (auto moved = migrate(**db); !moved)
    return std::move(moved).error();
  if (auto set = (*db)->script("PRAGMA journal_mode = WAL;"
                               "PRAGMA wal_autocheckpoint = 4000;");
      !set)
    return std::move(set).error();
  auto opened = std::make_unique<sqlite_store>(*std::move(lock), *std::move(db), keep);
  if (auto started = opened->start(); !started)
    return std::move(started).error();
  return std::unique_ptr<store>{std::move(opened)};
}

} // namespace tradeeon::storage::sqlite
