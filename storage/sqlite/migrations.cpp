#include "storage/sqlite/bot_schema.hpp"
#include "storage/sqlite/schema.hpp"

namespace tradeeon::storage::sqlite {

namespace {

// Enumerations are stored as their numbers; times are UTC milliseconds. The log
// (triggers, attempts, handoffs) shares one sequence that the writer hands out.
// Bulk tables have few indexes, each led by something that grows, so that a
// commit touches few pages; ids are found through the bar time they contain.
constexpr const char* first = R"sql(
CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cursors(name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE symbols(
  symbol TEXT PRIMARY KEY,
  base INTEGER NOT NULL,
  checkpoint BLOB NOT NULL DEFAULT x'') WITHOUT ROWID;
CREATE TABLE series(
  series_id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  timeframe INTEGER NOT NULL,
  watermark INTEGER NOT NULL DEFAULT -1,
  bar_count INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  UNIQUE(symbol, timeframe));
CREATE TABLE candles(
  series_id INTEGER NOT NULL,
  open_time INTEGER NOT NULL,
  open REAL NOT NULL,
  high REAL NOT NULL,
  low REAL NOT NULL,
  close REAL NOT NULL,
  volume REAL NOT NULL,
  PRIMARY KEY(series_id, open_time)) WITHOUT ROWID;
CREATE TABLE gaps(
  symbol TEXT NOT NULL,
  timeframe INTEGER NOT NULL,
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL,
  PRIMARY KEY(symbol, timeframe, from_time)) WITHOUT ROWID;
CREATE TABLE quarantine(
  symbol TEXT NOT NULL,
  timeframe INTEGER NOT NULL,
  open_time INTEGER NOT NULL,
  open REAL, high REAL, low REAL, close REAL, volume REAL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(symbol, timeframe, open_time)) WITHOUT ROWID;

CREATE TABLE alerts(
  alert_no INTEGER PRIMARY KEY,
  alert_id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  symbol TEXT NOT NULL,
  timeframe INTEGER NOT NULL,
  expression TEXT NOT NULL,
  mode INTEGER NOT NULL,
  status INTEGER NOT NULL,
  status_reason TEXT NOT NULL,
  actions BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  document TEXT NOT NULL);
CREATE INDEX alerts_of_user ON alerts(user_id, status);
CREATE INDEX active_alerts ON alerts(symbol) WHERE status = 0;
CREATE TABLE alert_states(
  alert_no INTEGER PRIMARY KEY REFERENCES alerts(alert_no) ON DELETE CASCADE,
  version INTEGER NOT NULL DEFAULT 0,
  known INTEGER NOT NULL DEFAULT 2,
  fired_bar INTEGER NOT NULL DEFAULT -1,
  fired_update INTEGER NOT NULL DEFAULT -1,
  trigger_count INTEGER NOT NULL DEFAULT 0,
  completed INTEGER NOT NULL DEFAULT 0,
  last_triggered_at INTEGER NOT NULL DEFAULT 0);

CREATE TABLE conditions(
  condition_id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  symbol TEXT NOT NULL,
  timeframe INTEGER NOT NULL,
  text TEXT NOT NULL,
  document TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  subscribers INTEGER NOT NULL DEFAULT 0,
  counting_from INTEGER NOT NULL DEFAULT 0,
  evaluation_count INTEGER NOT NULL DEFAULT 0,
  last_evaluated_at INTEGER NOT NULL DEFAULT 0,
  trigger_count INTEGER NOT NULL DEFAULT 0,
  last_triggered_at INTEGER NOT NULL DEFAULT 0);
CREATE INDEX watched_conditions ON conditions(symbol) WHERE subscribers > 0;
CREATE TABLE subscriptions(
  subscription_no INTEGER PRIMARY KEY,
  subscription_id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  bot_id TEXT NOT NULL,
  bot_type TEXT NOT NULL,
  condition_id TEXT NOT NULL REFERENCES conditions(condition_id),
  bot_config TEXT NOT NULL,
  level INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_triggered_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE(user_id, bot_id, condition_id));
CREATE INDEX subscriptions_of_condition ON subscriptions(condition_id);

CREATE TABLE triggers(
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  subject TEXT NOT NULL,
  user_id TEXT NOT NULL,
  symbol TEXT NOT NULL,
  timeframe INTEGER NOT NULL,
  bar_time INTEGER NOT NULL,
  price REAL,
  triggered_at INTEGER NOT NULL,
  late_by INTEGER NOT NULL,
  edge INTEGER NOT NULL,
  why BLOB NOT NULL);
CREATE UNIQUE INDEX trigger_identity ON triggers(bar_time, event_id);
CREATE INDEX triggers_of_user ON triggers(user_id, seq, subject) WHERE kind = 0;
CREATE INDEX triggers_of_conditions ON triggers(seq) WHERE kind = 1;

CREATE TABLE outbox(
  trigger_seq INTEGER NOT NULL,
  action INTEGER NOT NULL,
  delivery_id TEXT NOT NULL,
  url TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  last_status INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(trigger_seq, action)) WITHOUT ROWID;
CREATE INDEX pending_outbox ON outbox(trigger_seq, action) WHERE state = 0;
CREATE TABLE attempts(
  seq INTEGER PRIMARY KEY,
  delivery_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  status INTEGER NOT NULL,
  error TEXT NOT NULL,
  elapsed_ms INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  next_at INTEGER NOT NULL);
CREATE INDEX attempts_of_user ON attempts(user_id, seq);
CREATE TABLE notifications(
  user_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  action INTEGER NOT NULL,
  notification_id TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  symbol TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(user_id, seq, action)) WITHOUT ROWID;
CREATE TABLE handoffs(
  seq INTEGER PRIMARY KEY,
  handoff_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  subscription_id TEXT NOT NULL,
  bot_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  symbol TEXT NOT NULL,
  command TEXT NOT NULL,
  bar_time INTEGER NOT NULL,
  price REAL,
  at INTEGER NOT NULL);
CREATE INDEX handoffs_of_user ON handoffs(user_id, seq);
)sql";

// What playbooks remember. Checkpoints of the version before name combinations of
// conditions nowhere: they are dropped, and the symbols computed from their candles.
constexpr const char* playbooks = R"sql(
ALTER TABLE alert_states ADD COLUMN memory BLOB NOT NULL DEFAULT x'';
UPDATE symbols SET checkpoint = x'';
)sql";

// Which other symbols a symbol's conditions read, and how far.
constexpr const char* peers = R"sql(
CREATE TABLE peers(
  home TEXT NOT NULL,
  peer TEXT NOT NULL,
  base INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  PRIMARY KEY(home, peer)) WITHOUT ROWID;
)sql";

// Under which other ids conditions of an imported registry are known.
constexpr const char* former_ids = R"sql(
CREATE TABLE former_ids(
  former_id TEXT PRIMARY KEY,
  condition_id TEXT NOT NULL REFERENCES conditions(condition_id)) WITHOUT ROWID;
CREATE INDEX former_ids_of_condition ON former_ids(condition_id);
)sql";

// Which node may act for which shard. Rows are never deleted: an epoch must not repeat.
constexpr const char* leases = R"sql(
CREATE TABLE leases(
  role INTEGER NOT NULL,
  shard INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  node TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY(role, shard)) WITHOUT ROWID;
)sql";

constexpr const char* all[] = {first, playbooks, peers, former_ids, leases, bot_schema};

} // namespace

migrations known_migrations() noexcept {
  return {all, sizeof all / sizeof *all};
}

} // namespace tradeeon::storage::sqlite
