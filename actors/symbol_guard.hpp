#pragma once

#include "actors/context.hpp"
#include "actors/symbol_evaluator.hpp"
#include "domain/policies/restart_policy.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <string>

namespace tradeeon {

struct symbol_guard_state {
  static inline const char* name = "tradeeon.symbol_guard";
  context_ptr context;
  std::string symbol;
  restart_policy policy{restart_limits{}};
  caf::actor evaluator;
  caf::actor runner;
  std::uint64_t generation = 0;
};

/// Supervises one symbol's evaluator and alert runner, one for all: both are
/// rebuilt from the store when either crashes. While they are being built,
/// messages wait in the mailbox; their senders hold copies. Crashes beyond the
/// limits end the guard, and the evaluation above (`owner`) decides; the guard
/// ends with it. Passes on:
///   candle_batch, blind → evaluator · event, settle → runner
caf::behavior symbol_guard(caf::stateful_actor<symbol_guard_state>* self,
                           context_ptr context, std::string symbol,
                           caf::actor_addr owner);

} // namespace tradeeon
