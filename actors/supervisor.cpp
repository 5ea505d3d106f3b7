#include "actors/supervisor.hpp"

#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>

namespace tradeeon {

namespace {

using supervisor_ptr = caf::stateful_actor<supervisor_state>*;

/// High priority: a stop must not wait behind a full mailbox. Never with reason
/// `kill`: CAF passes a nested supervisor's exit handler by then, and its
/// children would live on as orphans.
void stop_child(supervisor_ptr self, supervisor_state::child& x, const caf::error& why) {
  if (!x.handle)
    return;
  self->demonitor(x.handle);
  caf::anon_send<caf::message_priority::high>(x.handle,
                                              caf::exit_msg{self->address(), why});
  x.handle = nullptr;
}

void start_missing(supervisor_ptr self) {
  for (auto& x : self->state.children) {
    if (x.handle || x.finished)
      continue;
    x.handle = x.spec.start(self);
    self->monitor(x.handle);
    if (++x.starts > 1)
      self->state.count->actor_restarts.add();
  }
}

void stop_all(supervisor_ptr self, const caf::error& why) {
  auto& children = self->state.children;
  std::for_each(children.rbegin(), children.rend(),
                [&](auto& x) { stop_child(self, x, why); });
}

void stop_siblings(supervisor_ptr self, std::size_t crashed) {
  auto& children = self->state.children;
  const auto strategy = self->state.spec.strategy;
  if (strategy == restart_strategy::one_for_one)
    return;
  const auto first = strategy == restart_strategy::one_for_all ? 0 : crashed + 1;
  for (auto i = children.size(); i-- > first;)
    stop_child(self, children[i], caf::exit_reason::user_shutdown);
}

void on_child_down(supervisor_ptr self, const caf::down_msg& down) {
  auto& state = self->state;
  const auto found =
    std::find_if(state.children.begin(), state.children.end(), [&](const auto& x) {
      return x.handle && x.handle.address() == down.source;
    });
  if (found == state.children.end())
    return; // one that we have replaced already
  found->handle = nullptr;
  if (!down.reason || down.reason == caf::exit_reason::user_shutdown) {
    found->finished = true;
    return;
  }
  const auto index = static_cast<std::size_t>(found - state.children.begin());
  const auto text = self->system().render(down.reason);
  stop_siblings(self, index);
  // The actor clock, not steady_clock::now(): tests own the time.
  if (const auto delay = state.policy.on_crash(self->clock().now())) {
    journal::warn("actor.restart", "a part went down and is started again",
                  {{"supervisor", state.spec.name},
                   {"name", found->spec.name},
                   {"why", text},
                   {"wait_ms", delay->count()}});
    self->delayed_send(self, *delay, restart_atom_v, ++state.generation);
    return;
  }
  journal::error(
    "actor.gave_up", "a part went down too often",
    {{"supervisor", state.spec.name}, {"name", found->spec.name}, {"why", text}});
  state.count->actor_escalations.add();
  stop_all(self, caf::exit_reason::user_shutdown);
  self->quit(down.reason);
}

} // namespace

caf::behavior supervisor(supervisor_ptr self, supervisor_spec spec,
                         std::shared_ptr<counters> count) {
  follow_house_rules(self, *count, spec.name);
  auto& state = self->state;
  state.policy = restart_policy{spec.limits};
  for (auto& x : spec.children)
    state.children.push_back({std::move(x), nullptr, 0, false});
  spec.children.clear();
  state.spec = std::move(spec);
  state.count = std::move(count);
  self->set_down_handler([=](caf::down_msg& down) { on_child_down(self, down); });
  self->set_exit_handler([=](caf::exit_msg& stop) {
    stop_all(self, stop.reason);
    self->quit(stop.reason);
  });
  start_missing(self);
  return {
    [=](restart_atom, std::uint64_t generation) {
      // A later crash has scheduled a restart of its own.
      if (generation == self->state.generation)
        start_missing(self);
    },
    [=](status_atom) {
      std::vector<std::string> lines;
      for (const auto& x : self->state.children)
        lines.push_back(x.spec.name + ' ' + std::to_string(x.starts));
      return lines;
    },
  };
}

} // namespace tradeeon
