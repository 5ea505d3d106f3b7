#include "actors/cluster/cluster_port.hpp"

#include "actors/cluster/gatekeeper.hpp"
#include "actors/cluster/network.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <chrono>
#include <set>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using port_ptr = caf::stateful_actor<cluster_port_state>*;

void publish(port_ptr self) {
  auto& state = self->state;
  const auto& own = *state.context->cluster;
  state.gatekeeper = self->spawn(gatekeeper, state.context);
  self->monitor(state.gatekeeper);
  const auto wanted = state.port != 0 ? state.port : own.listen_port;
  const auto host = own.listen_host == "0.0.0.0" ? std::string{} : own.listen_host;
  self
    ->request(network_of(self->system(), own.tls), 5s, caf::publish_atom_v, wanted,
              caf::actor_cast<caf::strong_actor_ptr>(state.gatekeeper),
              std::set<std::string>{}, host, true)
    .then(
      [=](std::uint16_t port) {
        self->state.port = port;
        self->state.context->cluster_port->listening(port);
      },
      [=](const caf::error& why) {
        auto& s = self->state;
        const auto text = "the cluster port " + s.context->cluster->listen_host + ":" +
                          std::to_string(wanted) + " can't be listened at (" +
                          self->system().render(why) + ")";
        if (s.port == 0)
          return s.context->cluster_port->failed({problem_code::unavailable, text, {}});
        journal::error("cluster.not_listening", text, {{"retry_ms", 500}});
        self->delayed_send(self, 500ms, restart_atom_v);
      });
}

void on_gatekeeper_down(port_ptr self, const caf::error& why) {
  auto& state = self->state;
  journal::error("cluster.gatekeeper_ended",
                 "the gatekeeper was ended from outside; a new one takes over",
                 {{"why", self->system().render(why)}});
  state.context->count->actor_restarts.add();
  state.gatekeeper = nullptr;
  if (state.port != 0)
    self->send(network_of(self->system(), state.context->cluster->tls), caf::close_atom_v,
               state.port);
  self->send(self, restart_atom_v);
}

} // namespace

caf::behavior cluster_port(port_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "cluster port");
  self->state.context = std::move(context);
  self->set_down_handler([=](const caf::down_msg& down) {
    if (self->state.gatekeeper && down.source == self->state.gatekeeper.address())
      on_gatekeeper_down(self, down.reason);
  });
  self->set_exit_handler([=](const caf::exit_msg& stopping) {
    auto& state = self->state;
    if (state.gatekeeper) {
      self->demonitor(state.gatekeeper);
      caf::anon_send_exit(state.gatekeeper, caf::exit_reason::kill);
    }
    self->quit(stopping.reason);
  });
  publish(self);
  return {
    [=](restart_atom) { publish(self); },
  };
}

} // namespace tradeeon
