#pragma once

#include "actors/bots/floor_requests.hpp"

#include <caf/message_handler.hpp>

namespace tradeeon {

/// `halt` and `mood`: what all runs, or all of one user, are told.
caf::message_handler halting(floor_ptr self);

} // namespace tradeeon
