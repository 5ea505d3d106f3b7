// Columns and how domain objects are read from them. Each `…_columns` literal
// and its reader belong together; `first` is the row's column they start at.
#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/delivery.hpp"
#include "domain/alerts/subscription.hpp"
#include "domain/alerts/trigger.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/connection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::storage::sqlite {

/// Durable form of an alert's actions (versioned bytes) and back.
[[nodiscard]] std::string encode(const std::vector<action>& actions);
result<std::vector<action>> decode_actions(std::string_view bytes);

#define TRADEEON_ALERT_COLUMNS                                                           \
  "a.alert_id, a.user_id, a.symbol, a.timeframe, a.expression, a.mode, a.status, "       \
  "a.status_reason, a.actions, a.version, a.created_at, a.document, "                    \
  "coalesce(s.last_triggered_at, 0) "
#define TRADEEON_FROM_ALERTS                                                             \
  " FROM alerts a LEFT JOIN alert_states s ON s.alert_no = a.alert_no "
result<alert> read_alert(const row& from);

#define TRADEEON_TRIGGER_COLUMNS                                                         \
  "seq, event_id, kind, subject, user_id, symbol, timeframe, bar_time, price, "          \
  "triggered_at, late_by, edge, why "
result<trigger> read_trigger(const row& from);

#define TRADEEON_DELIVERY_COLUMNS                                                        \
  "o.delivery_id, o.trigger_seq, t.event_id, t.subject, t.user_id, o.url, o.state, "     \
  "o.attempts, o.next_at, o.last_status, o.last_error, t.triggered_at "
delivery read_delivery(const row& from);

#define TRADEEON_ATTEMPT_COLUMNS                                                         \
  "seq, delivery_id, event_id, alert_id, user_id, number, status, error, elapsed_ms, "   \
  "at, state, next_at "
attempt read_attempt(const row& from);

#define TRADEEON_HANDOFF_COLUMNS                                                         \
  "seq, handoff_id, event_id, subscription_id, bot_id, user_id, symbol, command, "       \
  "base, bar_time, price, at "
handoff read_handoff(const row& from);

#define TRADEEON_NOTIFICATION_COLUMNS                                                    \
  "seq, notification_id, user_id, alert_id, event_id, symbol, text, at "
notification read_notification(const row& from);

#define TRADEEON_SUBSCRIPTION_COLUMNS                                                    \
  "s.subscription_id, s.user_id, s.bot_id, s.bot_type, s.condition_id, s.bot_config, "   \
  "s.level, s.created_at, s.last_triggered_at "
inline constexpr int subscription_width = 9;
subscription read_subscription(const row& from);

// A condition in use is evaluated once per bar of its series: its figures
// follow from the series' and cost no write per bar.
#define TRADEEON_CONDITION_COLUMNS                                                       \
  "c.condition_id, c.type, c.symbol, c.timeframe, c.text, c.document, c.created_at, "    \
  "c.subscribers, c.counting_from, c.evaluation_count, c.last_evaluated_at, "            \
  "c.trigger_count, c.last_triggered_at, coalesce(m.bar_count, 0), "                     \
  "coalesce(m.watermark, -1) "
#define TRADEEON_FROM_CONDITIONS                                                         \
  " FROM conditions c LEFT JOIN series m ON m.symbol = c.symbol "                        \
  "AND m.timeframe = c.timeframe "
registered_condition read_condition(const row& from, int first = 0);

#define TRADEEON_CANDLE_COLUMNS "open_time, open, high, low, close, volume "
candle read_candle(const row& from, int first = 0);

} // namespace tradeeon::storage::sqlite
