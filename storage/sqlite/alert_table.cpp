#include "storage/sqlite/alert_table.hpp"

#include "storage/sqlite/rows.hpp"

#include <utility>

namespace tradeeon::storage::sqlite {

namespace {

/// Bounds the memory that entries take, at some 200 bytes each.
constexpr std::size_t most_known = 100'000;

result<void> done(result<int> changed) {
  if (!changed)
    return std::move(changed).error();
  return {};
}

} // namespace

result<void> alert_table::insert(const alert& row, std::uint32_t max_active) {
  auto known = find(row.alert_id);
  if (!known)
    return std::move(known).error();
  if (*known != nullptr)
    return problem{problem_code::conflict, "the alert exists already", row.alert_id};
  if (row.status == alert_status::active)
    if (auto free = check_quota(row.user_id, max_active); !free)
      return free;
  const auto actions = encode(row.actions);
  auto added = db_.run(
    "INSERT INTO alerts(alert_id, user_id, symbol, timeframe, expression,"
    " mode, status, status_reason, actions, version, created_at, document)"
    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    row.alert_id, row.user_id, row.symbol, row.base, row.expression, row.mode, row.status,
    row.status_reason, blob{actions}, row.version, row.created_at, row.document);
  if (!added)
    return std::move(added).error();
  if (row.last_triggered_at == 0)
    return {};
  return note_trigger(sqlite3_last_insert_rowid(db_.handle()), row.last_triggered_at);
}

result<void> alert_table::update(const alert& row, std::uint32_t expected_version,
                                 bool fresh_state, std::uint32_t max_active) {
  std::int64_t number = 0;
  std::uint32_t version = 0;
  auto before = alert_status::active;
  auto found = db_.one(
    [&](const sqlite::row& r) {
      number = r.integer(0);
      version = r.as<std::uint32_t>(1);
      before = r.as<alert_status>(2);
    },
    "SELECT alert_no, version, status FROM alerts WHERE alert_id = ? AND user_id = ?",
    row.alert_id, row.user_id);
  if (!found)
    return std::move(found).error();
  if (!*found)
    return problem{problem_code::not_found, "no such alert", row.alert_id};
  // `once` may have completed it since the caller read it: bringing it back to
  // life takes a fresh state, which a caller who knew would have asked for.
  const bool revived = before == alert_status::completed &&
                       row.status == alert_status::active && !fresh_state;
  if (version != expected_version || revived)
    return problem{problem_code::conflict, "the alert was changed meanwhile",
                   row.alert_id};
  if (row.status == alert_status::active && before != alert_status::active)
    if (auto free = check_quota(row.user_id, max_active); !free)
      return free;
  known_.erase(row.alert_id);
  const auto actions = encode(row.actions);
  // created_at and last_triggered_at are not the caller's to change.
  auto changed =
    db_.run("UPDATE alerts SET symbol = ?, timeframe = ?, expression = ?, mode = ?,"
            " status = ?, status_reason = ?, actions = ?, version = ?, document = ?"
            " WHERE alert_no = ?",
            row.symbol, row.base, row.expression, row.mode, row.status, row.status_reason,
            blob{actions}, row.version, row.document, number);
  if (!changed || !fresh_state)
    return done(std::move(changed));
  // Version 0 belongs to no alert: the row keeps only when it last fired.
  return done(db_.run("UPDATE alert_states SET version = 0, known = 2, fired_bar = -1,"
                      " fired_update = -1, trigger_count = 0, completed = 0, memory = x''"
                      " WHERE alert_no = ?",
                      number));
}

result<void> alert_table::remove(const std::string& user_id,
                                 const std::string& alert_id) {
  auto gone =
    db_.run("DELETE FROM alerts WHERE alert_id = ? AND user_id = ?", alert_id, user_id);
  if (!gone)
    return std::move(gone).error();
  if (*gone == 0)
    return problem{problem_code::not_found, "no such alert", alert_id};
  known_.erase(alert_id);
  return {};
}

result<const alert_entry*> alert_table::find(const std::string& alert_id) {
  if (const auto at = known_.find(alert_id); at != known_.end())
    return &at->second;
  alert_entry entry;
  auto found = db_.one(
    [&](const row& r) {
      entry = {r.integer(0), r.as<std::uint32_t>(1), r.text(2)};
    },
    "SELECT alert_no, version, expression FROM alerts WHERE alert_id = ?", alert_id);
  if (!found)
    return std::move(found).error();
  if (!*found)
    return nullptr;
  if (known_.size() >= most_known)
    known_.clear();
  return &(known_[alert_id] = std::move(entry));
}

result<void> alert_table::save(std::int64_t number, const alert_state& state) {
  auto saved = db_.run(
    "INSERT INTO alert_states(alert_no, version, known, fired_bar, fired_update,"
    " trigger_count, completed, memory) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT(alert_no) DO UPDATE SET version = excluded.version,"
    " known = excluded.known, fired_bar = excluded.fired_bar,"
    " fired_update = excluded.fired_update, trigger_count = excluded.trigger_count,"
    " completed = excluded.completed, memory = excluded.memory",
    number, state.version, state.known, state.fired_bar, state.fired_update,
    state.trigger_count, state.completed, blob{state.memory});
  if (!saved || !state.completed)
    return done(std::move(saved));
  return done(db_.run("UPDATE alerts SET status = ? WHERE alert_no = ?",
                      alert_status::completed, number));
}

result<void> alert_table::note_trigger(std::int64_t number, time_ms at) {
  return done(db_.run("INSERT INTO alert_states(alert_no, last_triggered_at) VALUES(?, ?)"
                      " ON CONFLICT(alert_no) DO UPDATE SET last_triggered_at ="
                      " max(last_triggered_at, excluded.last_triggered_at)",
                      number, at));
}

result<void> alert_table::load(symbol_snapshot& into) {
  auto alerts = db_.each(
    [&](const row& r) -> result<void> {
      auto one = read_alert(r);
      if (!one)
        return std::move(one).error();
      into.alerts.push_back(*std::move(one));
      return {};
    },
    "SELECT " TRADEEON_ALERT_COLUMNS TRADEEON_FROM_ALERTS
    "WHERE a.symbol = ? AND a.status = 0 ORDER BY a.alert_no",
    into.symbol);
  if (!alerts)
    return alerts;
  return db_.each(
    [&](const row& r) {
      alert_state state;
      state.alert_id = r.text(0);
      state.version = r.as<std::uint32_t>(1);
      state.known = r.as<truth>(2);
      state.fired_bar = r.integer(3);
      state.fired_update = r.integer(4);
      state.trigger_count = r.as<std::uint64_t>(5);
      state.completed = r.integer(6) != 0;
      state.memory = r.text(7);
      into.states.push_back(std::move(state));
    },
    "SELECT a.alert_id, s.version, s.known, s.fired_bar, s.fired_update,"
    " s.trigger_count, s.completed, s.memory FROM alerts a JOIN alert_states s"
    " ON s.alert_no = a.alert_no AND s.version = a.version"
    " WHERE a.symbol = ? AND a.status = 0 ORDER BY a.alert_no",
    into.symbol);
}

result<void> alert_table::check_quota(const std::string& user_id,
                                      std::uint32_t max_active) {
  auto active =
    db_.number("SELECT count(*) FROM alerts WHERE user_id = ? AND status = 0", user_id);
  if (!active)
    return std::move(active).error();
  if (*active >= max_active)
    return problem{problem_code::rate_limited,
                   "you have " + std::to_string(*active) +
                     " active alerts, the most"
                     " allowed is " +
                     std::to_string(max_active) + ": pause or delete one first",
                   "user"};
  return {};
}

} // namespace tradeeon::storage::sqlite
