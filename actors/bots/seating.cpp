#include "actors/bots/seating.hpp"

#include "actors/asking.hpp"
#include "actors/bots/bot_runner.hpp"
#include "actors/journal.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <map>
#include <vector>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using seat = trading_floor_state::seat;

constexpr auto patience = 10s;
constexpr std::chrono::milliseconds shortest_pause = 25ms;
constexpr std::chrono::milliseconds longest_pause = 500ms;

void stop(floor_ptr self, const caf::actor& runner) {
  caf::anon_send<caf::message_priority::high>(
    runner, caf::exit_msg{self->address(), caf::exit_reason::user_shutdown});
}

void sit(floor_ptr self, const std::string& bot_id, seat& at, const caf::actor& runner) {
  at.runner = runner;
  at.unread = 0;
  at.held_back = false;
  at.pause = 0ms;
  self->state.bot_of[runner.address()] = bot_id;
  self->monitor(runner);
}

/// The seat, as long as it waits for the actor that was asked for then.
seat* waiting_seat(floor_ptr self, const std::string& bot_id, std::uint64_t generation) {
  const auto found = self->state.seats.find(bot_id);
  return found != self->state.seats.end() && found->second.generation == generation
           ? &found->second
           : nullptr;
}

void know_host(floor_ptr self, const caf::actor& host) {
  if (self->state.hosts.emplace(host.address(), host).second)
    self->monitor(host);
}

/// Has the host start the run. One that comes too late is not left there.
void ask_host(floor_ptr self, const std::string& bot_id, const assignment& place) {
  auto& state = self->state;
  auto& at = state.seats.at(bot_id);
  at.right = place.runs;
  // Known before it is asked: no halt may slip between the flags below and the next.
  know_host(self, place.runner_host);
  const auto generation = at.generation;
  self
    ->request(place.runner_host, patience, host_atom_v, bot_id, place.runs,
              caf::actor{self}, state.context->trading->switches_of(at.user_id))
    .then(
      [=](const caf::actor& runner) {
        if (auto* x = waiting_seat(self, bot_id, generation))
          sit(self, bot_id, *x, runner);
        else
          stop(self, runner);
      },
      [=](const caf::error&) {
        if (waiting_seat(self, bot_id, generation) != nullptr)
          place_later(self, bot_id);
      });
}

void find_place(floor_ptr self, const std::string& bot_id, const seat& at) {
  const auto coordinator = self->state.context->names->find(role::coordinator);
  if (!coordinator)
    return place_later(self, bot_id);
  const auto generation = at.generation;
  ask_while<assignment>(
    [=] { return waiting_seat(self, bot_id, generation) != nullptr; }, self, coordinator,
    5s, [=](const assignment& place) { ask_host(self, bot_id, place); },
    [=](const caf::error&) { place_later(self, bot_id); }, place_atom_v, at.symbol);
}

/// Those that have an actor by an older lease, or have asked for one.
void move_runs(floor_ptr self, const std::vector<lease>& moved) {
  std::map<std::uint16_t, std::uint64_t> epochs; // by shard
  for (const auto& x : moved)
    if (x.right.what == node_role::alerts)
      epochs[x.right.shard] = x.right.epoch;
  for (auto& [bot_id, at] : self->state.seats) {
    if (at.ended || at.right.epoch == 0)
      continue;
    const auto now = epochs.find(at.right.shard);
    if (now == epochs.end() || now->second == at.right.epoch)
      continue;
    empty_seat(self, at);
    start_runner(self, bot_id);
  }
}

} // namespace

void start_runner(floor_ptr self, const std::string& bot_id) {
  auto& at = self->state.seats.at(bot_id);
  ++at.generation;
  if (self->state.context->cluster)
    find_place(self, bot_id, at);
  else
    sit(self, bot_id, at,
        self->spawn(bot_runner, self->state.context, bot_id, caf::actor{self}, tenure{}));
}

void empty_seat(floor_ptr self, seat& at) {
  ++at.generation;
  if (at.runner) {
    self->demonitor(at.runner);
    self->state.bot_of.erase(at.runner.address());
    stop(self, at.runner);
  }
  at.runner = nullptr;
  at.right = {};
  for (auto& [number, tell] : std::exchange(at.asked, {}))
    tell(problem{problem_code::unavailable, "the bot is being restarted", {}});
}

void place_later(floor_ptr self, const std::string& bot_id) {
  auto& at = self->state.seats.at(bot_id);
  ++at.generation;
  at.right = {};
  at.pause = std::clamp(at.pause * 2, shortest_pause, longest_pause);
  self->delayed_send(self, at.pause, place_atom_v, bot_id, at.generation);
}

caf::message_handler following_leases(floor_ptr self) {
  return {
    [=](moved_atom, const std::vector<lease>& moved) { move_runs(self, moved); },
    [=](place_atom, const std::string& bot_id, std::uint64_t generation) {
      const auto* at = waiting_seat(self, bot_id, generation);
      if (at != nullptr && !at->runner && !at->ended)
        start_runner(self, bot_id);
    },
  };
}

void forget_host(floor_ptr self, const caf::actor_addr& who) {
  self->state.hosts.erase(who);
}

} // namespace tradeeon
