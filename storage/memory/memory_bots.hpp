#pragma once

#include "storage/bot_store.hpp"
#include "storage/memory/memory_history.hpp"
#include "storage/memory/tables.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon::storage::memory {

/// The writer's bots, on the working side. What it refers to must outlive it.
class memory_bots final : public bot_store {
public:
  /// `open`: whether a transaction is; `check`: as store::check.
  memory_bots(tables& data, counters& numbers, const bool& open,
              std::function<result<void>(const tenure&)> check)
      : data_(data), numbers_(numbers), open_(open), check_(std::move(check)),
        history_(data.bots, numbers) {}

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
  template <class Call>
  auto write(Call call) -> decltype(call());
  result<bot_entry> find(const std::string& bot_id, const std::string* user_id) const;
  [[nodiscard]] account account_of(const std::string& user_id, trading_mode mode,
                                   const std::string& asset) const;
  void save(const account& x);
  [[nodiscard]] bot_snapshot snapshot_of(const bot& row) const;
  result<bot_outcome> apply(const bot_commit& made);
  void forget(const std::string& bot_id);
  logged_bot_event log(logged_bot_event line);

  tables& data_;
  counters& numbers_;
  const bool& open_;
  std::function<result<void>(const tenure&)> check_;
  memory_history history_;
};

} // namespace tradeeon::storage::memory
