#include "storage/memory/memory_registry.hpp"

#include "storage/memory/views.hpp"

namespace tradeeon::storage::memory {

namespace {
constexpr auto now_side = side::working;
}

result<void> memory_registry::check_quota(const std::string& user_id,
                                          std::uint32_t max_active) const {
  const auto active = count_active(data_, now_side, user_id);
  if (active >= max_active)
    return problem{problem_code::rate_limited,
                   "you have " + std::to_string(active) +
                     " active alerts, the most"
                     " allowed is " +
                     std::to_string(max_active) + ": pause or delete one first",
                   "user"};
  return {};
}

result<void> memory_registry::add(const alert& row, std::uint32_t max_active) {
  if (data_.alerts.find(now_side, row.alert_id) != nullptr)
    return problem{problem_code::conflict, "the alert exists already", row.alert_id};
  if (row.status == alert_status::active)
    if (auto free = check_quota(row.user_id, max_active); !free)
      return free;
  data_.alerts.put(row.alert_id, {++numbers_.alerts, row});
  return {};
}

result<void> memory_registry::change(const alert& row, std::uint32_t expected_version,
                                     bool fresh_state, std::uint32_t max_active) {
  const auto* known = data_.alerts.find(now_side, row.alert_id);
  if (known == nullptr || known->row.user_id != row.user_id)
    return problem{problem_code::not_found, "no such alert", row.alert_id};
  // As in the SQLite store: a completed alert comes back with a fresh state only.
  const bool revived = known->row.status == alert_status::completed &&
                       row.status == alert_status::active && !fresh_state;
  if (known->row.version != expected_version || revived)
    return problem{problem_code::conflict, "the alert was changed meanwhile",
                   row.alert_id};
  if (row.status == alert_status::active && known->row.status != alert_status::active)
    if (auto free = check_quota(row.user_id, max_active); !free)
      return free;
  alert_entry entry{known->number, row};
  // These two are not the caller's to change.
  entry.row.created_at = known->row.created_at;
  entry.row.last_triggered_at = known->row.last_triggered_at;
  data_.alerts.put(row.alert_id, std::move(entry));
  if (fresh_state)
    data_.states.erase(row.alert_id);
  return {};
}

result<bool> memory_registry::add_former_id(const std::string& former_id,
                                            const std::string& condition_id) {
  const auto* of = find_entry(data_, now_side, condition_id);
  if (of == nullptr)
    return problem{problem_code::not_found, "no such condition", condition_id};
  if (const auto* meant = find_entry(data_, now_side, former_id); meant != nullptr) {
    if (meant->row.condition_id == of->row.condition_id)
      return false;
    return problem{problem_code::conflict, "the id means another condition", former_id};
  }
  data_.former_ids.put(former_id, of->row.condition_id);
  return true;
}

result<std::pair<subscription, bool>> memory_registry::add(const subscription& asked) {
  const auto* of = find_entry(data_, now_side, asked.condition_id);
  if (of == nullptr)
    return problem{problem_code::not_found, "no such condition", asked.condition_id};
  auto row = asked;
  row.condition_id = of->row.condition_id;
  bool taken = false;
  for (const auto& [number, known] : data_.subscriptions.in(now_side)) {
    if (known->user_id == row.user_id && known->bot_id == row.bot_id &&
        known->condition_id == row.condition_id)
      return std::pair{*known, false};
    taken = taken || known->subscription_id == row.subscription_id;
  }
  if (taken)
    return problem{problem_code::conflict, "the subscription exists already",
                   row.subscription_id};
  auto entry = *of;
  if (entry.subscribers++ == 0) {
    const auto* series = data_.series.find(now_side, {entry.row.symbol, entry.row.base});
    entry.counting_from = series == nullptr ? 0 : series->bar_count;
  }
  data_.conditions.put(row.condition_id, std::move(entry));
  data_.subscriptions.put(++numbers_.subscriptions, row);
  return std::pair{std::move(row), true};
}

result<subscription> memory_registry::drop(const std::string& user_id,
                                           const std::string& subscription_id) {
  for (const auto& [number, known] : data_.subscriptions.in(now_side)) {
    if (known->subscription_id != subscription_id || known->user_id != user_id)
      continue;
    const auto gone = *known;
    data_.subscriptions.erase(number);
    auto entry = *data_.conditions.find(now_side, gone.condition_id);
    // The last one to go settles the figures: they stand still while nobody asks.
    if (entry.subscribers == 1)
      entry.row = with_figures(data_, now_side, entry);
    --entry.subscribers;
    data_.conditions.put(gone.condition_id, std::move(entry));
    return gone;
  }
  return problem{problem_code::not_found, "no such subscription", subscription_id};
}

} // namespace tradeeon::storage::memory
