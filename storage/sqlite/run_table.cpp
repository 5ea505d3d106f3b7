#include "storage/sqlite/run_table.hpp"

#include "storage/sqlite/collect.hpp"

namespace tradeeon::storage::sqlite {

namespace {

result<std::optional<equity_sample>> first(result<std::vector<equity_sample>> found) {
  if (!found)
    return std::move(found).error();
  if (found->empty())
    return std::optional<equity_sample>{};
  return std::optional<equity_sample>{found->front()};
}

} // namespace

result<run_with_figures> find_run(connection& db, std::int64_t bot,
                                  std::uint32_t number) {
  auto found = collect(db, read_run,
                       "SELECT " TRADEEON_RUN_COLUMNS TRADEEON_FROM_RUNS
                       "WHERE r.bot_no = ? AND r.run = ?",
                       bot, number);
  if (!found)
    return std::move(found).error();
  run_with_figures none;
  none.run.number = 0;
  return found->empty() ? std::move(none) : std::move(found->front());
}

equity_history history_of(connection& db, std::int64_t bot, std::uint32_t number) {
  equity_history out;
  out.oldest = [&db, bot, number] {
    return first(collect(db, read_sample,
                         "SELECT " TRADEEON_SAMPLE_COLUMNS "FROM bot_equity"
                         " WHERE bot_no = ? AND run = ? ORDER BY at LIMIT 1",
                         bot, number));
  };
  out.by = [&db, bot, number](time_ms at) {
    return first(collect(db, read_sample,
                         "SELECT " TRADEEON_SAMPLE_COLUMNS "FROM bot_equity"
                         " WHERE bot_no = ? AND run = ? AND at <= ?"
                         " ORDER BY at DESC LIMIT 1",
                         bot, number, at));
  };
  return out;
}

result<void> run_table::insert(std::int64_t bot, const run_with_figures& x) {
  const auto& f = x.figures;
  return db_.change("INSERT INTO bot_runs VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    " ?, ?, ?, ?, ?)",
                    bot, x.run.number, x.run.mode, x.run.initial_balance, x.run.quote,
                    x.run.started_at, x.run.ended_at, f.cash, f.invested, f.holdings,
                    f.realised, f.fees, f.peak, f.drawdown, f.orders, f.deals_closed,
                    f.deals_won, f.at);
}

result<void> run_table::save(std::int64_t bot, const run_with_figures& x) {
  const auto& f = x.figures;
  auto saved = db_.change(
    "UPDATE bot_runs SET ended_at = ?, cash = ?, invested = ?, holdings = ?,"
    " realised = ?, fees = ?, peak = ?, drawdown = ?, orders = ?,"
    " deals_closed = ?, deals_won = ?, at = ? WHERE bot_no = ? AND run = ?",
    x.run.ended_at, f.cash, f.invested, f.holdings, f.realised, f.fees, f.peak,
    f.drawdown, f.orders, f.deals_closed, f.deals_won, f.at, bot, x.run.number);
  return saved ? sample(bot, x) : saved;
}

result<void> run_table::sample(std::int64_t bot, const run_with_figures& x) {
  auto newest = db_.number("SELECT max(at) FROM bot_equity WHERE bot_no = ? AND run = ?",
                           bot, x.run.number);
  if (!newest)
    return std::move(newest).error();
  if (!begins_an_hour(*newest, x.figures.at))
    return {};
  auto added =
    db_.change("INSERT INTO bot_equity VALUES(?, ?, ?, ?, ?)", bot, x.run.number,
               x.figures.at, x.figures.equity(), x.figures.realised);
  return added ? thin(bot, x.run.number) : added;
}

result<void> run_table::thin(std::int64_t bot, std::uint32_t number) {
  auto times = collect(
    db_, [](const row& r) { return r.integer(0); },
    "SELECT at FROM bot_equity WHERE bot_no = ? AND run = ? ORDER BY at", bot, number);
  if (!times)
    return std::move(times).error();
  if (times->size() <= most_samples)
    return {};
  for (const auto at : to_be_spared(*times))
    if (auto gone = db_.change("DELETE FROM bot_equity"
                               " WHERE bot_no = ? AND run = ? AND at = ?",
                               bot, number, at);
        !gone)
      return gone;
  return {};
}

} // namespace tradeeon::storage::sqlite
