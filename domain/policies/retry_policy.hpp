#pragma once

#include "domain/alerts/delivery.hpp"

#include <cstdint>
#include <string>

namespace tradeeon {

/// How a webhook endpoint answered one attempt.
struct attempt_result {
  int status = 0;                   ///< HTTP status; 0: no answer
  std::int64_t retry_after_ms = -1; ///< what the receiver asked for; -1: nothing
};

/// Limits of webhook retries.
struct retry_limits {
  std::uint32_t max_attempts = 12; ///< over about a day
  /// Answers that blame the request (4xx other than 408, 425, 429) get fewer.
  std::uint32_t max_refusals = 5;
};

/// What becomes of a delivery after an attempt: done on 2xx, dead on 410 or when
/// the attempts are used up, else pending with the time of the next attempt.
/// Waits grow from 5 s to 8 h and are spread by ±20 % with a jitter derived from
/// the delivery id, so that the same delivery always gets the same schedule.
/// A Retry-After longer than that wait is honoured up to 1 h.
struct retry_decision {
  delivery_state state = delivery_state::pending;
  time_ms next_at = 0;
};
[[nodiscard]] retry_decision after_attempt(const std::string& delivery_id,
                                           std::uint32_t attempt_number,
                                           const attempt_result& result, time_ms now,
                                           const retry_limits& limits);

} // namespace tradeeon
