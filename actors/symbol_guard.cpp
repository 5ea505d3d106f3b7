#include "actors/symbol_guard.hpp"

#include "actors/alert_runner.hpp"
#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <chrono>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using guard_ptr = caf::stateful_actor<symbol_guard_state>*;

void build(guard_ptr self);

void stop(guard_ptr self, caf::actor& child, const caf::error& why) {
  if (!child)
    return;
  self->demonitor(child);
  caf::anon_send<caf::message_priority::high>(child, caf::exit_msg{self->address(), why});
  child = nullptr;
}

void stop_both(guard_ptr self, const caf::error& why) {
  stop(self, self->state.runner, why);
  stop(self, self->state.evaluator, why);
}

/// Nothing but what building needs is looked at; all else waits.
caf::behavior building(guard_ptr self);

void start_over(guard_ptr self, const caf::error& why) {
  auto& state = self->state;
  stop_both(self, caf::exit_reason::user_shutdown);
  const auto delay = state.policy.on_crash(self->clock().now());
  const auto text = self->system().render(why);
  if (!delay) {
    spdlog::error("{}: evaluation failed too often ({}), giving up", state.symbol, text);
    state.context->count->actor_escalations.add();
    return self->quit(why);
  }
  spdlog::warn("{}: evaluation failed ({}), building it anew in {} ms", state.symbol,
               text, delay->count());
  state.context->count->actor_restarts.add();
  self->become(building(self));
  self->delayed_send(self, *delay, restart_atom_v, ++state.generation);
}

caf::behavior running(guard_ptr self) {
  follow_house_rules(self, *self->state.context->count, "guard of " + self->state.symbol);
  auto& state = self->state;
  const auto evaluator = state.evaluator;
  const auto runner = state.runner;
  return {
    [=](const candle_batch& batch) { return self->delegate(evaluator, batch); },
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
    [](restart_atom, std::uint64_t) {},
    [](ready_atom) {},
  };
}

void on_snapshot(guard_ptr self, const storage::symbol_snapshot& loaded) {
  auto& state = self->state;
  const auto from = std::make_shared<const storage::symbol_snapshot>(loaded);
  state.runner = self->spawn(alert_runner, state.context, from);
  self->monitor(state.runner);
  state.evaluator = self->spawn(symbol_evaluator, state.context, from, state.runner);
  self->monitor(state.evaluator);
  self->send(state.runner, start_atom_v, state.evaluator, caf::actor{self});
}

void build(guard_ptr self) {
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return start_over(
      self, to_error({problem_code::unavailable, "the store is restarting", {}}));
  self->request(store, 60s, load_atom_v, self->state.symbol)
    .then([=](const storage::symbol_snapshot& loaded) { on_snapshot(self, loaded); },
          [=](const caf::error& why) { start_over(self, why); });
}

caf::behavior building(guard_ptr self) {
  self->set_default_handler(caf::skip);
  return {
    [=](restart_atom, std::uint64_t generation) {
      if (generation == self->state.generation)
        build(self);
    },
    [=](ready_atom) { self->become(running(self)); },
  };
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
      stop_both(self, caf::exit_reason::user_shutdown);
      return self->quit(caf::exit_reason::user_shutdown);
    }
    const bool ours =
      (self->state.evaluator && down.source == self->state.evaluator.address()) ||
      (self->state.runner && down.source == self->state.runner.address());
    if (ours)
      start_over(self, down.reason);
  });
  self->set_exit_handler([=](const caf::exit_msg& stopping) {
    stop_both(self, stopping.reason);
    self->quit(stopping.reason);
  });
  build(self);
  return building(self);
}

} // namespace tradeeon
