#include "storage/sqlite/diary_table.hpp"

namespace tradeeon::storage::sqlite {

result<void> diary_table::add(logged_bot_event& line) {
  const auto& x = line.row;
  const auto details = encode(x.details);
  const auto seq = log_.newest() + 1;
  auto added = db_.change("INSERT INTO bot_events(" TRADEEON_BOT_EVENT_COLUMNS
                          ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          seq, line.bot_id, line.run_id, line.user_id, x.type, x.category,
                          x.symbol, x.message, blob{details}, x.at);
  if (!added)
    return added;
  line.row.seq = log_.take();
  return {};
}

result<void> diary_table::remove(const std::string& bot_id) {
  // The log goes on after all that it ever had, or a client's last id would hide
  // what comes next.
  auto marked = db_.change("INSERT INTO cursors(name, seq) VALUES('log', ?)"
                           " ON CONFLICT(name) DO UPDATE SET seq = excluded.seq",
                           log_.newest());
  if (!marked)
    return marked;
  return db_.change("DELETE FROM bot_events WHERE bot_id = ?", bot_id);
}

} // namespace tradeeon::storage::sqlite
