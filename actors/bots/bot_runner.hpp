#pragma once

#include "actors/bots/bot_drive.hpp"
#include "actors/context.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <list>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

struct bot_runner_state {
  static inline const char* name = "tradeeon.bot_runner";
  using promise = caf::typed_response_promise<bot>;

  /// Something that its owner asks, in the order in which it came.
  struct request {
    bot_command command; ///< where nothing is edited
    bool edits = false;
    bot_draft draft;
    bool to_open_deals = false;
    promise answer;
  };
  enum class phase : unsigned char {
    loading, ///< the stored state is on its way
    reading, ///< takes in what it has missed
    live
  };

  context_ptr context;
  std::string bot_id;
  caf::actor floor;
  tenure right; ///< by which it commits; epoch 0 on a node on its own
  std::unique_ptr<bot_drive> drive;
  phase now = phase::loading;
  // Lists: an empty deque takes half a kilobyte, and bots are many.
  std::list<market_news> news;   ///< not taken in yet
  std::list<request> requests;   ///< not looked at yet
  std::vector<promise> answers;  ///< wait for the next commit
  bool committing = false;       ///< at most one commit is under way
  bool page_asked = false;       ///< a part of what was missed is on its way
  bool page_due = false;         ///< the next one waits for the commit under way
  bool stale = false;            ///< the page on its way may be older than a gap
  bool lagging = false;          ///< the floor sends nothing until it is asked to
  std::uint32_t unconfirmed = 0; ///< news taken in that the floor does not know of
};

/// One run of a bot: takes in what the market brings and what its owner asks, and stores
/// what comes of it, in commits that several runs share. Begins with the stored state,
/// and ends with the run; whatever goes wrong ends it as a crash. Answers:
///   event market_news · command bot_command → bot · change bot_draft to_open → bot
///   lag   it has too much before it: the rest is in the store
caf::behavior bot_runner(caf::stateful_actor<bot_runner_state>* self, context_ptr context,
                         std::string bot_id, caf::actor floor, tenure right);

/// After so many of them a run tells the floor that it has taken news in.
inline constexpr std::uint32_t news_per_credit = 32;
/// The floor never has more of them under way to one run.
inline constexpr std::uint32_t most_news = 128;

} // namespace tradeeon
