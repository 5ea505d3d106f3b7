#include "storage/memory/memory_bot_queries.hpp"

#include "storage/bot_rules.hpp"
#include "storage/memory/bot_views.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace tradeeon::storage::memory {

namespace {

constexpr auto now_side = side::committed;

/// Rows of one bot from a table whose keys begin with its id, in order.
template <class Table>
auto rows_of(const Table& from, const std::string& bot_id) {
  const auto& all = from.in(now_side);
  typename Table::rows::key_type first{};
  std::get<0>(first) = bot_id;
  auto begin = all.lower_bound(first);
  auto end = begin;
  while (end != all.end() && std::get<0>(end->first) == bot_id)
    ++end;
  return std::pair{begin, end};
}

bool in_run(const history_filter& of, std::uint32_t run) {
  return of.run_id.empty() || of.run_id == run_id_of(of.bot_id, run);
}

/// Takes a page out of a list that is walked from its beginning.
template <class Row>
struct page_taker {
  const history_filter& of;
  page<Row> taken{};
  template <class Make>
  void offer(Make make) {
    if (taken.total++ >= of.offset && taken.rows.size() < of.limit)
      taken.rows.push_back(make());
  }
};

result<bot_with_figures> described(const bot_tables& in, const bot& row) {
  auto newest = run_or_none(in, now_side, row.bot_id, row.run);
  bot_with_figures x;
  x.row = row;
  x.run = std::move(newest.run);
  x.figures = newest.figures;
  auto done = describe(x, history_of(in, now_side, row.bot_id, row.run));
  if (!done)
    return std::move(done).error();
  return x;
}

} // namespace

result<const bot_entry*> memory_bot_queries::find(const std::string& user_id,
                                                  const std::string& bot_id) const {
  const auto* known = data_.rows.find(now_side, bot_id);
  if (known == nullptr || known->row.user_id != user_id)
    return problem{problem_code::not_found, "no such bot", bot_id};
  return known;
}

result<std::vector<bot_with_figures>>
memory_bot_queries::bots_of(const std::string& user_id,
                            std::optional<bot_status> status) {
  const std::lock_guard guard{shared_->mutex};
  std::map<std::pair<time_ms, std::int64_t>, const bot*> mine;
  for (const auto& [id, entry] : data_.rows.in(now_side))
    if (entry->row.user_id == user_id && (!status || entry->row.status == *status))
      mine.emplace(std::pair{entry->row.created_at, entry->number}, &entry->row);
  std::vector<bot_with_figures> out;
  for (auto at = mine.rbegin(); at != mine.rend(); ++at) {
    auto one = described(data_, *at->second);
    if (!one)
      return std::move(one).error();
    out.push_back(*std::move(one));
  }
  return out;
}

result<bot_with_figures> memory_bot_queries::bot_of(const std::string& user_id,
                                                    const std::string& bot_id) {
  const std::lock_guard guard{shared_->mutex};
  auto entry = find(user_id, bot_id);
  if (!entry)
    return std::move(entry).error();
  return described(data_, (*entry)->row);
}

result<run_with_figures> memory_bot_queries::run_of(const std::string& user_id,
                                                    const std::string& bot_id,
                                                    std::uint32_t number) {
  const std::lock_guard guard{shared_->mutex};
  if (auto entry = find(user_id, bot_id); !entry)
    return std::move(entry).error();
  auto found = run_or_none(data_, now_side, bot_id, number);
  if (found.run.number == 0)
    return problem{problem_code::not_found, "the bot has no such run",
                   run_id_of(bot_id, number)};
  return found;
}

result<std::vector<run_with_figures>>
memory_bot_queries::runs_of(const std::string& user_id, const std::string& bot_id) {
  const std::lock_guard guard{shared_->mutex};
  if (auto entry = find(user_id, bot_id); !entry)
    return std::move(entry).error();
  std::vector<run_with_figures> out;
  const auto [begin, end] = rows_of(data_.runs, bot_id);
  for (auto at = end; at != begin;)
    out.push_back(*(--at)->second);
  return out;
}

