#pragma once

#include "actors/context.hpp"
#include "actors/relay_position.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <memory>
#include <string>

namespace tradeeon {

class trigger_relay;

struct bus_worker_state {
  static inline const char* name = "tradeeon.bus_worker";
  bus_worker_state();
  ~bus_worker_state();
  std::unique_ptr<trigger_relay> relay;
};

/// Does the publisher's blocking work, one step a request. Answers
///   retry look → more, position, failure (empty: none), wait in ms after it
caf::behavior bus_worker(caf::stateful_actor<bus_worker_state>* self, context_ptr context,
                         relay_position at);

struct publisher_state {
  static inline const char* name = "tradeeon.publisher";
  context_ptr context;
  caf::actor worker;
  std::string position;   ///< as the worker told
  std::string stored;     ///< as the store has it
  bool under_way = false; ///< the worker is at it
  bool again = false;     ///< more has come meanwhile
  bool look = false;      ///< the next step looks at the stream first
  bool resting = false;   ///< waits after a failure
  bool storing = false;   ///< the position is on its way to the store
  bool write_due = false; ///< the position will be written in a moment
  bool away = false;      ///< the last step failed
};

/// Has each committed trigger published: asks a worker for one step at a time, and
/// keeps the position in the store. Whatever the bus does, at most one request is
/// under way, and nobody waits for this actor. Accepts `event committed`.
caf::behavior publisher(caf::stateful_actor<publisher_state>* self, context_ptr context);

} // namespace tradeeon
