#include "storage/memory/memory_history.hpp"

#include "storage/memory/bot_views.hpp"

#include <vector>

namespace tradeeon::storage::memory {

namespace {

constexpr auto now_side = side::working;

/// Removes a bot's rows of a table whose keys begin with its id.
template <class Key, class Row>
void drop(table<Key, Row>& from, const std::string& bot_id) {
  std::vector<Key> gone;
  const auto& all = from.in(now_side);
  Key first{};
  std::get<0>(first) = bot_id;
  for (auto at = all.lower_bound(first);
       at != all.end() && std::get<0>(at->first) == bot_id; ++at)
    gone.push_back(at->first);
  for (const auto& key : gone)
    from.erase(key);
}

} // namespace

void memory_history::record(const bot_commit& made) {
  for (const auto& x : made.orders)
    put(made, x);
  for (const auto& x : made.fills)
    add(made, x);
  for (const auto& x : made.deals)
    data_.deals.put({made.bot_id, made.run, x.number}, x);
}

void memory_history::put(const bot_commit& made, const order& x) {
  if (const auto* number = data_.order_ids.find(now_side, {made.bot_id, x.client_id})) {
    auto entry = *data_.orders.find(now_side, {made.bot_id, *number});
    const auto created_at = entry.row.created_at;
    entry.row = x;
    entry.row.created_at = created_at;
    data_.orders.put({made.bot_id, *number}, std::move(entry));
    return;
  }
  const auto number = ++numbers_.orders;
  data_.order_ids.put({made.bot_id, x.client_id}, number);
  data_.orders.put({made.bot_id, number}, {made.run, x});
}

void memory_history::add(const bot_commit& made, const order_fill& x) {
  if (data_.fill_ids.find(now_side, {made.bot_id, x.client_id, x.piece.fill_id}) !=
      nullptr)
    return;
  const auto number = ++numbers_.fills;
  data_.fill_ids.put({made.bot_id, x.client_id, x.piece.fill_id}, number);
  data_.fills.put({made.bot_id, number}, {made.run, x});
}

void memory_history::save(const run_with_figures& x) {
  const auto& id = x.run.bot_id;
  const auto number = x.run.number;
  data_.runs.put({id, number}, x);
  auto times = sample_times(data_, now_side, id, number);
  if (!begins_an_hour(times.empty() ? 0 : times.back(), x.figures.at))
    return;
  data_.equity.put({id, number, x.figures.at},
                   {x.figures.at, x.figures.equity(), x.figures.realised});
  times.push_back(x.figures.at);
  if (times.size() > most_samples)
    for (const auto at : to_be_spared(times))
      data_.equity.erase({id, number, at});
}

void memory_history::forget(const std::string& bot_id) {
  drop(data_.runs, bot_id);
  drop(data_.equity, bot_id);
  drop(data_.orders, bot_id);
  drop(data_.order_ids, bot_id);
  drop(data_.fills, bot_id);
  drop(data_.fill_ids, bot_id);
  drop(data_.deals, bot_id);
}

} // namespace tradeeon::storage::memory
