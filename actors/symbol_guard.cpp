#include "actors/symbol_guard.hpp"

#include "actors/alert_runner.hpp"
#include "actors/asking.hpp"
#include "actors/cluster/relay.hpp"
#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using guard_ptr = caf::stateful_actor<symbol_guard_state>*;

/// Longer than a runner waits for a full disk.
constexpr auto batch_patience = 145s;
/// A node that does not start an actor within this is about to be given up.
constexpr auto host_patience = 10s;
constexpr std::chrono::milliseconds shortest_pause = 25ms;
constexpr std::chrono::milliseconds longest_pause = 500ms;

void build(guard_ptr self);

// -- stopping ---------------------------------------------------------------------

void stop(guard_ptr self, caf::actor& child, const caf::error& why) {
  if (!child)
    return;
  self->demonitor(child);
  caf::anon_send<caf::message_priority::high>(child, caf::exit_msg{self->address(), why});
  child = nullptr;
}

void stop_children(guard_ptr self, const caf::error& why) {
  auto& state = self->state;
  ++state.generation;
  stop(self, state.runner, why);
  stop(self, state.evaluator, why);
  for (auto& x : state.relays)
    stop(self, x, why);
  state.relays.clear();
}

/// Nothing but what building needs is looked at; all else waits.
caf::behavior building(guard_ptr self);

void build_later(guard_ptr self, std::chrono::milliseconds delay) {
  self->become(building(self));
  self->delayed_send(self, delay, restart_atom_v, self->state.generation);
}

void answer_waiting(guard_ptr self, const caf::error& why) {
  if (auto waiting = std::exchange(self->state.waiting, std::nullopt))
    waiting->deliver(why);
}

/// Nodes come and go, and leases with them: none of that is the symbol's fault, so it is
/// tried for as long as it takes.
void look_elsewhere(guard_ptr self, const caf::error& why) {
  auto& state = self->state;
  journal::debug("symbol.moves", "building the evaluation anew, where its leases are",
                 {{"symbol", state.symbol}, {"why", self->system().render(why)}});
  stop_children(self, caf::exit_reason::user_shutdown);
  answer_waiting(self, why);
  state.pause = std::clamp(state.pause * 2, shortest_pause, longest_pause);
  build_later(self, state.pause);
}

void start_over(guard_ptr self, const caf::error& why) {
  auto& state = self->state;
  if (state.context->cluster && !is_crash(why))
    return look_elsewhere(self, why);
  stop_children(self, caf::exit_reason::user_shutdown);
  answer_waiting(self, why);
  const auto delay = state.policy.on_crash(self->clock().now());
  const auto text = self->system().render(why);
  if (!delay) {
    journal::error("symbol.gave_up", "evaluation failed too often",
                   {{"symbol", state.symbol}, {"why", text}});
    state.context->count->actor_escalations.add();
    return self->quit(why);
  }
  journal::warn("symbol.rebuild", "evaluation failed and is built anew",
                {{"symbol", state.symbol}, {"why", text}, {"wait_ms", delay->count()}});
  state.context->count->actor_restarts.add();
  build_later(self, *delay);
}

// -- running ----------------------------------------------------------------------

caf::result<ingest_receipt> evaluate(guard_ptr self, const candle_batch& batch) {
  auto& state = self->state;
  auto promise = self->make_response_promise<ingest_receipt>();
  state.waiting = promise;
  const auto generation = state.generation;
  self->request(state.evaluator, batch_patience, batch)
    .then(
      [=](ingest_receipt& receipt) {
        if (generation != self->state.generation)
          return;
        if (auto waiting = std::exchange(self->state.waiting, std::nullopt))
          waiting->deliver(std::move(receipt));
      },
      [=](const caf::error& why) {
        if (generation == self->state.generation)
          answer_waiting(self, why);
      });
  return promise;
}

/// True where these children were made by this very grant.
bool is_present(const assignment& place, const tenure& right) {
  const auto& mine = right.what == node_role::evaluator ? place.evaluates : place.runs;
  return mine.epoch == right.epoch;
}

/// Where a lease has gone elsewhere, so does what it is for.
void move(guard_ptr self, const tenure& right) {
  if (is_present(self->state.place, right))
    return;
  stop_children(self, caf::exit_reason::user_shutdown);
  answer_waiting(self, caf::exit_reason::user_shutdown);
  build_later(self, 0ms);
}

caf::behavior running(guard_ptr self) {
  follow_house_rules(self, *self->state.context->count, "guard of " + self->state.symbol);
  auto& state = self->state;
  const auto evaluator = state.evaluator;
  const auto runner = state.runner;
  state.pause = 0ms;
  return {
    [=](const candle_batch& batch) { return evaluate(self, batch); },
    [=](blind_atom x, std::uint8_t base, const std::string& expression) {
      return self->delegate(evaluator, x, base, expression);
    },
    [=](event_atom x, const alert& row, bool deleted) {
      self->send(runner, x, row, deleted);
    },
    [=](event_atom x, const storage::watched_condition& what) {
      self->send(runner, x, what);
    },
    [=](settle_atom x) { return self->delegate(runner, x); },
    [=](moved_atom, const tenure& right) { move(self, right); },
    [](restart_atom, std::uint64_t) {},
    [](ready_atom, std::uint64_t) {},
  };
}

// -- building ---------------------------------------------------------------------

/// Asks a part of the building for a T, and goes on with it unless these children have
/// been given up meanwhile. Where it answers an error, building starts over.
template <class T, class Next, class... Ts>
void ask(guard_ptr self, const caf::actor& whom, std::chrono::seconds patience, Next next,
         Ts&&... request) {
  const auto current = [self, generation = self->state.generation] {
    return generation == self->state.generation;
  };
  ask_while<T>(
    current, self, whom, patience, next,
    [self](const caf::error& why) { start_over(self, why); },
    std::forward<Ts>(request)...);
}

