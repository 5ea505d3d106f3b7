#include "actors/cluster/membership.hpp"

#include "actors/asking.hpp"
#include "actors/cluster/network.hpp"
#include "actors/cluster/node_host.hpp"
#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using member_ptr = caf::stateful_actor<membership_state>*;

constexpr auto patience = 5s;
constexpr std::chrono::milliseconds shortest_pause = 50ms;
constexpr std::chrono::milliseconds longest_pause = 2s;

/// Each try is an incarnation of its own: what an earlier one was granted is void.
hello introduction(const membership_state& state) {
  const auto& own = *state.context->cluster;
  hello out;
  out.cluster = own.name;
  out.version = TRADEEON_VERSION;
  out.node = own.node;
  out.incarnation = own.incarnation + state.tries;
  for (const auto role : leased_roles)
    if (own.roles.count(role) != 0)
      out.roles.push_back(role);
  return out;
}

void end_host(member_ptr self) {
  auto& host = self->state.host;
  if (!host)
    return;
  self->demonitor(host);
  caf::anon_send<caf::message_priority::high>(
    host, caf::exit_msg{self->address(), caf::exit_reason::user_shutdown});
  host = nullptr;
}

void try_later(member_ptr self, const std::string& why) {
  auto& state = self->state;
  end_host(self);
  state.inside = false;
  if (!why.empty() && why != state.last_refusal) {
    journal::warn("cluster.not_member", "this node is not a member; trying again",
                  {{"why", why}});
    state.last_refusal = why;
  }
  state.backoff = std::clamp(state.backoff * 2, shortest_pause, longest_pause);
  self->delayed_send(self, state.backoff, enter_atom_v, ++state.tries);
}

void begin(member_ptr self, const welcome& given) {
  auto& state = self->state;
  if (!given.store || !given.router || !given.coordinator)
    return try_later(self, "the store node is starting");
  state.backoff = 0ms;
  state.last_refusal.clear();
  state.inside = true;
  journal::info("cluster.member", "this node is a member",
                {{"node", state.context->cluster->node}});
  self->send(state.host, start_atom_v, given);
}

/// Answers to a try that is over are void.
auto still(member_ptr self) {
  return [self, tried = self->state.tries] { return self->state.tries == tried; };
}

void on_failure(member_ptr self, const caf::error& why) {
  const auto text = to_problem(why).text;
  try_later(self, is_own_error(why) ? text : self->system().render(why));
}

/// Asks for a T on the way in, and goes on with it unless this try is over by then.
template <class T, class Next, class... Ts>
void ask(member_ptr self, const caf::actor& whom, Next next, Ts&&... request) {
  ask_while<T>(
    still(self), self, whom, patience, next,
    [self](const caf::error& why) { on_failure(self, why); },
    std::forward<Ts>(request)...);
}

void prove(member_ptr self, const caf::actor& gate, const hello& who,
           const std::string& nonce) {
  ask<welcome>(
    self, gate, [=](const welcome& given) { begin(self, given); }, enter_atom_v, who,
    nonce, proof_of(who, nonce, self->state.context->cluster->key), self->state.host);
}

void greet(member_ptr self, const caf::actor& gate) {
  const auto who = introduction(self->state);
  ask<std::string>(
    self, gate, [=](const std::string& nonce) { prove(self, gate, who, nonce); },
    hello_atom_v, who);
}

/// Asks the middleman, since connecting through it directly would block.
void connect(member_ptr self) {
  const auto current = still(self);
  const auto& own = *self->state.context->cluster;
  self
    ->request(network_of(self->system(), own.tls), patience, caf::connect_atom_v,
              own.join_host, own.join_port)
    .then(
      [=](const caf::node_id&, const caf::strong_actor_ptr& gate,
          const std::set<std::string>&) {
        if (!current())
          return;
        if (!gate)
          return try_later(self, "what listens there is no store node");
        greet(self, caf::actor_cast<caf::actor>(gate));
      },
      [=](const caf::error& why) {
        if (current())
          try_later(self, "no connection to " + self->state.context->cluster->join_host +
                            ":" +
                            std::to_string(self->state.context->cluster->join_port) +
                            " (" + self->system().render(why) + ")");
      });
}

void enter_at_home(member_ptr self) {
  const auto coordinator = self->state.context->names->find(role::coordinator);
  if (!coordinator)
    return try_later(self, {});
  ask<welcome>(
    self, coordinator, [=](const welcome& given) { begin(self, given); }, enter_atom_v,
    introduction(self->state), self->state.host);
}

void enter(member_ptr self) {
  auto& state = self->state;
  end_host(self);
  state.host = self->spawn(node_host, state.context, introduction(state));
  self->monitor(state.host);
  if (state.context->cluster->is_store())
    enter_at_home(self);
  else
    connect(self);
}

} // namespace

caf::behavior membership(member_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "membership");
  context->names->enter(role::membership, caf::actor{self});
  self->state.context = std::move(context);
  self->set_down_handler([=](const caf::down_msg& down) {
    if (!self->state.host || down.source != self->state.host.address())
      return;
    self->state.host = nullptr;
    try_later(self, {});
  });
  self->set_exit_handler([=](const caf::exit_msg& stopping) {
    end_host(self);
    self->quit(stopping.reason);
  });
  self->send(self, enter_atom_v, self->state.tries);
  return {
    [=](enter_atom, std::uint64_t tried) {
      if (tried == self->state.tries)
        enter(self);
    },
    [=](status_atom) -> std::string {
      const auto& state = self->state;
      if (state.inside)
        return {};
      return state.last_refusal.empty() ? "joining the cluster" : state.last_refusal;
    },
  };
}

} // namespace tradeeon
