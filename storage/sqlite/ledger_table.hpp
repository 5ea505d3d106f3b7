#pragma once

#include "storage/sqlite/bot_rows.hpp"

#include <string>
#include <vector>

namespace tradeeon::storage::sqlite {

/// All states that were ever set, by user.
result<std::vector<trading_switch>> all_switches(connection& db);

/// The writer's hold on users' money and on whether they may trade with it.
class ledger_table {
public:
  explicit ledger_table(connection& db) noexcept : db_(db) {}

  /// An empty account where there is none.
  result<account> find(const std::string& user_id, trading_mode mode,
                       const std::string& asset);
  result<void> save(const account& x);

  result<std::vector<trading_switch>> switches() { return all_switches(db_); }
  result<void> put(const trading_switch& x);

private:
  connection& db_;
};

} // namespace tradeeon::storage::sqlite
