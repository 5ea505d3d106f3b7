#pragma once

#include "domain/alerts/trigger.hpp"

namespace tradeeon {

/// A condition in the public registry, with the figures that its row shows.
struct registered_condition {
  std::string condition_id;
  std::string type; ///< "indicator", "price" or "volume"
  std::string symbol;
  timeframe base = timeframe::m1;
  std::string text;     ///< canonical text form
  std::string document; ///< the JSON it was first registered with; opaque here
  time_ms created_at = 0;
  time_ms last_evaluated_at = 0; ///< 0: never
  std::uint64_t evaluation_count = 0;
  time_ms last_triggered_at = 0; ///< 0: never
  std::uint64_t trigger_count = 0;
};

/// A bot's interest in a condition.
struct subscription {
  std::string subscription_id;
  std::string user_id;
  std::string bot_id;
  std::string bot_type;
  std::string condition_id;
  std::string bot_config; ///< JSON as sent; opaque here
  /// Every closed bar on which it is true (`level`), or only the bar on which
  /// it becomes true (`edge`, the default).
  bool level = false;
  time_ms created_at = 0;
  time_ms last_triggered_at = 0; ///< 0: never
};

/// A trigger handed to one subscriber or one bot action; durable, once each.
struct handoff {
  std::int64_t seq = 0;   ///< place in the event log, given by the store
  std::string handoff_id; ///< `<event_id>:<subscription_id>`, or a delivery id
  std::string event_id;
  std::string subscription_id; ///< empty for an alert's bot action
  std::string bot_id;
  std::string user_id;
  std::string symbol;
  std::string command;            ///< an alert's bot action: what it asks for; else empty
  timeframe base = timeframe::m1; ///< of the alert's or condition's bars
  time_ms bar_time = 0;
  double price = 0;
  time_ms at = 0;
};

} // namespace tradeeon
