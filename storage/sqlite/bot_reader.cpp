#include "storage/sqlite/bot_reader.hpp"

#include "storage/bot_rules.hpp"
#include "storage/sqlite/bot_table.hpp"
#include "storage/sqlite/collect.hpp"
#include "storage/sqlite/ledger_table.hpp"
#include "storage/sqlite/lookups.hpp"
#include "storage/sqlite/run_table.hpp"

namespace tradeeon::storage::sqlite {

namespace {

constexpr std::int64_t any = -1;
constexpr std::int64_t none = -2;

/// The filter's run as the statements take it.
std::int64_t run_in(const history_filter& of) {
  if (of.run_id.empty())
    return any;
  const auto number = run_number(of.bot_id, of.run_id);
  return number ? static_cast<std::int64_t>(*number) : none;
}

template <class Row>
result<page<Row>> page_of(result<std::vector<Row>> rows, result<std::int64_t> total) {
  if (!rows)
    return std::move(rows).error();
  if (!total)
    return std::move(total).error();
  return page<Row>{*std::move(rows), static_cast<std::uint64_t>(*total)};
}

result<bot_with_figures> described(connection& db, bot_entry& entry) {
  auto newest = find_run(db, entry.number, entry.row.run);
  if (!newest)
    return std::move(newest).error();
  bot_with_figures x;
  x.row = std::move(entry.row);
  x.run = std::move(newest->run);
  x.figures = newest->figures;
  if (auto done = describe(x, history_of(db, entry.number, x.run.number)); !done)
    return std::move(done).error();
  return x;
}

} // namespace

template <class Use>
auto bot_reader::at_one_moment(Use use) -> decltype(use(std::declval<connection&>())) {
  auto db = pool_.take();
  if (!db)
    return std::move(db).error();
  if (auto begun = (*db)->change("BEGIN"); !begun)
    return std::move(begun).error();
  auto answer = use(**db);
  if (auto ended = (*db)->change("COMMIT"); !ended)
    return std::move(ended).error();
  return answer;
}

template <class Use>
auto bot_reader::with_bot(const std::string& user_id, const std::string& bot_id,
                          Use use) {
  using answer = decltype(use(std::declval<connection&>(), std::declval<bot_entry&>()));
  return at_one_moment([&](connection& db) -> answer {
    auto entry = find_bot(db, user_id, bot_id);
    if (!entry)
      return std::move(entry).error();
    return use(db, *entry);
  });
}

result<std::vector<bot_with_figures>>
bot_reader::bots_of(const std::string& user_id, std::optional<bot_status> status) {
  using list = std::vector<bot_with_figures>;
  const auto wanted = status ? static_cast<std::int64_t>(*status) : any;
  return at_one_moment([&](connection& db) -> result<list> {
    auto entries = collect(db, read_bot,
                           "SELECT " TRADEEON_BOT_COLUMNS "FROM bots b"
                           " WHERE b.user_id = ?1 AND (?2 = -1 OR b.status = ?2)"
                           " ORDER BY b.created_at DESC, b.bot_no DESC",
                           user_id, wanted);
    if (!entries)
      return std::move(entries).error();
    list all;
    for (auto& entry : *entries) {
      auto one = described(db, entry);
      if (!one)
        return std::move(one).error();
      all.push_back(*std::move(one));
    }
    return all;
  });
}

result<bot_with_figures> bot_reader::bot_of(const std::string& user_id,
                                            const std::string& bot_id) {
  return with_bot(user_id, bot_id,
                  [](connection& db, bot_entry& entry) { return described(db, entry); });
}

result<run_with_figures> bot_reader::run_of(const std::string& user_id,
                                            const std::string& bot_id,
                                            std::uint32_t number) {
  return with_bot(user_id, bot_id, [&](connection& db, const bot_entry& entry) {
    auto found = find_run(db, entry.number, number);
    if (found && found->run.number == 0)
      found = problem{problem_code::not_found, "the bot has no such run",
                      run_id_of(bot_id, number)};
    return found;
  });
}

result<std::vector<run_with_figures>> bot_reader::runs_of(const std::string& user_id,
                                                          const std::string& bot_id) {
  return with_bot(user_id, bot_id, [](connection& db, const bot_entry& entry) {
    return collect(db, read_run,
                   "SELECT " TRADEEON_RUN_COLUMNS TRADEEON_FROM_RUNS
                   "WHERE r.bot_no = ? ORDER BY r.run DESC",
                   entry.number);
  });
}

result<page<bot_order>> bot_reader::orders(const history_filter& of,
                                           std::optional<order_side> side) {
  const auto wanted = side ? static_cast<std::int64_t>(*side) : any;
  const auto read = [&](const row& r) -> result<bot_order> {
    auto one = read_order(r);
    if (!one)
      return std::move(one).error();
    return bot_order{of.bot_id, run_id_of(of.bot_id, r.as<std::uint32_t>(22)),
                     *std::move(one)};
  };
  return with_bot(of.user_id, of.bot_id, [&](connection& db, const bot_entry& entry) {
    return page_of(collect(db, read,
                           "SELECT " TRADEEON_ORDER_COLUMNS ", o.run FROM bot_orders o"
                           " INDEXED BY orders_of_run"
                           " WHERE o.bot_no = ?1 AND (?2 = -1 OR o.run = ?2)"
                           " AND (?3 = -1 OR o.side = ?3)"
                           " ORDER BY o.run DESC, o.order_no DESC LIMIT ?4 OFFSET ?5",
                           entry.number, run_in(of), wanted, bound(of.limit),
                           bound(of.offset)),
                   db.number("SELECT count(*) FROM bot_orders o INDEXED BY orders_of_run"
                             " WHERE o.bot_no = ?1 AND (?2 = -1 OR o.run = ?2)"
                             " AND (?3 = -1 OR o.side = ?3)",
                             entry.number, run_in(of), wanted));
  });
}

result<std::vector<bot_fill>> bot_reader::fills(const history_filter& of,
                                                std::int64_t after) {
  return with_bot(of.user_id, of.bot_id, [&](connection& db, const bot_entry& entry) {
    return collect(
      db, [&](const row& r) { return read_fill(r, of.bot_id); },
      "SELECT " TRADEEON_FILL_COLUMNS "FROM bot_fills f INDEXED BY fills_of_bot"
      " CROSS JOIN bot_orders o ON o.order_no = f.order_no"
      " WHERE f.bot_no = ?1 AND f.fill_no > ?2 AND (?3 = -1 OR f.run = ?3)"
      " ORDER BY f.fill_no LIMIT ?4",
      entry.number, after, run_in(of), bound(of.limit));
  });
}

result<page<bot_deal>> bot_reader::deals(const history_filter& of) {
  return with_bot(of.user_id, of.bot_id, [&](connection& db, const bot_entry& entry) {
    return page_of(collect(
                     db, [&](const row& r) { return read_deal(r, of.bot_id); },
                     "SELECT " TRADEEON_DEAL_COLUMNS "FROM bot_deals"
                     " WHERE bot_no = ?1 AND (?2 = -1 OR run = ?2)"
                     " ORDER BY run DESC, number DESC LIMIT ?3 OFFSET ?4",
                     entry.number, run_in(of), bound(of.limit), bound(of.offset)),
                   db.number("SELECT count(*) FROM bot_deals"
                             " WHERE bot_no = ?1 AND (?2 = -1 OR run = ?2)",
                             entry.number, run_in(of)));
  });
}

result<page<logged_bot_event>> bot_reader::bot_events(const history_filter& of,
                                                      const std::string& type,
                                                      const std::string& category) {
  return with_bot(of.user_id, of.bot_id, [&](connection& db, const bot_entry&) {
    return page_of(
      collect(db, read_bot_event,
              "SELECT " TRADEEON_BOT_EVENT_COLUMNS "FROM bot_events"
              " INDEXED BY bot_events_of_bot WHERE bot_id = ?1 AND user_id = ?2"
              " AND (?3 = '' OR run_id = ?3) AND (?4 = '' OR type = ?4)"
              " AND (?5 = '' OR category = ?5) ORDER BY seq DESC LIMIT ?6 OFFSET ?7",
              of.bot_id, of.user_id, of.run_id, type, category, bound(of.limit),
              bound(of.offset)),
      db.number("SELECT count(*) FROM bot_events INDEXED BY bot_events_of_bot"
                " WHERE bot_id = ?1 AND user_id = ?2 AND (?3 = '' OR run_id = ?3)"
                " AND (?4 = '' OR type = ?4) AND (?5 = '' OR category = ?5)",
                of.bot_id, of.user_id, of.run_id, type, category));
  });
}

result<std::vector<account_view>> bot_reader::accounts_of(const std::string& user_id) {
  using list = std::vector<account_view>;
  return at_one_moment([&](connection& db) -> result<list> {
    auto accounts = collect(db, read_account,
                            "SELECT " TRADEEON_ACCOUNT_COLUMNS "FROM accounts"
                            " WHERE user_id = ? ORDER BY mode, asset",
                            user_id);
    if (!accounts)
      return std::move(accounts).error();
    auto open = collect(db, read_run,
                        "SELECT " TRADEEON_RUN_COLUMNS TRADEEON_FROM_RUNS
                        "WHERE b.user_id = ? AND r.ended_at = 0",
                        user_id);
    if (!open)
      return std::move(open).error();
    return with_runs(*std::move(accounts), *open);
  });
}

result<std::vector<trading_switch>> bot_reader::trading_states() {
  return at_one_moment([](connection& db) { return all_switches(db); });
}

result<std::vector<audited_order>> bot_reader::audit(std::int64_t after,
                                                     std::size_t limit) {
  const auto read = [](const row& r) -> result<audited_order> {
    auto one = read_order(r);
    if (!one)
      return std::move(one).error();
    const auto bot_id = r.text(24);
    return audited_order{
      r.integer(22),
      r.text(25),
      {bot_id, run_id_of(bot_id, r.as<std::uint32_t>(23)), *std::move(one)}};
  };
  return at_one_moment([&](connection& db) {
    return collect(db, read,
                   "SELECT " TRADEEON_ORDER_COLUMNS ", o.order_no, o.run, b.bot_id,"
                   " b.user_id FROM bot_orders o NOT INDEXED"
                   " JOIN bots b ON b.bot_no = o.bot_no"
                   " WHERE o.order_no > ? ORDER BY o.order_no LIMIT ?",
                   after, bound(limit));
  });
}

} // namespace tradeeon::storage::sqlite
