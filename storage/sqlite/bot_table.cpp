#include "storage/sqlite/bot_table.hpp"

#include "storage/sqlite/collect.hpp"

namespace tradeeon::storage::sqlite {

namespace {

problem absent(const std::string& bot_id) {
  return {problem_code::not_found, "no such bot", bot_id};
}

/// The one bot among `found`; `not_found` where there is none.
result<bot_entry> only(result<std::vector<bot_entry>> found, const std::string& bot_id) {
  if (!found)
    return std::move(found).error();
  if (found->empty())
    return absent(bot_id);
  return std::move(found->front());
}

} // namespace

result<bot_entry> find_bot(connection& db, const std::string& user_id,
                           const std::string& bot_id) {
  return only(collect(db, read_bot,
                      "SELECT " TRADEEON_BOT_COLUMNS "FROM bots b"
                      " WHERE b.bot_id = ? AND b.user_id = ?",
                      bot_id, user_id),
              bot_id);
}

result<bot_entry> bot_table::find(const std::string& bot_id) {
  return only(collect(db_, read_bot,
                      "SELECT " TRADEEON_BOT_COLUMNS "FROM bots b WHERE b.bot_id = ?",
                      bot_id),
              bot_id);
}

result<bool> bot_table::has(const std::string& bot_id) {
  auto count = db_.number("SELECT count(*) FROM bots WHERE bot_id = ?", bot_id);
  if (!count)
    return std::move(count).error();
  return *count != 0;
}

result<std::uint64_t> bot_table::count_of(const std::string& user_id) {
  auto count = db_.number("SELECT count(*) FROM bots WHERE user_id = ?", user_id);
  if (!count)
    return std::move(count).error();
  return static_cast<std::uint64_t>(*count);
}

result<std::vector<bot>> bot_table::at_work() {
  return collect(
    db_,
    [](const row& r) -> result<bot> {
      auto read = read_bot(r);
      if (!read)
        return std::move(read).error();
      return std::move(read->row);
    },
    "SELECT " TRADEEON_BOT_COLUMNS "FROM bots b INDEXED BY bots_at_work"
    " WHERE b.status IN (1, 2) ORDER BY b.bot_no");
}

result<void> bot_table::insert(const bot& row) {
  const auto symbols = encode(row.symbols);
  return db_.change("INSERT INTO bots(bot_id, user_id, name, type, status,"
                    " status_reason, symbols, pair, exchange, timeframe, mode, run,"
                    " revision, required_capital, created_at, updated_at, document)"
                    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
                    row.bot_id, row.user_id, row.name, row.type, row.status,
                    row.status_reason, blob{symbols}, row.pair, row.exchange,
                    row.interval, row.mode, row.revision, row.required_capital,
                    row.created_at, row.updated_at, row.document);
}

result<void> bot_table::save(const bot_entry& changed) {
  const auto& row = changed.row;
  const auto symbols = encode(row.symbols);
  return db_.change("UPDATE bots SET name = ?, status = ?, status_reason = ?,"
                    " symbols = ?, pair = ?, exchange = ?, timeframe = ?, mode = ?,"
                    " run = ?, revision = ?, required_capital = ?, updated_at = ?,"
                    " document = ? WHERE bot_no = ?",
                    row.name, row.status, row.status_reason, blob{symbols}, row.pair,
                    row.exchange, row.interval, row.mode, row.run, row.revision,
                    row.required_capital, row.updated_at, row.document, changed.number);
}

result<void> bot_table::remove(const bot_entry& gone) {
  return db_.change("DELETE FROM bots WHERE bot_no = ?", gone.number);
}

result<void> bot_table::load_state(std::int64_t number, bot_snapshot& into) {
  auto found = db_.one(
    [&](const row& r) -> result<void> {
      auto cursor = decode_cursor(r.view(2));
      if (!cursor)
        return std::move(cursor).error();
      into.step = r.as<std::uint64_t>(0);
      into.state = r.text(1);
      into.cursor = *std::move(cursor);
      return {};
    },
    "SELECT step, state, cursor FROM bot_states WHERE bot_no = ?", number);
  if (!found)
    return std::move(found).error();
  return {};
}

result<void> bot_table::save_state(std::int64_t number, std::uint64_t step,
                                   const std::string& state, const bot_cursor& cursor) {
  const auto place = encode(cursor);
  return db_.change("INSERT INTO bot_states VALUES(?, ?, ?, ?)"
                    " ON CONFLICT(bot_no) DO UPDATE SET step = excluded.step,"
                    " state = excluded.state, cursor = excluded.cursor",
                    number, step, blob{state}, blob{place});
}

} // namespace tradeeon::storage::sqlite
