#pragma once

#include "actors/context.hpp"
#include "actors/delivery_lanes.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

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
};

/// Works off the outbox: sends each pending webhook, records each attempt, and
/// retries by policy until it is done or given up. A delivery leaves memory only
/// after its outcome is durable; what was in flight when the process died is
/// sent again with the same id. Accepts `event committed`, and `answer` from
/// its transport.
caf::behavior dispatcher(caf::stateful_actor<dispatcher_state>* self,
                         context_ptr context);

} // namespace tradeeon
