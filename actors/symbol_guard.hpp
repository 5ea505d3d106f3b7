#pragma once

#include "actors/cluster/wire.hpp"
#include "actors/context.hpp"
#include "actors/symbol_evaluator.hpp"
#include "domain/policies/restart_policy.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon {

struct symbol_guard_state {
  static inline const char* name = "tradeeon.symbol_guard";
  context_ptr context;
  std::string symbol;
  restart_policy policy{restart_limits{}};
  assignment place; ///< in a cluster: where the children are, and by what right
  caf::actor evaluator;
  caf::actor runner;
  std::vector<caf::actor> relays; ///< between children on different nodes
  std::uint64_t generation = 0;   ///< of the children; what older ones say is void
  std::chrono::milliseconds pause{0};
  /// Who waits for the batch under way. A lost node does not answer: we do.
  std::optional<caf::typed_response_promise<ingest_receipt>> waiting;
};

/// Supervises one symbol's evaluator and alert runner, one for all: both are
/// rebuilt from the store when either crashes. In a cluster they live on the nodes that
/// hold the symbol's leases, and are rebuilt where these move. While they are being
/// built, messages wait in the mailbox; their senders hold copies. Crashes beyond the
/// limits end the guard, and the evaluation above (`owner`) decides; the guard
/// ends with it. Answers:
///   candle_batch → ingest_receipt   once durable
///   blind → text · settle → settle · event alert · event watched_condition   passed on
///   moved tenure   the shard's lease has been granted anew
caf::behavior symbol_guard(caf::stateful_actor<symbol_guard_state>* self,
                           context_ptr context, std::string symbol,
                           caf::actor_addr owner);

} // namespace tradeeon
