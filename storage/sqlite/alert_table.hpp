#pragma once

#include "domain/alerts/alert.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/connection.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace tradeeon::storage::sqlite {

/// What the log has to know of an alert that fires.
struct alert_entry {
  std::int64_t number = 0;
  std::uint32_t version = 0;
  std::string expression;
};

/// The writer's hold on alerts and their states.
class alert_table {
public:
  explicit alert_table(connection& db) noexcept : db_(db) {}

  result<void> insert(const alert& row, std::uint32_t max_active);
  result<void> update(const alert& row, std::uint32_t expected_version, bool fresh_state,
                      std::uint32_t max_active);
  result<void> remove(const std::string& user_id, const std::string& alert_id);

  /// Null where the alert is gone. Valid until the next call. Entries are kept in
  /// memory: an alert that fires on every bar is not read on every bar.
  result<const alert_entry*> find(const std::string& alert_id);
  /// After a rollback: what is kept in memory may not be so any more.
  void forget() noexcept { known_.clear(); }
  /// Stores the state, and that the alert is completed where it says so.
  result<void> save(std::int64_t number, const alert_state& state);
  result<void> note_trigger(std::int64_t number, time_ms at);

  /// Fills in the symbol's active alerts and their states.
  result<void> load(symbol_snapshot& into);

private:
  result<void> check_quota(const std::string& user_id, std::uint32_t max_active);
  connection& db_;
  std::unordered_map<std::string, alert_entry> known_;
};

} // namespace tradeeon::storage::sqlite
