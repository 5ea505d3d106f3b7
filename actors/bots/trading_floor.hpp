#pragma once

#include "actors/bots/news_routes.hpp"
#include "actors/context.hpp"
#include "domain/policies/restart_policy.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

namespace tradeeon {

struct trading_floor_state {
  static inline const char* name = "tradeeon.trading_floor";
  using on_answer = std::function<void(result<bot>)>;

  /// The place of a bot that is at work.
  struct seat {
    explicit seat(restart_limits limits) : policy(limits) {}
    std::string user_id;
    caf::actor runner; ///< null while it waits for its restart
    restart_policy policy;
    bool ended = false;       ///< its run is over: nothing is started here any more
    std::uint32_t unread = 0; ///< news on their way to it
    bool held_back = false;   ///< nothing more is sent until it asks
    std::map<std::uint64_t, on_answer> asked; ///< what it has not answered yet
  };
  context_ptr context;
  std::unordered_map<std::string, seat> seats; ///< by bot
  news_routes routes;
  std::uint64_t questions = 0; ///< asked so far
};

/// Has an actor for each bot that is at work, and brings it what the store has committed
/// of its symbols. One that crashes goes on from its stored state; one that crashes too
/// often leaves its bot in error, and no other notices. Answers:
///   event committed
///   command user bot_id bot_command → bot · change bot_draft to_open → bot
///   halt trading_switch flatten → bool   for a user, or with "" for everybody
///   mood index → bool
///   status bot_id → bool   whether its actor works
///   resume bot_id → bool · credit bot_id n   from runs
caf::behavior trading_floor(caf::stateful_actor<trading_floor_state>* self,
                            context_ptr context);

} // namespace tradeeon
