#pragma once

#include "storage/bot_store.hpp"
#include "storage/sqlite/bot_table.hpp"
#include "storage/sqlite/diary_table.hpp"
#include "storage/sqlite/history_table.hpp"
#include "storage/sqlite/lease_table.hpp"
#include "storage/sqlite/ledger_table.hpp"
#include "storage/sqlite/run_table.hpp"
#include "storage/sqlite/write_guard.hpp"

namespace tradeeon::storage::sqlite {

/// The writer's bots. What it refers to must outlive it.
class sqlite_bots final : public bot_store {
public:
  sqlite_bots(connection& db, write_guard& guard, trigger_log& log,
              lease_table& leases) noexcept
      : db_(db), guard_(guard), log_(log), leases_(leases), bots_(db), runs_(db),
        history_(db), diary_(db, log), ledger_(db) {}

  result<void> insert_bot(const bot& row, std::uint32_t max_bots) override;
  result<bot> update_bot(const bot& row, std::uint32_t expected_revision) override;
  result<bot> delete_bot(const std::string& user_id, const std::string& bot_id) override;
  result<bot_snapshot> start_run(const run_request& asked) override;
  result<bot> set_bot_status(const std::string& user_id, const std::string& bot_id,
                             bot_status to, const std::string& reason,
                             time_ms now) override;
  result<bot_outcome> apply_bot(const bot_commit& made) override;
  result<logged_bot_event> insert_bot_event(const logged_bot_event& line) override;
  result<void> insert_notice(const notification& what) override;
  result<void> put_trading_state(const trading_switch& row) override;

  result<std::vector<trading_switch>> trading_states() override;
  result<bot_snapshot> load_bot(const std::string& bot_id) override;
  result<std::vector<bot>> running_bots() override;
  result<bot_inputs> inputs_of(const inputs_request& asked) override;

private:
  result<void> insert(const bot& row, std::uint32_t max_bots);
  result<bot_snapshot> start(const run_request& asked);
  result<bot_cursor> cursor_now(const bot& row);
  result<bot> set_status(bot_entry entry, bot_status to, const std::string& reason,
                         time_ms now);
  result<bot_snapshot> snapshot_of(const bot_entry& entry);
  result<account> payee_of(const bot_run& run, decimal amount);
  result<bot_outcome> apply(const bot_commit& made);
  result<bot_outcome> write(const bot_entry& entry, const bot_run& run,
                            const bot_commit& made);

  connection& db_;
  write_guard& guard_;
  trigger_log& log_;
  lease_table& leases_;
  bot_table bots_;
  run_table runs_;
  history_table history_;
  diary_table diary_;
  ledger_table ledger_;
};

} // namespace tradeeon::storage::sqlite
