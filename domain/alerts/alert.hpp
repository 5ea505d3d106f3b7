#pragma once

#include "domain/conditions/truth.hpp"
#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// When an alert whose expression is true fires (semantics: docs/alerts.md).
enum class fire_mode : std::uint8_t {
  once,       ///< the first time, then the alert is completed
  per_bar,    ///< at most once per base bar, as soon as it is true
  per_close,  ///< on each closed base bar on which it is true
  per_edge,   ///< on the closed bar on which it becomes true
  per_minute, ///< at most once per minute while true
  per_tick,   ///< on each update on which it is true
};

enum class alert_status : std::uint8_t { active, paused, completed, expired, error };

enum class action_kind : std::uint8_t {
  notify,  ///< a row in the owner's inbox
  webhook, ///< a signed POST to `target`
  bot,     ///< handed to the bot `target`
};

/// What a fire leads to.
struct action {
  action_kind kind = action_kind::notify;
  std::string target; ///< webhook: URL; bot: bot id; notify: empty
  /// bot: "execute_entry", "execute_dca", "buy", "sell", "add", "close", "pause",
  /// "resume", "stop", "panic"; empty: as "buy".
  std::string command;
  std::int32_t dca_index = -1; ///< bot with execute_dca: which level; else -1
};

/// A user's standing question to one symbol.
struct alert {
  std::string alert_id;
  std::string user_id;
  std::string symbol;
  timeframe base = timeframe::m1; ///< its bars are the alert's base bars
  std::string expression;         ///< canonical text form
  fire_mode mode = fire_mode::per_bar;
  alert_status status = alert_status::active;
  std::string status_reason; ///< why, for `error`; else empty
  std::vector<action> actions;
  /// Grows with each change of the expression; part of trigger ids from 2 on.
  std::uint32_t version = 1;
  time_ms created_at = 0;
  time_ms last_triggered_at = 0; ///< 0: never
  /// The client's JSON as accepted, for the echo in answers. Opaque here.
  std::string document;
};

/// What an alert remembers between bars. Durable, written in the transaction
/// of the bar that changed it.
struct alert_state {
  std::string alert_id;
  std::uint32_t version = 1;    ///< of the alert that this state belongs to
  truth known = truth::unknown; ///< last known truth on a closed bar (edge modes)
  time_ms fired_bar = -1;       ///< base bar of the last fire; -1: none
  time_ms fired_update = -1;    ///< update time of the last fire; -1: none
  std::uint64_t trigger_count = 0;
  bool completed = false; ///< mode `once` has fired
  std::string memory{};   ///< of playbooks: opaque bytes (playbook.hpp); else empty
};

[[nodiscard]] std::string_view to_string(fire_mode mode) noexcept;
[[nodiscard]] std::string_view to_string(alert_status status) noexcept;
[[nodiscard]] std::string_view to_string(action_kind kind) noexcept;

result<fire_mode> parse_fire_mode(std::string_view text);
result<alert_status> parse_alert_status(std::string_view text);

} // namespace tradeeon
