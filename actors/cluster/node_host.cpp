#include "actors/cluster/node_host.hpp"

#include "actors/alert_runner.hpp"
#include "actors/bots/bot_runner.hpp"
#include "actors/dispatcher.hpp"
#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"
#include "actors/notifier.hpp"
#include "actors/supervisor.hpp"
#include "actors/symbol_evaluator.hpp"

#include <caf/exit_reason.hpp>
#include <caf/result.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <chrono>

namespace tradeeon {

node_host_state::~node_host_state() {
  if (!context || !inside || context->cluster->is_store())
    return; // the store node's entries are its own
  // What another membership has entered meanwhile stays.
  const auto leave = [&](role which, const caf::actor& mine) {
    if (context->names->find(which) == mine)
      context->names->enter(which, nullptr);
  };
  leave(role::coordinator, given.coordinator);
  leave(role::store, given.store);
  leave(role::router, given.router);
}

namespace {

using namespace std::chrono_literals;
using host_ptr = caf::stateful_actor<node_host_state>*;

constexpr auto beat = 1s;
constexpr std::int64_t fence_after_ms = 3'000;

void stop(const caf::actor& what, const caf::actor& by) {
  if (what)
    caf::anon_send<caf::message_priority::high>(
      what, caf::exit_msg{by.address(), caf::exit_reason::user_shutdown});
}

void stop_notification(host_ptr self) {
  const auto notification = std::exchange(self->state.notification, nullptr);
  if (!notification)
    return;
  self->unlink_from(notification); // its end is not ours then
  stop(notification, self);
}

/// The end of this membership: nothing that it hosted outlives it.
void end(host_ptr self) {
  auto& state = self->state;
  for (auto& [key, x] : state.symbols)
    stop(x.handle, self);
  state.symbols.clear();
  for (auto& [address, run] : state.runs)
    stop(run, self);
  state.runs.clear();
  stop_notification(self);
  self->quit(caf::exit_reason::user_shutdown);
}

// -- leases -----------------------------------------------------------------------

bool fenced(host_ptr self) {
  auto& state = self->state;
  const auto quiet = state.context->boot_clock() - state.renewed_at;
  if (quiet <= fence_after_ms)
    return false;
  journal::warn("cluster.self_fence",
                "no renewal in time: giving up what this node works on",
                {{"quiet_ms", quiet}});
  state.context->count->self_fences.add();
  end(self);
  return true;
}

void renew(host_ptr self) {
  auto& state = self->state;
  if (!state.inside || fenced(self))
    return;
  self->delayed_send(self, beat, beat_atom_v);
  const auto asked_at = state.context->boot_clock();
  self
    ->request(state.given.coordinator, 1500ms, renew_atom_v, state.who.node,
              state.who.incarnation)
    .then(
      [=](bool known) {
        if (known)
          self->state.renewed_at = asked_at;
        else
          end(self); // the node enters again
      },
      [](const caf::error&) {}); // the next beat, or the fence
}

// -- symbols ----------------------------------------------------------------------

caf::result<caf::actor> host(host_ptr self, std::uint8_t what,
                             const storage::symbol_snapshot& from, const tenure& right,
                             const caf::actor& runner) {
  auto& state = self->state;
  if (!state.inside || fenced(self))
    return to_error({problem_code::unavailable, "this node is not in the cluster", {}});
  const auto as = static_cast<node_role>(what);
  const auto key = std::pair{from.symbol, as};
  if (const auto older = state.symbols.find(key); older != state.symbols.end()) {
    stop(older->second.handle, self);
    state.symbols.erase(older);
  }
  const auto snapshot = std::make_shared<const storage::symbol_snapshot>(from);
  const auto made =
    as == node_role::evaluator
      ? self->spawn(symbol_evaluator, state.context, snapshot, runner, right)
      : self->spawn(alert_runner, state.context, snapshot, right);
  const auto owner = caf::actor_cast<caf::actor_addr>(self->current_sender());
  state.symbols[key] = {made, owner};
  self->monitor(made);
  self->monitor(owner);
  return made;
}

// -- bots -------------------------------------------------------------------------

void put_halt(host_ptr self, const storage::trading_switch& row) {
  const auto& context = *self->state.context;
  // The store node's flags are the ones that all others follow.
  if (!context.cluster->is_store())
    context.trading->set(row.user_id, row.state);
}

caf::result<caf::actor> host_run(host_ptr self, const std::string& bot_id,
                                 const tenure& right, const caf::actor& floor,
                                 const std::vector<storage::trading_switch>& halts) {
  auto& state = self->state;
  if (!state.inside || fenced(self))
    return to_error({problem_code::unavailable, "this node is not in the cluster", {}});
  for (const auto& row : halts)
    put_halt(self, row);
  // It ends by itself with the floor.
  auto made = self->spawn(bot_runner, state.context, bot_id, floor, right);
  self->monitor(made);
  state.runs.emplace(made.address(), made);
  return made;
}

// -- the ends of others ------------------------------------------------------------

void on_down(host_ptr self, const caf::down_msg& down) {
  auto& state = self->state;
  if (state.inside && down.source == state.given.coordinator.address()) {
    journal::warn("cluster.store_gone", "the store node is gone",
                  {{"why", self->system().render(down.reason)}});
    return end(self);
  }
  if (state.runs.erase(down.source) != 0)
    return;
  for (auto at = state.symbols.begin(); at != state.symbols.end();) {
    if (at->second.owner == down.source)
      stop(at->second.handle, self);
    const bool gone =
      at->second.owner == down.source || at->second.handle.address() == down.source;
    at = gone ? state.symbols.erase(at) : std::next(at);
  }
}

// -- notification -----------------------------------------------------------------

/// Both ends with the lease; each is restarted alone while it lasts.
supervisor_spec notification(const context_ptr& context) {
  supervisor_spec spec;
  spec.name = "notification";
  spec.limits = context->restarts;
  spec.children.push_back({"dispatcher", [=](caf::event_based_actor* parent) {
                             return caf::actor{parent->spawn(dispatcher, context)};
                           }});
  spec.children.push_back({"notifier", [=](caf::event_based_actor* parent) {
                             return caf::actor{parent->spawn(notifier, context)};
                           }});
  return spec;
}

void on_grant(host_ptr self, const lease& x) {
  auto& state = self->state;
  if (x.right.what != node_role::notifier || x.node != state.who.node)
    return;
  if (!state.inside) { // it has overtaken the welcome
    state.granted_early = x;
    return;
  }
  stop_notification(self);
  // Where the sending of webhooks is concerned all nodes keep to the store node's policy.
  auto own = std::make_shared<engine_context>(*state.context);
  auto limits = *own->limits->get();
  limits.retries.max_attempts = state.given.webhook_attempts;
  own->limits = std::make_shared<live<engine_limits>>(limits);
  own->notifies = x.right;
  journal::info("cluster.delivers", "this node delivers from now on",
                {{"epoch", x.right.epoch}});
  // Linked: neither outlives the other, however it ends.
  state.notification =
    self->spawn<caf::linked>(supervisor, notification(own), own->count);
}

void on_revoke(host_ptr self) {
  self->state.granted_early.reset();
  if (self->state.notification)
    journal::info("cluster.delivers_not", "this node delivers no longer");
  stop_notification(self);
}

void begin(host_ptr self, const welcome& given) {
  auto& state = self->state;
  state.given = given;
  state.inside = true;
  state.renewed_at = state.context->boot_clock();
  auto own = std::make_shared<engine_context>(*state.context);
  own->history = given.history;
  own->checkpoint_every = given.checkpoint_every;
  state.context = own;
  if (!own->cluster->is_store()) {
    own->names->enter(role::store, given.store);
    own->names->enter(role::router, given.router);
    own->names->enter(role::coordinator, given.coordinator);
  }
  self->monitor(given.coordinator);
  self->delayed_send(self, beat, beat_atom_v);
  if (const auto early = std::exchange(state.granted_early, std::nullopt))
    on_grant(self, *early);
}

} // namespace

caf::behavior node_host(host_ptr self, context_ptr context, hello who) {
  follow_house_rules(self, *context->count, "node host");
  self->state.context = std::move(context);
  self->state.who = std::move(who);
  self->set_down_handler([=](const caf::down_msg& down) { on_down(self, down); });
  self->set_exit_handler([=](const caf::exit_msg&) { end(self); });
  return {
    [=](start_atom, const welcome& given) { begin(self, given); },
    [=](host_atom, std::uint8_t what, const storage::symbol_snapshot& from,
        const tenure& right,
        const caf::actor& runner) { return host(self, what, from, right, runner); },
    [=](host_atom, const std::string& bot_id, const tenure& right,
        const caf::actor& floor, const std::vector<storage::trading_switch>& halts) {
      return host_run(self, bot_id, right, floor, halts);
    },
    [=](halt_atom, const storage::trading_switch& row) {
      put_halt(self, row);
      return true;
    },
    [=](grant_atom, const lease& x) { on_grant(self, x); },
    [=](revoke_atom, std::uint8_t) { on_revoke(self); },
    [=](beat_atom) { renew(self); },
  };
}

} // namespace tradeeon
