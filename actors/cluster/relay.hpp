#pragma once

#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>

namespace tradeeon {

/// Stands on the store node for an evaluator or alert runner on one node towards its
/// partner on another: nodes talk to the store node only. Keeps the order of what it
/// passes on. Answers what the two ask of each other:
///   step_batch → ingest_receipt · watch [watch_request] → [watched_question]
///   settle → settle · release [watch_release] · prune
caf::behavior relay(caf::event_based_actor* self, context_ptr context, caf::actor to);

} // namespace tradeeon
