#include "actors/hub.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"
#include "actors/stream_registry.hpp"

namespace tradeeon {

caf::behavior hub(caf::event_based_actor* self, context_ptr context) {
  follow_house_rules(self, *context->count, "hub");
  context->names->enter(role::hub, caf::actor{self});
  // What was committed while no hub ran has reached no stream: their clients
  // resume from the log instead of going on over the gap.
  context->streams->close_all();
  if (const auto store = context->names->find(role::store))
    self->send(store, listen_atom_v, caf::actor{self});
  else
    self->quit(to_error({problem_code::unavailable, "the store is restarting", {}}));
  return {
    [=](event_atom, const committed& facts) { context->streams->distribute(facts); },
  };
}

} // namespace tradeeon
