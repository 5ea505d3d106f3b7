#pragma once

#include "domain/alerts/subscription.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/connection.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tradeeon::storage::sqlite {

/// The writer's hold on registered conditions and their subscriptions.
class condition_table {
public:
  explicit condition_table(connection& db) noexcept : db_(db) {}

  result<std::pair<registered_condition, bool>> add(const registered_condition& row);
  result<bool> add_former_id(const std::string& former_id,
                             const std::string& condition_id);
  result<std::pair<subscription, bool>> subscribe(const subscription& asked);
  result<subscription> unsubscribe(const std::string& user_id,
                                   const std::string& subscription_id);

  result<void> note_trigger(const std::string& condition_id, time_ms at);
  result<void> note_handoff(const std::string& subscription_id, time_ms at);
  /// The condition's subscriptions that want such a trigger, oldest first.
  result<std::vector<subscription>> takers(const std::string& condition_id, bool edge);

  /// What the condition's subscriptions want together; empty text for none.
  result<watched_condition> watched(const std::string& condition_id);

  /// Fills in the symbol's conditions that have subscribers.
  result<void> load(symbol_snapshot& into);

private:
  result<void> count_subscriber(const registered_condition& of);
  result<void> drop_subscriber(const registered_condition& of);
  connection& db_;
};

} // namespace tradeeon::storage::sqlite
