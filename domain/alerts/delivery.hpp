#pragma once

#include "domain/alerts/trigger.hpp"

namespace tradeeon {

enum class delivery_state : std::uint8_t {
  pending, ///< to be attempted at `next_at`
  done,    ///< the receiver answered 2xx
  dead,    ///< given up by policy; recorded and visible
};

/// One webhook that a trigger owes somebody. A row of the outbox.
struct delivery {
  std::string delivery_id;
  std::int64_t trigger_seq = 0;
  std::string event_id;
  std::string alert_id;
  std::string user_id;
  std::string url;
  delivery_state state = delivery_state::pending;
  std::uint32_t attempts = 0;
  time_ms next_at = 0;
  std::int32_t last_status = 0; ///< HTTP status of the last attempt; 0: none
  std::string last_error;
  time_ms created_at = 0;
};

/// The outcome of one attempt and what it makes of the delivery.
struct attempt {
  std::int64_t seq = 0; ///< place in the event log, given by the store; 0 before
  std::string delivery_id;
  std::string event_id;
  std::string alert_id;
  std::string user_id;
  std::uint32_t number = 1; ///< 1 for the first
  std::int32_t status = 0;  ///< HTTP status; 0: no answer
  std::string error;        ///< why there was none; else empty
  std::int64_t elapsed_ms = 0;
  time_ms at = 0;
  delivery_state state = delivery_state::pending; ///< after this attempt
  time_ms next_at = 0;                            ///< when pending: not before this time
};

[[nodiscard]] std::string_view to_string(delivery_state state) noexcept;

} // namespace tradeeon
