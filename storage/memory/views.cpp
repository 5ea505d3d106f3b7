#include "storage/memory/views.hpp"

#include <algorithm>

namespace tradeeon::storage::memory {

result<alert> find_alert(const tables& in, side which, const std::string& user_id,
                         const std::string& alert_id) {
  const auto* found = in.alerts.find(which, alert_id);
  if (found == nullptr || found->row.user_id != user_id)
    return problem{problem_code::not_found, "no such alert", alert_id};
  return found->row;
}

const condition_entry* find_entry(const tables& in, side which,
                                  const std::string& condition_id) {
  if (const auto* found = in.conditions.find(which, condition_id))
    return found;
  const auto* present = in.former_ids.find(which, condition_id);
  return present == nullptr ? nullptr : in.conditions.find(which, *present);
}

result<registered_condition> find_condition(const tables& in, side which,
                                            const std::string& condition_id) {
  const auto* found = find_entry(in, which, condition_id);
  if (found == nullptr)
    return problem{problem_code::not_found, "no such condition", condition_id};
  return with_figures(in, which, *found);
}

registered_condition with_figures(const tables& in, side which,
                                  const condition_entry& of) {
  auto row = of.row;
  const auto* series = in.series.find(which, {row.symbol, row.base});
  if (of.subscribers > 0 && series != nullptr && series->bar_count > of.counting_from) {
    row.evaluation_count += series->bar_count - of.counting_from;
    row.last_evaluated_at = bar_close(row.base, series->watermark);
  }
  return row;
}

std::vector<candle> newest_candles(const tables& in, side which, std::int64_t series,
                                   time_ms start, time_ms end, std::size_t limit) {
  std::vector<candle> bars;
  const auto& all = in.candles.in(which);
  const auto first = all.lower_bound({series, start});
  auto at = all.upper_bound({series, end});
  while (bars.size() < limit && at != first && at != all.begin()) {
    --at;
    if (at->first.first != series || at->first.second < start)
      break;
    bars.push_back(*at->second);
  }
  std::reverse(bars.begin(), bars.end());
  return bars;
}

std::uint32_t count_active(const tables& in, side which, const std::string& user_id) {
  std::uint32_t count = 0;
  for (const auto& [id, entry] : in.alerts.in(which))
    if (entry->row.user_id == user_id && entry->row.status == alert_status::active)
      ++count;
  return count;
}

} // namespace tradeeon::storage::memory
