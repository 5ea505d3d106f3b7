#pragma once

#include "domain/alerts/delivery.hpp"
#include "domain/alerts/explain_at.hpp"
#include "domain/alerts/subscription.hpp"
#include "domain/alerts/trigger.hpp"

#include <string>
#include <vector>

namespace tradeeon::json {

/// The answer of GET /api/v1/triggers; `next` continues after the last one (or
/// repeats `after` where there are none).
[[nodiscard]] std::string render_triggers(const std::vector<trigger>& rows,
                                          std::int64_t after);

/// The answer of GET /alerts/{id}/logs.
[[nodiscard]] std::string render_alert_log(const std::vector<trigger>& rows);

/// Appends one line of `tradeeon replay`, with its line end.
void append_replay_line(std::string& to, const trigger& x);

/// `data` of the event stream's `trigger`, `delivery` and `bot` events.
[[nodiscard]] std::string render(const trigger& x);
[[nodiscard]] std::string render(const attempt& x);
[[nodiscard]] std::string render(const handoff& x);

/// Why it did or did not: the bar and each condition's operands. No value is
/// null, truth is true, false or null (unknown).
[[nodiscard]] std::string render(const explanation& x);

/// The answer of POST /alerts/{id}/simulate.
[[nodiscard]] std::string render_simulation(const explained_bar& x);

/// The answer of GET /alerts/{id}/explain: as above, with what each part lacks.
[[nodiscard]] std::string render_explanation(const alert& row, const explained_bar& x);

/// The body of a webhook. The same trigger gives the same bytes on every attempt.
[[nodiscard]] std::string webhook_body(const trigger& x);

} // namespace tradeeon::json
