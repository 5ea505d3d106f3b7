#pragma once

#include "storage/sqlite/bot_rows.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon::storage::sqlite {

/// `not_found` where it is absent or another user's.
result<bot_entry> find_bot(connection& db, const std::string& user_id,
                           const std::string& bot_id);

/// The writer's hold on bots' rows and on the states of their newest runs.
class bot_table {
public:
  explicit bot_table(connection& db) noexcept : db_(db) {}

  /// Of any user. `not_found` where it is absent.
  result<bot_entry> find(const std::string& bot_id);
  result<bool> has(const std::string& bot_id);
  result<std::uint64_t> count_of(const std::string& user_id);
  /// Running and paused ones, oldest first.
  result<std::vector<bot>> at_work();

  result<void> insert(const bot& row);
  result<void> save(const bot_entry& changed);
  /// With its runs, orders, fills and deals, but not its diary.
  result<void> remove(const bot_entry& gone);

  /// Fills in the snapshot's step, state and cursor.
  result<void> load_state(std::int64_t number, bot_snapshot& into);
  result<void> save_state(std::int64_t number, std::uint64_t step,
                          const std::string& state, const bot_cursor& cursor);

private:
  connection& db_;
};

} // namespace tradeeon::storage::sqlite
