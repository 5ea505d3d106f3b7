#include "actors/http_host.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"

namespace tradeeon {

http_host_state::~http_host_state() {
  if (server)
    server->stop();
}

caf::behavior http_host(caf::stateful_actor<http_host_state>* self, context_ptr context) {
  follow_house_rules(self, *context->count, "http");
  self->state.server = context->make_server();
  auto port = self->state.server->start();
  if (!port) {
    journal::error("http.not_listening", port.error().text);
    context->web_port->failed(port.error());
    self->quit(to_error(port.error()));
    return {[](drain_atom) {}};
  }
  context->names->enter(role::web, caf::actor{self});
  context->web_port->listening(*port);
  return {
    [=](drain_atom) {
      self->state.server->drain();
      return true;
    },
  };
}

} // namespace tradeeon
