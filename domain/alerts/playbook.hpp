#pragma once

#include "domain/alerts/fire_policy.hpp"
#include "domain/conditions/question.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// What a playbook remembers between bars: when each of its items was last true.
struct playbook_memory {
  /// By item: open time of the bar of the item's timeframe on which it was last
  /// true; -1: not within its validity.
  std::vector<time_ms> last_true;
  time_ms seen_at = -1; ///< when it was last looked at on a closed bar
};

/// Durable form of a memory and back; empty where `bytes` are of another playbook.
[[nodiscard]] std::string encode(const playbook_memory& x);
[[nodiscard]] playbook_memory decode_playbook_memory(std::string_view bytes,
                                                     std::size_t items);

/// A playbook's truth at a moment. `present` holds its items' truths then; an item
/// that was true on an earlier bar counts as true until its validity has passed,
/// counted in open times of its bars. While an item is unknown its clock stands
/// still. A closed moment moves the memory on, a forming one only reads it.
[[nodiscard]] truth evaluate(const question& asks, const std::vector<truth>& present,
                             const alert_moment& when, playbook_memory& memory);

/// True while a later bar may find another truth although no item changes.
[[nodiscard]] bool awake(const question& asks, const std::vector<truth>& present,
                         const playbook_memory& memory);

} // namespace tradeeon
