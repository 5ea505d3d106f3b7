#pragma once

#include "actors/context.hpp"
#include "actors/delivery_lanes.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace tradeeon {

struct dispatcher_state {
  static inline const char* name = "tradeeon.dispatcher";
  context_ptr context;
  delivery_lanes lanes{delivery_lanes::limits{}};
  /// Every delivery in memory: waiting, in flight, or waiting for a retry.
  std::unordered_map<std::string, lane_item> held;
  std::vector<attempt> made; ///< attempts that the store has yet to record
  bool recording = false;
  std::string loaded_up_to; ///< last delivery read from the outbox
  bool all_loaded = false;  ///< false: newer ones are still only in the outbox
  bool loading = false;
  time_ms last_answer_at = 0;                             ///< when an attempt ended last
  bool draining = false;                                  ///< nothing more goes out
  std::vector<caf::typed_response_promise<bool>> drained; ///< who waits for the rest
};

/// Works off the outbox: sends each pending webhook, records each attempt, and
/// retries by policy until it is done or given up. A delivery leaves memory only
/// after its outcome is durable; what was in flight when the process died is
/// sent again with the same id. Accepts `event committed`, and `answer` from
/// its transport. `status` → why webhooks don't go out (empty: they do); `drain` →
/// bool once what is in flight has ended and is recorded, and nothing more is sent.
caf::behavior dispatcher(caf::stateful_actor<dispatcher_state>* self,
                         context_ptr context);

} // namespace tradeeon
