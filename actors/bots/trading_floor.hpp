#pragma once

#include "actors/bots/news_routes.hpp"
#include "actors/context.hpp"
#include "domain/policies/restart_policy.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <chrono>
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
    std::string symbol; ///< the first that it trades: in a cluster, what places it
    caf::actor runner;  ///< null while it waits for its start
    tenure right;       ///< by which its actor runs; epoch 0 on a node on its own
    std::uint64_t generation = 0; ///< of its actors: what concerns an earlier is void
    std::chrono::milliseconds pause{0}; ///< before it is looked for a place again
    restart_policy policy;
    bool ended = false;       ///< its run is over: nothing is started here any more
    std::uint32_t unread = 0; ///< news on their way to it
    bool held_back = false;   ///< nothing more is sent until it asks
    std::map<std::uint64_t, on_answer> asked; ///< what it has not answered yet
  };
  context_ptr context;
  std::unordered_map<std::string, seat> seats;             ///< by bot
  std::unordered_map<caf::actor_addr, std::string> bot_of; ///< by the run's actor
  /// In a cluster: the nodes' hosts that have been asked to start a run.
  std::unordered_map<caf::actor_addr, caf::actor> hosts;
  news_routes routes;
  std::uint64_t questions = 0; ///< asked so far
};

/// Has an actor for each bot that is at work, and brings it what the store has committed
/// of its symbols. One that crashes goes on from its stored state; one that crashes too
/// often leaves its bot in error, and no other notices. In a cluster these actors live
/// where their symbols' leases are. Answers:
///   event committed
///   command user bot_id bot_command → bot · change bot_draft to_open → bot
///   halt trading_switch flatten → bool   for a user, or with "" for everybody
///   mood index → bool
///   status bot_id → bool   whether its actor works
///   resume bot_id → bool · credit bot_id n   from runs
///   moved [lease]   from the coordinator
caf::behavior trading_floor(caf::stateful_actor<trading_floor_state>* self,
                            context_ptr context);

} // namespace tradeeon
