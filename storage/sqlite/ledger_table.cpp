#include "storage/sqlite/ledger_table.hpp"

#include "storage/sqlite/collect.hpp"

namespace tradeeon::storage::sqlite {

result<std::vector<trading_switch>> all_switches(connection& db) {
  return collect(db, read_switch,
                 "SELECT user_id, state, reason, at FROM trading_states"
                 " ORDER BY user_id");
}

result<account> ledger_table::find(const std::string& user_id, trading_mode mode,
                                   const std::string& asset) {
  auto found = collect(db_, read_account,
                       "SELECT " TRADEEON_ACCOUNT_COLUMNS "FROM accounts"
                       " WHERE user_id = ? AND mode = ? AND asset = ?",
                       user_id, mode, asset);
  if (!found)
    return std::move(found).error();
  return found->empty() ? account{user_id, mode, asset, {}, {}} : found->front();
}

result<void> ledger_table::save(const account& x) {
  return db_.change("INSERT INTO accounts VALUES(?, ?, ?, ?, ?)"
                    " ON CONFLICT(user_id, mode, asset) DO UPDATE SET"
                    " free = excluded.free, deposited = excluded.deposited",
                    x.user_id, x.mode, x.asset, x.free, x.deposited);
}

result<void> ledger_table::put(const trading_switch& x) {
  return db_.change("INSERT INTO trading_states VALUES(?, ?, ?, ?)"
                    " ON CONFLICT(user_id) DO UPDATE SET state = excluded.state,"
                    " reason = excluded.reason, at = excluded.at",
                    x.user_id, x.state, x.reason, x.at);
}

} // namespace tradeeon::storage::sqlite
