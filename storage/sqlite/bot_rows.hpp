// Columns and how bots and their history are read from them; as rows.hpp.
#pragma once

#include "storage/bot_queries.hpp"
#include "storage/equity_curve.hpp"
#include "storage/sqlite/connection.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::storage::sqlite {

/// Durable forms (versioned bytes) and back.
[[nodiscard]] std::string encode(const std::vector<std::string>& symbols);
[[nodiscard]] std::string encode(const bot_cursor& x);
[[nodiscard]] std::string
encode(const std::vector<std::pair<std::string, std::string>>& details);
result<bot_cursor> decode_cursor(std::string_view bytes);

#define TRADEEON_BOT_COLUMNS                                                             \
  "b.bot_no, b.bot_id, b.user_id, b.name, b.type, b.status, b.status_reason, "           \
  "b.symbols, b.pair, b.exchange, b.timeframe, b.mode, b.run, b.revision, "              \
  "b.required_capital, b.created_at, b.updated_at, b.document "
struct bot_entry {
  std::int64_t number = 0;
  bot row;
};
result<bot_entry> read_bot(const row& from);

#define TRADEEON_RUN_COLUMNS                                                             \
  "b.bot_id, b.user_id, r.run, r.mode, r.initial_balance, r.quote, r.started_at, "       \
  "r.ended_at, r.cash, r.invested, r.holdings, r.realised, r.fees, r.peak, "             \
  "r.drawdown, r.orders, r.deals_closed, r.deals_won, r.at "
#define TRADEEON_FROM_RUNS " FROM bot_runs r JOIN bots b ON b.bot_no = r.bot_no "
result<run_with_figures> read_run(const row& from);

#define TRADEEON_SAMPLE_COLUMNS "at, equity, realised "
result<equity_sample> read_sample(const row& from);

#define TRADEEON_ORDER_COLUMNS                                                           \
  "o.client_id, o.symbol, o.deal, o.role, o.number, o.side, o.type, o.quantity, "        \
  "o.quote_amount, o.limit_price, o.stop_price, o.reduce_only, o.triggered, "            \
  "o.status, o.reason, o.filled_quantity, o.filled_quote, o.fees_quote, o.reserved, "    \
  "o.created_at, o.updated_at, o.fills "
result<order> read_order(const row& from, int first = 0);

#define TRADEEON_FILL_COLUMNS                                                            \
  "f.fill_no, f.run, o.symbol, o.side, o.client_id, f.fill_id, f.quantity, f.price, "    \
  "f.fee, f.fee_asset, f.fee_quote, f.at "
result<bot_fill> read_fill(const row& from, const std::string& bot_id);

#define TRADEEON_DEAL_COLUMNS                                                            \
  "run, number, symbol, status, held, bought, spent, sold, received, fees, realised, "   \
  "first_price, last_price, entries, close_reason, opened_at, closed_at "
result<bot_deal> read_deal(const row& from, const std::string& bot_id);

#define TRADEEON_BOT_EVENT_COLUMNS                                                       \
  "seq, bot_id, run_id, user_id, type, category, symbol, message, details, at "
result<logged_bot_event> read_bot_event(const row& from);

#define TRADEEON_ACCOUNT_COLUMNS "user_id, mode, asset, free, deposited "
result<account> read_account(const row& from);

trading_switch read_switch(const row& from);

} // namespace tradeeon::storage::sqlite
