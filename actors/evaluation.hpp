#pragma once

#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <chrono>
#include <string>
#include <unordered_map>

namespace tradeeon {

struct evaluation_state {
  static inline const char* name = "tradeeon.evaluation";
  context_ptr context;
  std::unordered_map<std::string, caf::actor> symbols;
  /// Symbols whose guard has given up, and when the next one may try.
  std::unordered_map<std::string, std::chrono::steady_clock::time_point> failed;
};

/// Knows every symbol's guard and starts it on demand; one symbol's failure is
/// no other's. Answers:
///   candle_batch → ingest_receipt
///   blind symbol tf expression → text · settle symbol → settle
///   event committed   passes changed alerts and conditions on to their symbols
///   moved [lease]     tells the guards of these shards
///   status → [text]   symbols that have failed
caf::behavior evaluation(caf::stateful_actor<evaluation_state>* self,
                         context_ptr context);

} // namespace tradeeon
