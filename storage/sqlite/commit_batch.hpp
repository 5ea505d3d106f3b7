#pragma once

#include "storage/records.hpp"
#include "storage/sqlite/alert_table.hpp"
#include "storage/sqlite/series_table.hpp"
#include "storage/sqlite/trigger_log.hpp"

namespace tradeeon::storage::sqlite {

/// Applies what processing a symbol's bars has brought about to all tables.
class commit_batch {
public:
  commit_batch(series_table& series, alert_table& alerts, trigger_log& log) noexcept
      : series_(series), alerts_(alerts), log_(log) {}

  /// As store::apply.
  result<commit_outcome> apply(const symbol_commit& batch);

private:
  result<void> record(const symbol_commit& batch, commit_outcome& outcome);
  result<void> save_states(const symbol_commit& batch);

  series_table& series_;
  alert_table& alerts_;
  trigger_log& log_;
};

} // namespace tradeeon::storage::sqlite
