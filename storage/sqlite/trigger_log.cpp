#include "storage/sqlite/trigger_log.hpp"

#include "storage/effects.hpp"
#include "storage/sqlite/lookups.hpp"

namespace tradeeon::storage::sqlite {

result<void> trigger_log::resume() {
  auto newest = newest_seq(db_);
  if (!newest)
    return std::move(newest).error();
  seq_ = *newest;
  return {};
}

result<bool> trigger_log::record(const firing& fired, const alert_entry& of,
                                 commit_outcome& into) {
  trigger fact = fired.fact;
  auto added = insert(fact);
  if (!added || !*added)
    return added;
  if (auto acted = act(fact, fired.actions, of, into); !acted)
    return std::move(acted).error();
  if (fact.kind == trigger_kind::condition)
    if (auto noted = conditions_.note_trigger(fact.subject, fact.triggered_at); !noted)
      return std::move(noted).error();
  into.triggers.push_back(std::move(fact));
  return true;
}

result<bool> trigger_log::insert(trigger& fact) {
  const auto why = encode(fact.why);
  auto added = db_.run("INSERT INTO triggers(" TRADEEON_TRIGGER_COLUMNS
                       ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT(bar_time, event_id) DO NOTHING",
                       seq_ + 1, fact.event_id, fact.kind, fact.subject, fact.user_id,
                       fact.symbol, fact.base, fact.bar_time, fact.price,
                       fact.triggered_at, fact.late_by, fact.edge, blob{why});
  if (!added)
    return std::move(added).error();
  if (*added == 0)
    return false;
  fact.seq = ++seq_;
  return true;
}

result<void> trigger_log::act(const trigger& fact, const std::vector<action>& actions,
                              const alert_entry& of, commit_outcome& into) {
  for (std::size_t n = 0; n < actions.size(); ++n) {
    result<void> added;
    switch (actions[n].kind) {
    case action_kind::webhook:
      into.deliveries.push_back(delivery_for(fact, actions[n], n));
      added = add_delivery(into.deliveries.back(), n);
      break;
    case action_kind::notify:
      into.notifications.push_back(notification_for(fact, of.expression, n));
      added = add_notification(into.notifications.back(), n);
      break;
    case action_kind::bot:
      into.handoffs.push_back(handoff_for(fact, actions[n], n));
      added = add_handoff(into.handoffs.back());
      break;
    }
    if (!added)
      return added;
  }
  return {};
}

result<void> trigger_log::add_delivery(const delivery& d, std::size_t action) {
  auto added = db_.run("INSERT INTO outbox(trigger_seq, action, delivery_id, url, state,"
                       " next_at) VALUES(?, ?, ?, ?, ?, ?)",
                       d.trigger_seq, action, d.delivery_id, d.url, d.state, d.next_at);
  if (!added)
    return std::move(added).error();
  return {};
}

result<void> trigger_log::add_notification(const notification& n, std::size_t action) {
  auto added = db_.run("INSERT INTO notifications(" TRADEEON_NOTIFICATION_COLUMNS
                       ", action) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       n.seq, n.notification_id, n.user_id, n.alert_id, n.event_id,
                       n.symbol, n.text, n.at, action);
  if (!added)
    return std::move(added).error();
  return {};
}

result<void> trigger_log::add_handoff(handoff& h) {
  auto added = db_.run("INSERT INTO handoffs(" TRADEEON_HANDOFF_COLUMNS
                       ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       seq_ + 1, h.handoff_id, h.event_id, h.subscription_id, h.bot_id,
                       h.user_id, h.symbol, h.command, h.base, h.bar_time, h.price, h.at);
  if (!added)
    return std::move(added).error();
  h.seq = ++seq_;
  return {};
}

result<attempt> trigger_log::record_attempt(const attempt& made) {
  auto at = locate(made.delivery_id, made.event_id);
  if (!at)
    return std::move(at).error();
  attempt kept = made;
  // Whose it is comes from the log, not from the caller.
  auto owner = db_.one(
    [&](const row& r) {
      kept.event_id = r.text(0);
      kept.alert_id = r.text(1);
      kept.user_id = r.text(2);
    },
    "SELECT event_id, subject, user_id FROM triggers WHERE seq = ?", at->trigger_seq);
  if (!owner)
    return std::move(owner).error();
  auto moved = db_.run("UPDATE outbox SET state = ?, attempts = ?, next_at = ?,"
                       " last_status = ?, last_error = ?"
                       " WHERE trigger_seq = ? AND action = ?",
                       kept.state, kept.number, kept.next_at, kept.status, kept.error,
                       at->trigger_seq, at->action);
  if (!moved)
    return std::move(moved).error();
  auto added = db_.run("INSERT INTO attempts(" TRADEEON_ATTEMPT_COLUMNS
                       ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       seq_ + 1, kept.delivery_id, kept.event_id, kept.alert_id,
                       kept.user_id, kept.number, kept.status, kept.error,
                       kept.elapsed_ms, kept.at, kept.state, kept.next_at);
  if (!added)
    return std::move(added).error();
  kept.seq = ++seq_;
  return kept;
}

result<std::pair<std::vector<handoff>, bool>> trigger_log::hand_over(std::size_t limit,
                                                                     time_ms now) {
  auto cursor = db_.number("SELECT seq FROM cursors WHERE name = 'notifier'");
  if (!cursor)
    return std::move(cursor).error();
  std::vector<trigger> waiting;
  auto listed = db_.each(
    [&](const row& r) -> result<void> {
      auto one = read_trigger(r);
      if (!one)
        return std::move(one).error();
      waiting.push_back(*std::move(one));
      return {};
    },
    "SELECT " TRADEEON_TRIGGER_COLUMNS "FROM triggers"
    " WHERE kind = 1 AND seq > ? ORDER BY seq LIMIT ?",
    *cursor, limit < SIZE_MAX ? bound(limit + 1) : bound(limit));
  if (!listed)
    return std::move(listed).error();
  const bool more = waiting.size() > limit;
  if (more)
    waiting.resize(limit);
  std::pair<std::vector<handoff>, bool> given{{}, more};
  for (const auto& fact : waiting) {
    auto takers = conditions_.takers(fact.subject, fact.edge);
    if (!takers)
      return std::move(takers).error();
    for (const auto& to : *takers) {
      given.first.push_back(handoff_for(fact, to, now));
      if (auto added = add_handoff(given.first.back()); !added)
        return std::move(added).error();
      auto noted = conditions_.note_handoff(to.subscription_id, fact.triggered_at);
      if (!noted)
        return std::move(noted).error();
    }
  }
  if (waiting.empty())
    return given;
  auto moved = db_.run("INSERT INTO cursors(name, seq) VALUES('notifier', ?)"
                       " ON CONFLICT(name) DO UPDATE SET seq = excluded.seq",
                       waiting.back().seq);
  if (!moved)
    return std::move(moved).error();
  return given;
}

result<std::vector<delivery>> trigger_log::pending(const std::string& after_id,
                                                   std::size_t limit) {
  place after;
  if (!after_id.empty()) {
    auto found =
      after_id == page_end_ ? result<place>{page_end_place_} : locate(after_id, {});
    if (!found)
      return std::move(found).error();
    after = *found;
  }
  std::vector<delivery> page;
  place last;
  // Without the hint SQLite may walk all that was ever delivered.
  auto listed = db_.each(
    [&](const row& r) {
      page.push_back(read_delivery(r));
      last = {r.integer(12), r.integer(13)};
    },
    "SELECT " TRADEEON_DELIVERY_COLUMNS ", o.trigger_seq, o.action"
    " FROM outbox o INDEXED BY pending_outbox CROSS JOIN triggers t"
    " WHERE o.state = 0 AND (o.trigger_seq, o.action) > (?, ?) AND t.seq = o.trigger_seq"
    " ORDER BY o.trigger_seq, o.action LIMIT ?",
    after.trigger_seq, after.action, bound(limit));
  if (!listed)
    return std::move(listed).error();
  if (!page.empty()) {
    page_end_ = page.back().delivery_id;
    page_end_place_ = last;
  }
  return page;
}

result<trigger> trigger_log::find(const std::string& event_id) {
  auto seq = find_trigger_seq(db_, event_id);
  if (!seq)
    return std::move(seq).error();
  trigger read;
  auto found = db_.one(
    [&](const row& r) -> result<void> {
      auto one = read_trigger(r);
      if (!one)
        return std::move(one).error();
      read = *std::move(one);
      return {};
    },
    "SELECT " TRADEEON_TRIGGER_COLUMNS "FROM triggers WHERE seq = ?", *seq);
  if (!found)
    return std::move(found).error();
  if (!*found)
    return problem{problem_code::not_found, "no such event", event_id};
  return read;
}

result<trigger_log::place> trigger_log::locate(const std::string& delivery_id,
                                               const std::string& event_id) {
  place at;
  auto take = [&](const row& r) { at = {r.integer(0), r.integer(1)}; };
  if (!event_id.empty()) {
    auto seq = find_trigger_seq(db_, event_id);
    if (!seq)
      return std::move(seq).error();
    auto found = db_.one(take,
                         "SELECT trigger_seq, action FROM outbox"
                         " WHERE trigger_seq = ? AND delivery_id = ?",
                         *seq, delivery_id);
    if (!found)
      return std::move(found).error();
  } else {
    // Seldom asked, so it has no index: mostly one of the newest is meant.
    auto found = db_.one(take,
                         "SELECT trigger_seq, action FROM outbox WHERE delivery_id = ?"
                         " ORDER BY trigger_seq DESC LIMIT 1",
                         delivery_id);
    if (!found)
      return std::move(found).error();
  }
  if (at.trigger_seq == 0)
    return problem{problem_code::not_found, "no such delivery", delivery_id};
  return at;
}

} // namespace tradeeon::storage::sqlite
