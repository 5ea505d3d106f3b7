#include "actors/notifier.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using notifier_ptr = caf::stateful_actor<notifier_state>*;

constexpr std::uint32_t page = 500;

void hand_over(notifier_ptr self) {
  auto& state = self->state;
  if (std::exchange(state.under_way, true)) {
    state.again = true;
    return;
  }
  state.again = false;
  const auto retry = [=] {
    self->state.under_way = false;
    self->delayed_send(self, 1s, retry_atom_v);
  };
  const auto store = state.context->names->find(role::store);
  if (!store)
    return retry();
  self->request(store, 30s, handover_atom_v, page, state.context->notifies)
    .then(
      [=](const handover& done) {
        self->state.under_way = false;
        if (done.more || self->state.again)
          hand_over(self);
      },
      [=](const caf::error&) { retry(); });
}

} // namespace

caf::behavior notifier(notifier_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "notifier");
  self->state.context = context;
  context->names->enter(role::notifier, caf::actor{self});
  if (const auto store = context->names->find(role::store))
    self->send(store, listen_atom_v, caf::actor{self});
  hand_over(self); // what was left when the process ended
  return {
    [=](event_atom, const committed& facts) {
      const bool any =
        std::any_of(facts.triggers.begin(), facts.triggers.end(),
                    [](const auto& x) { return x.kind == trigger_kind::condition; });
      if (any)
        hand_over(self);
    },
    [=](retry_atom) { hand_over(self); },
  };
}

} // namespace tradeeon
