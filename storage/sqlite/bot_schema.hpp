#pragma once

namespace tradeeon::storage::sqlite {

// Bots and what their runs leave. Money is text: no amount may pass through a double.
// The diary is part of the log; it names its bot by id, since a line may outlive it.
// Numbers of orders and fills are never used twice, so lists can go on after one.
inline constexpr const char* bot_schema = R"sql(
CREATE TABLE bots(
  bot_no INTEGER PRIMARY KEY,
  bot_id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  type INTEGER NOT NULL,
  status INTEGER NOT NULL,
  status_reason TEXT NOT NULL,
  symbols BLOB NOT NULL,
  pair TEXT NOT NULL,
  exchange TEXT NOT NULL,
  timeframe INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  run INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  required_capital TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  document TEXT NOT NULL);
CREATE INDEX bots_of_user ON bots(user_id, status);
CREATE INDEX bots_at_work ON bots(bot_no) WHERE status IN (1, 2);
CREATE TABLE bot_runs(
  bot_no INTEGER NOT NULL REFERENCES bots(bot_no) ON DELETE CASCADE,
  run INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  initial_balance TEXT NOT NULL,
  quote TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  cash TEXT NOT NULL,
  invested TEXT NOT NULL,
  holdings TEXT NOT NULL,
  realised TEXT NOT NULL,
  fees TEXT NOT NULL,
  peak TEXT NOT NULL,
  drawdown TEXT NOT NULL,
  orders INTEGER NOT NULL,
  deals_closed INTEGER NOT NULL,
  deals_won INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(bot_no, run)) WITHOUT ROWID;
CREATE TABLE bot_states(
  bot_no INTEGER PRIMARY KEY REFERENCES bots(bot_no) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  state BLOB NOT NULL,
  cursor BLOB NOT NULL);
CREATE TABLE bot_equity(
  bot_no INTEGER NOT NULL REFERENCES bots(bot_no) ON DELETE CASCADE,
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  equity TEXT NOT NULL,
  realised TEXT NOT NULL,
  PRIMARY KEY(bot_no, run, at)) WITHOUT ROWID;
CREATE TABLE bot_orders(
  order_no INTEGER PRIMARY KEY AUTOINCREMENT,
  bot_no INTEGER NOT NULL REFERENCES bots(bot_no) ON DELETE CASCADE,
  run INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  symbol TEXT NOT NULL,
  deal INTEGER NOT NULL,
  role INTEGER NOT NULL,
  number INTEGER NOT NULL,
  side INTEGER NOT NULL,
  type INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  quote_amount TEXT NOT NULL,
  limit_price TEXT NOT NULL,
  stop_price TEXT NOT NULL,
  reduce_only INTEGER NOT NULL,
  triggered INTEGER NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT NOT NULL,
  filled_quantity TEXT NOT NULL,
  filled_quote TEXT NOT NULL,
  fees_quote TEXT NOT NULL,
  reserved TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  fills INTEGER NOT NULL,
  UNIQUE(bot_no, client_id));
CREATE INDEX orders_of_run ON bot_orders(bot_no, run);
CREATE TABLE bot_fills(
  fill_no INTEGER PRIMARY KEY AUTOINCREMENT,
  order_no INTEGER NOT NULL REFERENCES bot_orders(order_no) ON DELETE CASCADE,
  bot_no INTEGER NOT NULL,
  run INTEGER NOT NULL,
  fill_id TEXT NOT NULL,
  quantity TEXT NOT NULL,
  price TEXT NOT NULL,
  fee TEXT NOT NULL,
  fee_asset TEXT NOT NULL,
  fee_quote TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE(order_no, fill_id));
CREATE INDEX fills_of_bot ON bot_fills(bot_no);
CREATE TABLE bot_deals(
  bot_no INTEGER NOT NULL REFERENCES bots(bot_no) ON DELETE CASCADE,
  run INTEGER NOT NULL,
  number INTEGER NOT NULL,
  symbol TEXT NOT NULL,
  status INTEGER NOT NULL,
  held BLOB NOT NULL,
  bought TEXT NOT NULL,
  spent TEXT NOT NULL,
  sold TEXT NOT NULL,
  received TEXT NOT NULL,
  fees TEXT NOT NULL,
  realised TEXT NOT NULL,
  first_price TEXT NOT NULL,
  last_price TEXT NOT NULL,
  entries INTEGER NOT NULL,
  close_reason TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER NOT NULL,
  PRIMARY KEY(bot_no, run, number)) WITHOUT ROWID;
CREATE TABLE bot_events(
  seq INTEGER PRIMARY KEY,
  bot_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  type TEXT NOT NULL,
  category TEXT NOT NULL,
  symbol TEXT NOT NULL,
  message TEXT NOT NULL,
  details BLOB NOT NULL,
  at INTEGER NOT NULL);
CREATE INDEX bot_events_of_user ON bot_events(user_id, seq);
CREATE INDEX bot_events_of_bot ON bot_events(bot_id, seq);
CREATE TABLE accounts(
  user_id TEXT NOT NULL,
  mode INTEGER NOT NULL,
  asset TEXT NOT NULL,
  free TEXT NOT NULL,
  deposited TEXT NOT NULL,
  PRIMARY KEY(user_id, mode, asset)) WITHOUT ROWID;
CREATE TABLE trading_states(
  user_id TEXT PRIMARY KEY,
  state INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL) WITHOUT ROWID;
ALTER TABLE handoffs ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
CREATE INDEX handoffs_of_bot ON handoffs(bot_id, seq);
)sql";

} // namespace tradeeon::storage::sqlite
