#include "storage/memory/bot_views.hpp"

#include <iterator>
#include <limits>

namespace tradeeon::storage::memory {

namespace {

constexpr auto now_side = side::working;

/// Bars that others have read ahead of the symbol's own commit, and those that it passed
/// over, are none of its own.
driving_bars bars_after(const tables& in, const std::string& symbol, time_ms after,
                        std::size_t most, bool& more) {
  driving_bars out;
  out.symbol = symbol;
  const auto* known = in.symbols.find(now_side, symbol);
  const auto* series =
    known == nullptr ? nullptr : in.series.find(now_side, {symbol, known->base});
  if (series == nullptr)
    return out;
  out.base = known->base;
  const auto& all = in.candles.in(now_side);
  for (auto at = all.upper_bound({series->id, after});
       at != all.end() && at->first.first == series->id &&
       at->first.second <= series->watermark;
       ++at) {
    if (in.quarantine.find(now_side, {symbol, known->base, at->first.second}) != nullptr)
      continue;
    if (out.bars.size() == most) {
      more = true;
      break;
    }
    out.bars.push_back(*at->second);
  }
  return out;
}

} // namespace

run_with_figures run_or_none(const bot_tables& in, side which, const std::string& bot_id,
                             std::uint32_t number) {
  if (const auto* known = in.runs.find(which, {bot_id, number}))
    return *known;
  run_with_figures none;
  none.run.number = 0;
  return none;
}

std::optional<order> find_order(const bot_tables& in, side which,
                                const std::string& bot_id, const std::string& client_id) {
  const auto* number = in.order_ids.find(which, {bot_id, client_id});
  if (number == nullptr)
    return std::nullopt;
  return in.orders.find(which, {bot_id, *number})->row;
}

std::vector<time_ms> sample_times(const bot_tables& in, side which,
                                  const std::string& bot_id, std::uint32_t number) {
  std::vector<time_ms> out;
  const auto& all = in.equity.in(which);
  for (auto at = all.lower_bound({bot_id, number, 0});
       at != all.end() && std::get<0>(at->first) == bot_id &&
       std::get<1>(at->first) == number;
       ++at)
    out.push_back(at->second->at);
  return out;
}

equity_history history_of(const bot_tables& in, side which, const std::string& bot_id,
                          std::uint32_t number) {
  using sample = std::optional<equity_sample>;
  const auto& all = in.equity.in(which);
  const auto is_ours = [bot_id, number](const auto& key) {
    return std::get<0>(key) == bot_id && std::get<1>(key) == number;
  };
  equity_history out;
  out.oldest = [&all, is_ours, bot_id, number]() -> result<sample> {
    const auto at = all.lower_bound({bot_id, number, 0});
    return at != all.end() && is_ours(at->first) ? sample{*at->second} : sample{};
  };
  out.by = [&all, is_ours, bot_id, number](time_ms then) -> result<sample> {
    const auto after = all.upper_bound({bot_id, number, then});
    if (after == all.begin())
      return sample{};
    const auto at = std::prev(after);
    return is_ours(at->first) ? sample{*at->second} : sample{};
  };
  return out;
}

std::vector<trading_switch> all_switches(const bot_tables& in, side which) {
  std::vector<trading_switch> out;
  for (const auto& [user, row] : in.switches.in(which))
    out.push_back(*row);
  return out;
}

time_ms newest_bar(const tables& in, const std::string& symbol) {
  const auto* known = in.symbols.find(now_side, symbol);
  const auto* series =
    known == nullptr ? nullptr : in.series.find(now_side, {symbol, known->base});
  return series == nullptr ? -1 : series->watermark;
}

bot_inputs inputs_of(const tables& in, const bot& row, const inputs_request& asked) {
  bot_inputs out;
  for (const auto& [symbol, after] : asked.after.bars)
    out.bars.push_back(bars_after(in, symbol, after, asked.max_bars, out.more));
  const auto& all = in.handoffs.in(now_side);
  for (auto at = all.upper_bound(asked.after.handoff); at != all.end(); ++at) {
    const auto& x = *at->second;
    if (x.bot_id != row.bot_id ||
        (x.user_id != row.user_id && x.user_id != asked.asks_as))
      continue;
    if (out.handoffs.size() == asked.max_handoffs) {
      out.more = true;
      break;
    }
    out.handoffs.push_back(x);
  }
  return out;
}

} // namespace tradeeon::storage::memory
