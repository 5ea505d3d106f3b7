#include "actors/bots/trading_floor.hpp"

#include "actors/bots/bot_runner.hpp"
#include "actors/bots/floor_halts.hpp"
#include "actors/bots/floor_requests.hpp"
#include "actors/bots/seating.hpp"
#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"
#include "storage/bot_rules.hpp"

#include <caf/exit_reason.hpp>
#include <caf/result.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using seat = trading_floor_state::seat;

constexpr auto patience = 60s;

// -- seats -------------------------------------------------------------------------

void count(floor_ptr self) {
  self->state.context->count->bots_running.set(
    static_cast<std::int64_t>(self->state.seats.size()));
}

/// A bot is at work: it gets a seat, and an actor unless it has one.
void seat_bot(floor_ptr self, const bot& row) {
  auto& state = self->state;
  const auto [found, fresh] =
    state.seats.try_emplace(row.bot_id, state.context->bots.restarts);
  auto& at = found->second;
  if (!fresh && !at.ended)
    return;
  at.user_id = row.user_id;
  at.symbol = row.symbols.front();
  at.policy = restart_policy{state.context->bots.restarts};
  state.routes.add(row);
  // Where the actor of the run before is still ending, the next one follows it.
  at.ended = false;
  if (!at.runner)
    start_runner(self, row.bot_id);
  count(self);
}

void leave(floor_ptr self, const std::string& bot_id) {
  auto& state = self->state;
  const auto found = state.seats.find(bot_id);
  if (found == state.seats.end())
    return;
  found->second.ended = true;
  state.routes.remove(bot_id);
  if (!found->second.runner)
    state.seats.erase(found);
  count(self);
}

/// The bot has crashed too often.
void give_up(floor_ptr self, const std::string& bot_id, const std::string& why) {
  auto& state = self->state;
  journal::error("bot.failed", "a bot has crashed too often and is given up",
                 {{"bot", bot_id}, {"why", why}});
  state.context->count->bots_failed.add();
  self
    ->request(state.context->names->find(role::store), patience, fail_atom_v, bot_id, why)
    .then([](const bot&) {}, // the facts of that commit empty its seat
          [=](const caf::error& refused) {
            const auto code = to_problem(refused).code;
            if (code == problem_code::unavailable)
              self->delayed_send(self, 1s, fail_atom_v, bot_id, why);
            else // it has ended meanwhile, or is gone
              leave(self, bot_id);
          });
}

void on_crash(floor_ptr self, const std::string& bot_id, seat& at,
              const caf::error& reason) {
  const auto why = self->system().render(reason);
  // The actor clock, not steady_clock::now(): tests own the time.
  const auto delay = at.policy.on_crash(self->clock().now());
  if (!delay)
    return give_up(self, bot_id, why);
  journal::warn("bot.restart", "a bot has crashed and is started again",
                {{"bot", bot_id}, {"why", why}, {"wait_ms", delay->count()}});
  self->state.context->count->bot_restarts.add();
  self->delayed_send(self, *delay, restart_atom_v, bot_id);
}

void on_down(floor_ptr self, const caf::down_msg& down) {
  auto& state = self->state;
  const auto found = state.bot_of.find(down.source);
  if (found == state.bot_of.end())
    return forget_host(self, down.source);
  const auto bot_id = found->second;
  auto& at = state.seats.at(bot_id);
  empty_seat(self, at);
  const bool over = !down.reason || down.reason == caf::exit_reason::user_shutdown;
  if (at.ended)
    leave(self, bot_id);
  else if (state.context->cluster && !is_crash(down.reason))
    place_later(self, bot_id); // its node has gone, or its lease: not its fault
  else if (over)
    start_runner(self, bot_id); // the next run has begun meanwhile
  else
    on_crash(self, bot_id, at, down.reason);
}

// -- news --------------------------------------------------------------------------

void send_news(floor_ptr self, const std::string& bot_id, const caf::message& news) {
  auto& seats = self->state.seats;
  const auto found = seats.find(bot_id);
  if (found == seats.end() || !found->second.runner || found->second.held_back)
    return; // it reads the store when it begins or goes on
  auto& at = found->second;
  if (at.unread >= most_news) {
    at.held_back = true;
    self->send(at.runner, lag_atom_v);
    return;
  }
  ++at.unread;
  self->send(at.runner, news);
}

void on_facts(floor_ptr self, const committed& facts) {
  for (auto& parcel : self->state.routes.sort(facts)) {
    const auto news = caf::make_message(event_atom_v, std::move(parcel.news));
    for (const auto& bot_id : parcel.to)
      send_news(self, bot_id, news);
  }
  for (const auto& row : facts.bots) {
    if (storage::at_work(row.status))
      seat_bot(self, row);
    else
      leave(self, row.bot_id);
  }
}

void begin(floor_ptr self) {
  auto& state = self->state;
  const auto store = state.context->names->find(role::store);
  const auto fail = [=](const caf::error& why) { self->quit(why); };
  if (!store)
    return fail(to_error({problem_code::unavailable, "the store is restarting", {}}));
  self->send(store, listen_atom_v, caf::actor{self});
  self->request(store, patience, halt_atom_v)
    .then(
      [=](const std::vector<storage::trading_switch>& rows) {
        // Before any run is there to ask.
        self->state.context->trading->restore(rows);
        self->request(store, patience, bot_atom_v)
          .then(
            [=](const std::vector<bot>& at_work) {
              for (const auto& row : at_work)
                seat_bot(self, row);
              self->state.context->names->enter(role::trading, caf::actor{self});
            },
            fail);
      },
      fail);
}

} // namespace

caf::behavior trading_floor(floor_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "trading floor");
  self->state.context = std::move(context);
  self->set_down_handler([=](const caf::down_msg& down) { on_down(self, down); });
  self->set_exit_handler([=](const caf::exit_msg& stopping) {
    for (const auto& [bot_id, at] : self->state.seats)
      if (at.runner)
        caf::anon_send<caf::message_priority::high>(
          at.runner, caf::exit_msg{self->address(), stopping.reason});
    self->quit(stopping.reason);
  });
  begin(self);
  const auto seat_of = [=](const std::string& bot_id) -> seat* {
    const auto found = self->state.seats.find(bot_id);
    return found == self->state.seats.end() ? nullptr : &found->second;
  };
  const auto own = caf::message_handler{
    [=](event_atom, const committed& facts) { on_facts(self, facts); },
    [=](restart_atom, const std::string& bot_id) {
      if (const auto* at = seat_of(bot_id); at != nullptr && !at->runner && !at->ended)
        start_runner(self, bot_id);
    },
    [=](fail_atom, const std::string& bot_id, const std::string& why) {
      if (const auto* at = seat_of(bot_id); at != nullptr && !at->runner)
        give_up(self, bot_id, why);
    },
    [=](status_atom, const std::string& bot_id) {
      const auto* at = seat_of(bot_id);
      return at != nullptr && at->runner && !at->ended;
    },
    [=](resume_atom, const std::string& bot_id) {
      if (auto* at = seat_of(bot_id)) {
        at->held_back = false;
        at->unread = 0;
      }
      return true;
    },
    [=](credit_atom, const std::string& bot_id, std::uint32_t n) {
      if (auto* at = seat_of(bot_id))
        at->unread -= std::min(at->unread, n);
    },
  };
  return own.or_else(answering_requests(self))
    .or_else(halting(self))
    .or_else(following_leases(self));
}

} // namespace tradeeon
