#pragma once

#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

namespace tradeeon {

/// Starts an engine's tree of actors and returns its root:
///
///   tradeeon   rest_for_one
///   ├── store
///   └── services   one_for_one
///       ├── evaluation (a guard per symbol: evaluator + alert runner)
///       ├── market: router and feeds, one_for_one
///       ├── dispatcher · notifier · hub · publisher (where there is a bus)
///       ├── trading (an actor per bot at work)
///       └── http
///
/// In a cluster the store node has coordinator and membership in place of dispatcher and
/// notifier, and a node without the store has only membership and http: evaluators, alert
/// runners, dispatcher and notifier run under the host of each node's membership.
///
/// A restarted store takes all that hangs on it along; every other part fails
/// alone. The root ends by itself only when restarting has not helped.
caf::actor spawn_engine(caf::actor_system& system, const context_ptr& context);

} // namespace tradeeon
