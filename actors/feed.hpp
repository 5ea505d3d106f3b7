#pragma once

#include "actors/context.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <memory>
#include <vector>

namespace tradeeon {

struct feed_state {
  static inline const char* name = "tradeeon.feed";
  context_ptr context;
  feed_options options;
  std::unique_ptr<candle_source> source;
  std::vector<tagged_candle> batch; ///< read, not yet taken by the router
  time_ms shift = 0;                ///< added to times: grows with each loop
  time_ms first = -1;               ///< open time of the source's first candle
  time_ms last = -1;                ///< open time of the newest candle read
  bool ended = false;
};

/// Reads a candle source and hands its candles to the router, the next batch
/// when the last one has been taken: a slow store slows a feed down, it never
/// loses a candle. Starting again after a crash repeats from the beginning;
/// what was evaluated before counts as duplicate.
caf::behavior feed(caf::stateful_actor<feed_state>* self, context_ptr context,
                   feed_options options);

} // namespace tradeeon
