#pragma once

#include "actors/candle_queue.hpp"
#include "actors/context.hpp"
#include "actors/peer_desk.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <string>
#include <unordered_map>

namespace tradeeon {

struct market_router_state {
  static inline const char* name = "tradeeon.market_router";
  struct request {
    caf::typed_response_promise<ingest_receipt> promise;
    ingest_receipt receipt;
    std::size_t left = 0; ///< candles still to be finished
  };
  /// Candles kept of a symbol that others read: two full batches.
  static constexpr std::size_t peer_bars_kept = 2 * candle_queue::largest_batch;
  context_ptr context;
  std::unordered_map<std::string, candle_queue> queues;
  std::unordered_map<std::uint64_t, request> requests;
  std::uint64_t last_request = 0;
  peer_desk peers{peer_bars_kept};
  std::unordered_map<std::uint64_t, caf::typed_response_promise<peer_bars>> peer_promises;
};

/// Takes candles from all feeds, checks them, and brings each symbol's to its
/// evaluation in order, one batch at a time per symbol. Answers:
///   ingest [tagged_candle] received_at → ingest_receipt   once the effects are
///   durable; `unavailable` where too many candles of a symbol wait already
///   peer_ask → peer_bars   once they have come, or after the context's grace
caf::behavior market_router(caf::stateful_actor<market_router_state>* self,
                            context_ptr context);

} // namespace tradeeon
