// Where the actors of runs live: here, or in a cluster on the nodes that hold the leases.
#pragma once

#include "actors/bots/floor_requests.hpp"

#include <caf/message_handler.hpp>

namespace tradeeon {

/// Starts an actor for a seat that has none, now or as soon as a node can take it.
void start_runner(floor_ptr self, const std::string& bot_id);

/// The actor of a seat has gone, or must go: what it was asked is answered with
/// `unavailable`. Stops it where it still works.
void empty_seat(floor_ptr self, trading_floor_state::seat& at);

/// In a cluster: looks for a place again, after growing pauses.
void place_later(floor_ptr self, const std::string& bot_id);

/// `moved` and `place`: leases have gone elsewhere, and runs with them.
caf::message_handler following_leases(floor_ptr self);

/// A host is gone, if `who` was one.
void forget_host(floor_ptr self, const caf::actor_addr& who);

} // namespace tradeeon
