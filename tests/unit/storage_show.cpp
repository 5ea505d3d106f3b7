#include "tests/unit/storage_kit.hpp"
#include "tests/unit/storage_line.hpp"

namespace tradeeon::storage::test {

std::string show(const std::string& x) {
  return x;
}
std::string show(const problem& x) {
  return line("problem", x.code);
}
std::string show(const candle& x) {
  return line("bar", x.open_time, x.open, x.high, x.low, x.close, x.volume, x.closed);
}
std::string show(const action& x) {
  return line("action", x.kind, x.target, x.command, x.dca_index);
}
std::string show(const alert& x) {
  return line("alert", x.alert_id, x.user_id, x.symbol, x.base, x.expression, x.mode,
              x.status, x.status_reason, show(x.actions), x.version, x.created_at,
              x.last_triggered_at, x.document);
}
std::string show(const alert_state& x) {
  return line("state", x.alert_id, x.version, x.known, x.fired_bar, x.fired_update,
              x.trigger_count, x.completed);
}
std::string show(const trigger& x) {
  auto text =
    line("trigger", x.seq, x.event_id, x.kind, x.subject, x.user_id, x.symbol, x.base,
         x.bar_time, x.price, x.triggered_at, x.late_by, x.edge, show(x.why.bar));
  for (const auto& part : x.why.parts)
    text += line(" / part", part.condition_id, part.text, part.state, part.left,
                 part.right, part.right_high, part.previous_left, part.previous_right,
                 part.left_bar, part.right_bar);
  return text;
}
std::string show(const delivery& x) {
  return line("delivery", x.delivery_id, x.trigger_seq, x.event_id, x.alert_id, x.user_id,
              x.url, x.state, x.attempts, x.next_at, x.last_status, x.last_error,
              x.created_at);
}
std::string show(const attempt& x) {
  return line("attempt", x.seq, x.delivery_id, x.event_id, x.alert_id, x.user_id,
              x.number, x.status, x.error, x.elapsed_ms, x.at, x.state, x.next_at);
}
std::string show(const handoff& x) {
  return line("handoff", x.seq, x.handoff_id, x.event_id, x.subscription_id, x.bot_id,
              x.user_id, x.symbol, x.command, x.base, x.bar_time, x.price, x.at);
}
std::string show(const notification& x) {
  return line("notification", x.seq, x.notification_id, x.user_id, x.alert_id, x.event_id,
              x.symbol, x.text, x.at);
}
std::string show(const registered_condition& x) {
  return line("condition", x.condition_id, x.type, x.symbol, x.base, x.text, x.document,
              x.created_at, x.last_evaluated_at, x.evaluation_count, x.last_triggered_at,
              x.trigger_count);
}
std::string show(const subscription& x) {
  return line("subscription", x.subscription_id, x.user_id, x.bot_id, x.bot_type,
              x.condition_id, x.bot_config, x.level, x.created_at, x.last_triggered_at);
}
std::string show(const log_event& x) {
  switch (x.what) {
  case log_event::kind::trigger:
    return line("event", x.seq, show(x.fact));
  case log_event::kind::delivery:
    return line("event", x.seq, show(x.delivered));
  case log_event::kind::bot_event:
    return line("event", x.seq, show(x.noted));
  case log_event::kind::bot:
    break;
  }
  return line("event", x.seq, show(x.handed));
}
std::string show(const gap& x) {
  return line("gap", x.base, x.from, x.to);
}
std::string show(const quarantined_bar& x) {
  return line("quarantined", x.symbol, x.base, show(x.bar), x.reason, x.at);
}
std::string show(const queries::symbol_row& x) {
  return line("symbol", x.symbol, x.base, show(x.last));
}
std::string show(const commit_outcome& x) {
  return show(x.triggers) + show(x.deliveries) + show(x.notifications) + show(x.handoffs);
}
std::string show(const symbol_snapshot& x) {
  auto text =
    line("snapshot", x.symbol, x.has_base, x.base, x.watermark, x.checkpoint) + "\n";
  for (const auto& series : x.history)
    text += line("series", series.base) + "\n" + show(series.bars);
  for (const auto& peer : x.peers) {
    text += line("peer", peer.symbol, peer.base, peer.cursor) + "\n";
    for (const auto& series : peer.history)
      text += line("series", series.base) + "\n" + show(series.bars);
  }
  text += show(x.alerts) + show(x.states);
  for (const auto& watched : x.conditions)
    text += line("watched", watched.condition_id, watched.text, watched.level) + "\n";
  return text;
}

std::string show_all(queries& readers, const std::vector<std::string>& users,
                     const std::vector<std::string>& symbols) {
  std::string text;
  for (const auto& user : users) {
    const auto alerts = good(readers.alerts_of(user));
    text += show(alerts) + std::to_string(good(readers.active_alerts_of(user))) + "\n";
    for (const auto& row : alerts)
      text += show(readers.alert_log(user, row.alert_id, 1'000, 0)) +
              show(readers.deliveries(user, row.alert_id, 1'000));
    text += show(readers.triggers({user, 0, 1'000, "", ""})) +
            show(readers.events(user, 0, 1'000)) +
            show(readers.notifications(user, 0, 1'000)) +
            show(readers.subscriptions_of(user));
  }
  for (const auto& symbol : symbols)
    for (const auto tf : {timeframe::m1, timeframe::m5})
      text += show(readers.klines(symbol, tf, 0, 1'000'000'000, 1'000)) +
              show(readers.gaps(symbol));
  const auto figures = good(readers.condition_figures());
  text += show_bots(readers.bots(), users);
  text += show(readers.symbols()) + show(readers.quarantine()) +
          line("totals", good(readers.active_alerts()), good(readers.last_seq()),
               figures.conditions, figures.subscriptions);
  return text;
}

} // namespace tradeeon::storage::test
