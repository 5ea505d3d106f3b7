#include "actors/cluster/coordinator.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"

#include <caf/result.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using coordinator_ptr = caf::stateful_actor<coordinator_state>*;

/// How long the nodes of a former run are waited for, so that shards stay where
/// they were, and a first placement does not give all to whoever comes first.
constexpr auto settling = 1s;
constexpr auto beat = 1s;
/// A node that is connected but has not renewed for so long does not work.
constexpr std::int64_t lease_time_ms = 5'000;

void place_anew(coordinator_ptr self);

std::int64_t now_ms(coordinator_ptr self) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
           self->clock().now().time_since_epoch())
    .count();
}

// -- leases -----------------------------------------------------------------------

void tell(coordinator_ptr self, const std::vector<lease>& granted) {
  auto& state = self->state;
  std::vector<lease> moved;
  for (const auto& x : granted) {
    if (x.right.what != node_role::notifier) {
      moved.push_back(x);
      continue;
    }
    for (const auto& [node, host] : state.hosts)
      if (node == x.node)
        self->send(host, grant_atom_v, x);
      else
        self->send(host, revoke_atom_v, static_cast<std::uint8_t>(x.right.what));
  }
  if (moved.empty())
    return;
  state.context->count->leases_moved.add(moved.size());
  for (const auto who : {role::evaluation, role::trading})
    if (const auto follows = state.context->names->find(who))
      self->send(follows, moved_atom_v, moved);
}

void place_anew(coordinator_ptr self) {
  auto& state = self->state;
  if (!state.settled && !state.book.all_back())
    return;
  if (state.granting) {
    state.again = true;
    return;
  }
  auto due = state.book.due();
  if (due.empty())
    return;
  const auto store = state.context->names->find(role::store);
  if (!store)
    return; // it takes this actor along
  for (auto& x : due)
    x.granted_at = state.context->now();
  state.granting = true;
  state.again = false;
  self->request(store, 30s, grant_atom_v, std::move(due))
    .then(
      [=](const std::vector<lease>& granted) {
        auto& s = self->state;
        s.granting = false;
        s.book.note(granted);
        tell(self, granted);
        if (s.again)
          place_anew(self);
      },
      [=](const caf::error& why) {
        self->state.granting = false;
        journal::error("cluster.no_grant", "leases could not be granted",
                       {{"why", to_problem(why).text}});
        self->delayed_send(self, 500ms, place_atom_v);
      });
}

// -- nodes ------------------------------------------------------------------------

void lose(coordinator_ptr self, const hello& who, const std::string& why) {
  auto& state = self->state;
  const auto* present = state.book.find(who.node);
  if (present == nullptr || present->who.incarnation != who.incarnation)
    return;
  journal::warn("cluster.node_gone", "a node has gone",
                {{"node", who.node}, {"why", why}});
  if (const auto host = state.hosts.find(who.node); host != state.hosts.end()) {
    self->demonitor(host->second);
    state.hosts.erase(host);
  }
  state.book.leave(who.node, who.incarnation);
  state.context->count->cluster_nodes.set(static_cast<std::int64_t>(state.hosts.size()));
  place_anew(self);
}

welcome greeting(const engine_context& context, const caf::actor& self) {
  welcome out;
  out.store = context.names->find(role::store);
  out.router = context.names->find(role::router);
  out.coordinator = self;
  out.history = context.history;
  out.checkpoint_every = context.checkpoint_every;
  out.webhook_attempts = context.limits->get()->retries.max_attempts;
  return out;
}

caf::result<welcome> enter(coordinator_ptr self, const hello& who,
                           const caf::actor& host) {
  auto& state = self->state;
  auto given = greeting(*state.context, caf::actor{self});
  if (!given.store || !given.router)
    return to_error({problem_code::unavailable, "the store node is starting", {}});
  if (const auto older = state.hosts.find(who.node); older != state.hosts.end()) {
    const bool reborn = state.book.find(who.node)->who.incarnation != who.incarnation;
    if (reborn)
      journal::warn("cluster.node_again", "a node has come before its end was seen",
                    {{"node", who.node}});
    self->demonitor(older->second);
    state.hosts.erase(older);
    // Even the same process comes back without anything it held.
    state.book.leave(who.node, state.book.find(who.node)->who.incarnation);
  }
  self->monitor(host);
  state.hosts[who.node] = host;
  state.book.join(who, now_ms(self));
  state.context->count->cluster_nodes.set(static_cast<std::int64_t>(state.hosts.size()));
  std::string roles;
  for (const auto x : who.roles)
    roles.append(roles.empty() ? "" : ",").append(to_string(x));
  journal::info("cluster.node_came", "a node has come",
                {{"node", who.node}, {"roles", roles}});
  // Behind the welcome, so that what it is granted finds it ready.
  self->send(self, place_atom_v);
  return given;
}

