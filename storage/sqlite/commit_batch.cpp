#include "storage/sqlite/commit_batch.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tradeeon::storage::sqlite {

result<commit_outcome> commit_batch::apply(const symbol_commit& batch) {
  auto repeated = series_.repeats(batch);
  if (!repeated)
    return std::move(repeated).error();
  commit_outcome outcome;
  if (*repeated)
    return outcome;
  if (auto stored = series_.apply(batch); !stored)
    return std::move(stored).error();
  if (auto recorded = record(batch, outcome); !recorded)
    return std::move(recorded).error();
  if (auto saved = save_states(batch); !saved)
    return std::move(saved).error();
  return outcome;
}

result<void> commit_batch::record(const symbol_commit& batch, commit_outcome& outcome) {
  const alert_entry nobody;
  std::unordered_map<std::int64_t, time_ms> fired;
  for (const auto& firing : batch.firings) {
    const alert_entry* of = &nobody;
    if (firing.fact.kind == trigger_kind::alert) {
      auto found = alerts_.find(firing.fact.subject);
      if (!found)
        return std::move(found).error();
      if (*found == nullptr)
        continue;
      of = *found;
    }
    auto recorded = log_.record(firing, *of, outcome);
    if (!recorded)
      return std::move(recorded).error();
    if (*recorded && of != &nobody) {
      auto& last = fired[of->number];
      last = std::max(last, firing.fact.triggered_at);
    }
  }
  for (const auto& [number, at] : fired)
    if (auto noted = alerts_.note_trigger(number, at); !noted)
      return noted;
  return {};
}

result<void> commit_batch::save_states(const symbol_commit& batch) {
  for (const auto& state : batch.states) {
    auto of = alerts_.find(state.alert_id);
    if (!of)
      return std::move(of).error();
    if (*of == nullptr || (*of)->version != state.version)
      continue;
    if (auto saved = alerts_.save((*of)->number, state); !saved)
      return saved;
  }
  return {};
}

} // namespace tradeeon::storage::sqlite
