#include "storage/sqlite/condition_table.hpp"

#include "storage/sqlite/lookups.hpp"

namespace tradeeon::storage::sqlite {

result<std::pair<registered_condition, bool>>
condition_table::add(const registered_condition& row) {
  auto added = db_.run("INSERT INTO conditions(condition_id, type, symbol, timeframe,"
                       " text, document, created_at, evaluation_count,"
                       " last_evaluated_at, trigger_count, last_triggered_at)"
                       " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT(condition_id) DO NOTHING",
                       row.condition_id, row.type, row.symbol, row.base, row.text,
                       row.document, row.created_at, row.evaluation_count,
                       row.last_evaluated_at, row.trigger_count, row.last_triggered_at);
  if (!added)
    return std::move(added).error();
  auto now = find_condition(db_, row.condition_id);
  if (!now)
    return std::move(now).error();
  return std::pair{*std::move(now), *added > 0};
}

result<bool> condition_table::add_former_id(const std::string& former_id,
                                            const std::string& condition_id) {
  auto of = find_condition(db_, condition_id);
  if (!of)
    return std::move(of).error();
  if (auto meant = find_condition(db_, former_id); meant) {
    if (meant->condition_id == of->condition_id)
      return false;
    return problem{problem_code::conflict, "the id means another condition", former_id};
  } else if (meant.error().code != problem_code::not_found) {
    return std::move(meant).error();
  }
  auto added =
    db_.run("INSERT INTO former_ids VALUES(?, ?)", former_id, of->condition_id);
  if (!added)
    return std::move(added).error();
  return true;
}

result<std::pair<subscription, bool>>
condition_table::subscribe(const subscription& asked) {
  auto of = find_condition(db_, asked.condition_id);
  if (!of)
    return std::move(of).error();
  auto row = asked;
  row.condition_id = of->condition_id;
  subscription known;
  auto found = db_.one([&](const sqlite::row& r) { known = read_subscription(r); },
                       "SELECT " TRADEEON_SUBSCRIPTION_COLUMNS "FROM subscriptions s"
                       " WHERE s.user_id = ? AND s.bot_id = ? AND s.condition_id = ?",
                       row.user_id, row.bot_id, row.condition_id);
  if (!found)
    return std::move(found).error();
  if (*found)
    return std::pair{std::move(known), false};
  auto taken = db_.number("SELECT count(*) FROM subscriptions WHERE subscription_id = ?",
                          row.subscription_id);
  if (!taken)
    return std::move(taken).error();
  if (*taken != 0)
    return problem{problem_code::conflict, "the subscription exists already",
                   row.subscription_id};
  auto added =
    db_.run("INSERT INTO subscriptions(subscription_id, user_id, bot_id, bot_type,"
            " condition_id, bot_config, level, created_at, last_triggered_at)"
            " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row.subscription_id, row.user_id, row.bot_id, row.bot_type, row.condition_id,
            row.bot_config, row.level, row.created_at, row.last_triggered_at);
  if (!added)
    return std::move(added).error();
  if (auto counted = count_subscriber(*of); !counted)
    return std::move(counted).error();
  return std::pair{std::move(row), true};
}

result<subscription> condition_table::unsubscribe(const std::string& user_id,
                                                  const std::string& subscription_id) {
  subscription gone;
  auto found =
    db_.one([&](const row& r) { gone = read_subscription(r); },
            "DELETE FROM subscriptions AS s WHERE s.subscription_id = ?"
            " AND s.user_id = ? RETURNING subscription_id, user_id, bot_id, bot_type,"
            " condition_id, bot_config, level, created_at, last_triggered_at",
            subscription_id, user_id);
  if (!found)
    return std::move(found).error();
  if (!*found)
    return problem{problem_code::not_found, "no such subscription", subscription_id};
  auto of = find_condition(db_, gone.condition_id);
  if (!of)
    return std::move(of).error();
  if (auto dropped = drop_subscriber(*of); !dropped)
    return std::move(dropped).error();
  return gone;
}

result<void> condition_table::note_trigger(const std::string& condition_id, time_ms at) {
  auto noted = db_.run("UPDATE conditions SET trigger_count = trigger_count + 1,"
                       " last_triggered_at = max(last_triggered_at, ?)"
                       " WHERE condition_id = ?",
                       at, condition_id);
  if (!noted)
    return std::move(noted).error();
  return {};
}

result<void> condition_table::note_handoff(const std::string& subscription_id,
                                           time_ms at) {
  auto noted = db_.run("UPDATE subscriptions SET last_triggered_at ="
                       " max(last_triggered_at, ?) WHERE subscription_id = ?",
                       at, subscription_id);
  if (!noted)
    return std::move(noted).error();
  return {};
}

result<std::vector<subscription>> condition_table::takers(const std::string& condition_id,
                                                          bool edge) {
  std::vector<subscription> found;
  auto listed = db_.each([&](const row& r) { found.push_back(read_subscription(r)); },
                         "SELECT " TRADEEON_SUBSCRIPTION_COLUMNS "FROM subscriptions s"
                         " WHERE s.condition_id = ? AND (s.level = 1 OR ?)"
                         " ORDER BY s.subscription_no",
                         condition_id, edge);
  if (!listed)
    return std::move(listed).error();
  return found;
}

result<watched_condition> condition_table::watched(const std::string& condition_id) {
  watched_condition wanted{condition_id, {}, false};
  auto found = db_.one(
    [&](const row& r) {
      wanted.text = r.text(0);
      wanted.level = r.integer(1) != 0;
    },
    "SELECT c.text, EXISTS(SELECT 1 FROM subscriptions s"
    " WHERE s.condition_id = c.condition_id AND s.level = 1)"
    " FROM conditions c WHERE c.condition_id = ? AND c.subscribers > 0",
    condition_id);
  if (!found)
    return std::move(found).error();
  return wanted;
}

result<void> condition_table::load(symbol_snapshot& into) {
  return db_.each(
    [&](const row& r) {
      into.conditions.push_back({r.text(0), r.text(1), r.integer(2) != 0});
    },
    "SELECT c.condition_id, c.text, EXISTS(SELECT 1 FROM subscriptions s"
    " WHERE s.condition_id = c.condition_id AND s.level = 1)"
    " FROM conditions c WHERE c.symbol = ? AND c.subscribers > 0"
    " ORDER BY c.condition_id",
    into.symbol);
}

result<void> condition_table::count_subscriber(const registered_condition& of) {
  auto counted =
    db_.run("UPDATE conditions SET subscribers = subscribers + 1, counting_from ="
            " CASE subscribers WHEN 0 THEN coalesce((SELECT bar_count FROM series"
            " WHERE symbol = ? AND timeframe = ?), 0) ELSE counting_from END"
            " WHERE condition_id = ?",
            of.symbol, of.base, of.condition_id);
  if (!counted)
    return std::move(counted).error();
  return {};
}

result<void> condition_table::drop_subscriber(const registered_condition& of) {
  // The last one to go settles the figures: they stand still while nobody asks.
  auto settled = db_.run("UPDATE conditions SET evaluation_count = ?,"
                         " last_evaluated_at = ?"
                         " WHERE condition_id = ? AND subscribers = 1",
                         of.evaluation_count, of.last_evaluated_at, of.condition_id);
  if (!settled)
    return std::move(settled).error();
  auto dropped = db_.run("UPDATE conditions SET subscribers = subscribers - 1"
                         " WHERE condition_id = ?",
                         of.condition_id);
  if (!dropped)
    return std::move(dropped).error();
  return {};
}

} // namespace tradeeon::storage::sqlite