void on_beat(coordinator_ptr self) {
  self->delayed_send(self, beat, beat_atom_v);
  for (const auto& who : self->state.book.silent(now_ms(self), lease_time_ms))
    lose(self, who, "it does not renew its leases");
  place_anew(self); // where a grant has failed or a draining node has company now
}

// -- questions --------------------------------------------------------------------

caf::result<assignment> place(coordinator_ptr self, const std::string& symbol) {
  const auto& state = self->state;
  const auto shard = shard_of(symbol);
  const auto evaluates = state.book.holder(node_role::evaluator, shard);
  const auto runs = state.book.holder(node_role::alerts, shard);
  if (!evaluates || !runs)
    return to_error({problem_code::unavailable,
                     std::string{"no node with the role "}.append(
                       to_string(!evaluates ? node_role::evaluator : node_role::alerts)) +
                       " has taken this symbol yet",
                     {}});
  return assignment{state.hosts.at(evaluates->node), evaluates->right,
                    state.hosts.at(runs->node), runs->right};
}

cluster_view view(coordinator_ptr self) {
  auto out = self->state.book.view(now_ms(self));
  out.fenced_writes = self->state.context->count->fenced_writes.get();
  return out;
}

caf::result<cluster_view> drain(coordinator_ptr self, const std::string& node, bool on) {
  if (!self->state.book.drain(node, on))
    return to_error({problem_code::not_found, "no living node has this name", "node"});
  journal::info("cluster.drain",
                on ? "a node is being drained" : "a node takes shards again",
                {{"node", node}});
  place_anew(self);
  return view(self);
}

caf::result<cluster_view> move(coordinator_ptr self, std::uint8_t what,
                               std::uint16_t shard, const std::string& node) {
  if (auto done = self->state.book.pin(static_cast<node_role>(what), shard, node); !done)
    return to_error(done.error());
  place_anew(self);
  return view(self);
}

void begin(coordinator_ptr self) {
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return self->quit(
      to_error({problem_code::unavailable, "the store is restarting", {}}));
  self->request(store, 60s, leases_atom_v)
    .then(
      [=](const std::vector<lease>& granted) {
        self->state.book.restore(granted);
        self->state.context->names->enter(role::coordinator, caf::actor{self});
        self->delayed_send(self, settling, place_atom_v, true);
        self->delayed_send(self, beat, beat_atom_v);
      },
      [=](const caf::error& why) { self->quit(why); });
}

} // namespace

caf::behavior coordinator(coordinator_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "coordinator");
  self->state.context = context;
  // Those who know an earlier one must not find it while this one starts.
  context->names->enter(role::coordinator, nullptr);
  self->set_down_handler([=](const caf::down_msg& down) {
    for (const auto& [node, host] : self->state.hosts)
      if (host.address() == down.source)
        return lose(self, hello{self->state.book.find(node)->who},
                    self->system().render(down.reason));
  });
  begin(self);
  return {
    [=](enter_atom, const hello& who, const caf::actor& host) {
      return enter(self, who, host);
    },
    [=](renew_atom, const std::string& node, std::uint64_t incarnation) {
      return self->state.book.renew(node, incarnation, now_ms(self));
    },
    [=](place_atom, const std::string& symbol) { return place(self, symbol); },
    [=](place_atom) { place_anew(self); },
    [=](place_atom, bool settled) {
      self->state.settled = settled;
      place_anew(self);
    },
    [=](beat_atom) { on_beat(self); },
    [=](cluster_atom) { return view(self); },
    [=](drain_atom, const std::string& node, bool on) { return drain(self, node, on); },
    [=](move_atom, std::uint8_t what, std::uint16_t shard, const std::string& node) {
      return move(self, what, shard, node);
    },
  };
}

} // namespace tradeeon