result<page<bot_order>> memory_bot_queries::orders(const history_filter& of,
                                                   std::optional<order_side> side) {
  const std::lock_guard guard{shared_->mutex};
  if (auto entry = find(of.user_id, of.bot_id); !entry)
    return std::move(entry).error();
  page_taker<bot_order> list{of};
  const auto [begin, end] = rows_of(data_.orders, of.bot_id);
  for (auto at = end; at != begin;) {
    const auto& x = *(--at)->second;
    if (in_run(of, x.run) && (!side || x.row.side == *side))
      list.offer([&] {
        return bot_order{of.bot_id, run_id_of(of.bot_id, x.run), x.row};
      });
  }
  return std::move(list.taken);
}

result<std::vector<bot_fill>> memory_bot_queries::fills(const history_filter& of,
                                                        std::int64_t after) {
  const std::lock_guard guard{shared_->mutex};
  if (auto entry = find(of.user_id, of.bot_id); !entry)
    return std::move(entry).error();
  std::vector<bot_fill> out;
  const auto [begin, end] = rows_of(data_.fills, of.bot_id);
  for (auto at = begin; at != end && out.size() < of.limit; ++at) {
    const auto number = at->first.second;
    const auto& x = *at->second;
    if (number <= after || !in_run(of, x.run))
      continue;
    const auto whole = find_order(data_, now_side, of.bot_id, x.row.client_id);
    out.push_back({number, of.bot_id, run_id_of(of.bot_id, x.run), whole->symbol,
                   whole->side, x.row});
  }
  return out;
}

result<page<bot_deal>> memory_bot_queries::deals(const history_filter& of) {
  const std::lock_guard guard{shared_->mutex};
  if (auto entry = find(of.user_id, of.bot_id); !entry)
    return std::move(entry).error();
  page_taker<bot_deal> list{of};
  const auto [begin, end] = rows_of(data_.deals, of.bot_id);
  for (auto at = end; at != begin;) {
    const auto& [key, x] = *--at;
    const auto run = std::get<1>(key);
    if (in_run(of, run))
      list.offer([&, &row = *x] {
        return bot_deal{of.bot_id, run_id_of(of.bot_id, run), row};
      });
  }
  return std::move(list.taken);
}

result<page<logged_bot_event>>
memory_bot_queries::bot_events(const history_filter& of, const std::string& type,
                               const std::string& category) {
  const std::lock_guard guard{shared_->mutex};
  if (auto entry = find(of.user_id, of.bot_id); !entry)
    return std::move(entry).error();
  const auto fits = [](const std::string& wanted, const std::string& x) {
    return wanted.empty() || wanted == x;
  };
  page_taker<logged_bot_event> list{of};
  const auto& all = data_.diary.in(now_side);
  for (auto at = all.rbegin(); at != all.rend(); ++at) {
    const auto& x = *at->second;
    if (x.bot_id == of.bot_id && x.user_id == of.user_id && fits(of.run_id, x.run_id) &&
        fits(type, x.row.type) && fits(category, x.row.category))
      list.offer([&] { return x; });
  }
  return std::move(list.taken);
}

result<std::vector<account_view>>
memory_bot_queries::accounts_of(const std::string& user_id) {
  const std::lock_guard guard{shared_->mutex};
  std::vector<account> accounts;
  for (const auto& [key, x] : data_.accounts.in(now_side))
    if (x->user_id == user_id)
      accounts.push_back(*x);
  std::vector<run_with_figures> open;
  for (const auto& [key, x] : data_.runs.in(now_side))
    if (x->run.user_id == user_id && x->run.ended_at == 0)
      open.push_back(*x);
  return with_runs(std::move(accounts), open);
}

result<std::vector<trading_switch>> memory_bot_queries::trading_states() {
  const std::lock_guard guard{shared_->mutex};
  return all_switches(data_, now_side);
}

result<std::vector<audited_order>> memory_bot_queries::audit(std::int64_t after,
                                                             std::size_t limit) {
  const std::lock_guard guard{shared_->mutex};
  std::map<std::int64_t, audited_order> all;
  for (const auto& [key, x] : data_.orders.in(now_side)) {
    const auto& [bot_id, number] = key;
    if (number > after)
      all[number] = {number,
                     data_.rows.find(now_side, bot_id)->row.user_id,
                     {bot_id, run_id_of(bot_id, x->run), x->row}};
  }
  std::vector<audited_order> out;
  for (auto& [number, x] : all)
    if (out.size() < limit)
      out.push_back(std::move(x));
  return out;
}

} // namespace tradeeon::storage::memory
