#pragma once

#include "storage/records.hpp"
#include "storage/sqlite/alert_table.hpp"
#include "storage/sqlite/condition_table.hpp"
#include "storage/sqlite/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon::storage::sqlite {

/// The writer's hold on the log: triggers, what they owe, attempts and handoffs.
/// It alone gives out the sequence that these share with bots' diaries.
class trigger_log {
public:
  explicit trigger_log(connection& db) noexcept : db_(db), conditions_(db) {}

  /// Takes up the sequence where the file's log ends; also after a rollback.
  result<void> resume();

  /// Records the fact and what it leads to unless its event id exists; says
  /// whether it was new. `of` is the alert's entry, empty for conditions.
  result<bool> record(const firing& fired, const alert_entry& of, commit_outcome& into);

  /// The newest seq that was given out, and the next one, for others who log.
  [[nodiscard]] std::int64_t newest() const noexcept { return seq_; }
  std::int64_t take() noexcept { return ++seq_; }

  /// Puts a message into its user's inbox, as the n-th action of its seq.
  result<void> add_notification(const notification& n, std::size_t action);

  result<attempt> record_attempt(const attempt& made);
  result<std::pair<std::vector<handoff>, bool>> hand_over(std::size_t limit, time_ms now);

  result<std::vector<delivery>> pending(const std::string& after_id, std::size_t limit);
  result<trigger> find(const std::string& event_id);

private:
  /// Where a delivery stands in the outbox.
  struct place {
    std::int64_t trigger_seq = 0;
    std::int64_t action = -1;
  };

  result<bool> insert(trigger& fact);
  result<void> act(const trigger& fact, const std::vector<action>& actions,
                   const alert_entry& of, commit_outcome& into);
  result<void> add_delivery(const delivery& d, std::size_t action);
  result<void> add_handoff(handoff& h);
  result<place> locate(const std::string& delivery_id, const std::string& event_id);

  connection& db_;
  condition_table conditions_;
  std::int64_t seq_ = 0; ///< newest one given out
  std::string page_end_; ///< the delivery at which the last page of pending ended
  place page_end_place_;
};

} // namespace tradeeon::storage::sqlite
