#pragma once

#include "domain/alerts/alert.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon {

/// One condition's share in a trigger: what it read and what came of it.
struct explained_part {
  std::string condition_id;
  std::string text; ///< canonical text form
  truth state = truth::unknown;
  double left = 0; ///< operand values; NaN where there was none
  double right = 0;
  double right_high = 0; ///< upper bound of range operators; else NaN
  double previous_left = 0;
  double previous_right = 0;
  time_ms left_bar = 0; ///< open time of the bar each operand was read from
  time_ms right_bar = 0;
};

/// Why a trigger fired: the bar and each condition's operands.
struct explanation {
  candle bar;
  std::vector<explained_part> parts;
};

enum class trigger_kind : std::uint8_t {
  alert,     ///< an alert fired; belongs to its user
  condition, ///< a subscribed condition is true on a closed bar; belongs to nobody
};

/// A durable fact of the trigger log. Its identity, `event_id`, is a function
/// of the alert (or condition) and the bar: recording it again changes nothing.
struct trigger {
  std::int64_t seq = 0; ///< place in the log, given by the store; 0 before
  std::string event_id;
  trigger_kind kind = trigger_kind::alert;
  std::string subject; ///< alert id or condition id
  std::string user_id; ///< empty for conditions
  std::string symbol;
  timeframe base = timeframe::m1;
  time_ms bar_time = 0; ///< open time of the base bar
  double price = 0;     ///< close of the base bar, or its latest price
  time_ms triggered_at = 0;
  time_ms late_by = 0; ///< how long after the bar's close it was evaluated
  /// For conditions: it became true on this bar (else it was true before).
  bool edge = true;
  explanation why;
};

/// A trigger with what must become durable together with it.
struct firing {
  trigger fact;
  std::vector<action> actions;
};

/// `<alert_id>:<bar>`, with `@<version>` once edited and `:<update>` for modes
/// that may fire more than once within a bar.
[[nodiscard]] std::string event_id_of(const alert& owner, time_ms bar_time,
                                      time_ms update_time);

/// `<condition_id>:<bar>`.
[[nodiscard]] std::string event_id_of(const std::string& condition_id, time_ms bar_time);

/// The id of the n-th action's delivery of an event: 32 hex digits, the same on
/// every attempt and after every restart.
[[nodiscard]] std::string delivery_id_of(const std::string& event_id, std::size_t action);

/// Durable form of an explanation (versioned bytes) and back; a blob that this
/// version cannot read is a problem.
[[nodiscard]] std::string encode(const explanation& x);
result<explanation> decode_explanation(std::string_view bytes);

} // namespace tradeeon
