#pragma once

#include "storage/sqlite/bot_rows.hpp"
#include "storage/sqlite/trigger_log.hpp"

#include <string>
#include <vector>

namespace tradeeon::storage::sqlite {

/// The writer's hold on bots' diaries, which are part of the log.
class diary_table {
public:
  diary_table(connection& db, trigger_log& log) noexcept : db_(db), log_(log) {}

  /// Appends the line and gives it its seq.
  result<void> add(logged_bot_event& line);
  /// A line's message in its owner's inbox.
  result<void> notify(const notification& what) { return log_.add_notification(what, 0); }
  /// Removes a bot's lines. Their seqs are not given out again.
  result<void> remove(const std::string& bot_id);

private:
  connection& db_;
  trigger_log& log_;
};

} // namespace tradeeon::storage::sqlite
