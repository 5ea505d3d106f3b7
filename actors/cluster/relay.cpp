#include "actors/cluster/relay.hpp"

#include "actors/house.hpp"
#include "actors/messages.hpp"

#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;

/// Longer than anything that is asked through here takes; where a side is gone, the
/// guard ends this actor too.
constexpr auto patience = 140s;

template <class Answer, class... Ts>
caf::result<Answer> ask(caf::event_based_actor* self, const caf::actor& to,
                        const Ts&... request) {
  auto promise = self->make_response_promise<Answer>();
  self->request(to, patience, request...)
    .then([=](Answer& answer) mutable { promise.deliver(std::move(answer)); },
          [=](caf::error& why) mutable { promise.deliver(std::move(why)); });
  return promise;
}

} // namespace

caf::behavior relay(caf::event_based_actor* self, context_ptr context, caf::actor to) {
  follow_house_rules(self, *context->count, "relay");
  return {
    [=](const step_batch& steps) { return ask<ingest_receipt>(self, to, steps); },
    [=](watch_atom x, const std::vector<watch_request>& wanted) {
      return ask<std::vector<watched_question>>(self, to, x, wanted);
    },
    [=](settle_atom x) { return ask<settle_atom>(self, to, x); },
    [=](release_atom x, const std::vector<watch_release>& gone) {
      self->send(to, x, gone);
    },
    [=](prune_atom x) { self->send(to, x); },
  };
}

} // namespace tradeeon