/// A stand-in for `far` where neither it nor its partner is on this node.
caf::actor reachable(guard_ptr self, const caf::actor& far, const caf::actor& partner) {
  if (far->node() == partner->node() || far->node() == self->node() ||
      partner->node() == self->node())
    return far;
  auto between = self->spawn(relay, self->state.context, far);
  self->state.relays.push_back(between);
  return between;
}

void introduce(guard_ptr self) {
  auto& state = self->state;
  self->monitor(state.evaluator);
  self->send(state.runner, start_atom_v, reachable(self, state.evaluator, state.runner),
             caf::actor{self}, state.generation);
}

/// What an evaluator needs of a snapshot, and what a runner needs, without the other's.
storage::symbol_snapshot for_evaluator(storage::symbol_snapshot x) {
  x.alerts.clear();
  x.states.clear();
  x.conditions.clear();
  return x;
}

storage::symbol_snapshot for_runner(storage::symbol_snapshot x) {
  x.history.clear();
  x.peers.clear();
  x.checkpoint.clear();
  return x;
}

/// Has `host` start an actor of the symbol's. One that comes too late is not left there.
template <class Next>
void ask_host(guard_ptr self, const caf::actor& host, storage::symbol_snapshot from,
              const tenure& right, const caf::actor& runner, Next next) {
  const auto generation = self->state.generation;
  self
    ->request(host, host_patience, host_atom_v, static_cast<std::uint8_t>(right.what),
              std::move(from), right, runner)
    .then(
      [=](caf::actor& made) {
        if (generation == self->state.generation)
          next(made);
        else
          stop(self, made, caf::exit_reason::user_shutdown);
      },
      [=](const caf::error& why) {
        if (generation == self->state.generation)
          start_over(self, why);
      });
}

void host_evaluator(guard_ptr self, const storage::symbol_snapshot& from) {
  auto& state = self->state;
  const auto runner = reachable(self, state.runner, state.place.evaluator_host);
  ask_host(self, state.place.evaluator_host, for_evaluator(from), state.place.evaluates,
           runner, [=](const caf::actor& evaluator) {
             self->state.evaluator = evaluator;
             introduce(self);
           });
}

void build_elsewhere(guard_ptr self, const storage::symbol_snapshot& from) {
  const auto& place = self->state.place;
  ask_host(self, place.runner_host, for_runner(from), place.runs, caf::actor{},
           [=](const caf::actor& runner) {
             self->state.runner = runner;
             self->monitor(runner);
             host_evaluator(self, from);
           });
}

void build_here(guard_ptr self, const storage::symbol_snapshot& loaded) {
  auto& state = self->state;
  const auto from = std::make_shared<const storage::symbol_snapshot>(loaded);
  state.runner = self->spawn(alert_runner, state.context, from, tenure{});
  self->monitor(state.runner);
  state.evaluator =
    self->spawn(symbol_evaluator, state.context, from, state.runner, tenure{});
  introduce(self);
}

void load(guard_ptr self) {
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return start_over(
      self, to_error({problem_code::unavailable, "the store is restarting", {}}));
  ask<storage::symbol_snapshot>(
    self, store, 60s,
    [=](const storage::symbol_snapshot& loaded) {
      if (self->state.context->cluster)
        build_elsewhere(self, loaded);
      else
        build_here(self, loaded);
    },
    load_atom_v, self->state.symbol);
}

void build(guard_ptr self) {
  auto& state = self->state;
  if (!state.context->cluster)
    return load(self);
  const auto coordinator = state.context->names->find(role::coordinator);
  if (!coordinator)
    return start_over(
      self, to_error({problem_code::unavailable, "the cluster is starting", {}}));
  ask<assignment>(
    self, coordinator, 5s,
    [=](const assignment& place) {
      self->state.place = place;
      load(self);
    },
    place_atom_v, state.symbol);
}

caf::behavior building(guard_ptr self) {
  self->set_default_handler(caf::skip);
  return {
    [=](restart_atom, std::uint64_t generation) {
      if (generation == self->state.generation)
        build(self);
    },
    // A host that was lost while it was asked never answers.
    [=](moved_atom, const tenure& right) { move(self, right); },
    [=](ready_atom, std::uint64_t generation) {
      if (generation == self->state.generation)
        self->become(running(self));
    },
  };
}

bool is_child(const symbol_guard_state& state, const caf::actor_addr& who) {
  return (state.evaluator && who == state.evaluator.address()) ||
         (state.runner && who == state.runner.address());
}

} // namespace

caf::behavior symbol_guard(guard_ptr self, context_ptr context, std::string symbol,
                           caf::actor_addr owner) {
  follow_house_rules(self, *context->count, "guard of " + symbol);
  auto& state = self->state;
  state.policy = restart_policy{context->restarts};
  state.context = std::move(context);
  state.symbol = std::move(symbol);
  self->monitor(owner);
  self->set_down_handler([=](const caf::down_msg& down) {
    if (down.source == owner) {
      // A crash runs no exit handler that could have stopped us: no orphans.
      stop_children(self, caf::exit_reason::user_shutdown);
      return self->quit(caf::exit_reason::user_shutdown);
    }
    if (is_child(self->state, down.source))
      start_over(self, down.reason);
  });
  self->set_exit_handler([=](const caf::exit_msg& stopping) {
    stop_children(self, stopping.reason);
    self->quit(stopping.reason);
  });
  build(self);
  return building(self);
}

} // namespace tradeeon
