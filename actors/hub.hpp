#pragma once

#include "actors/context.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>

namespace tradeeon {

/// Brings what the store has committed to the live streams. Accepts
/// `event committed`.
caf::behavior hub(caf::event_based_actor* self, context_ptr context);

} // namespace tradeeon
