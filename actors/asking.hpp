// Requests that may be overtaken by what happens to the one who asks.
#pragma once

#include <caf/actor.hpp>
#include <caf/error.hpp>

#include <chrono>
#include <utility>

namespace tradeeon {

/// Asks for a T and goes on with `next(T)`, or with `fail(error)`, unless `current()` is
/// false by then: the answer belongs to something that has been given up.
template <class T, class Self, class Current, class Next, class Fail, class... Ts>
void ask_while(Current current, Self* self, const caf::actor& whom,
               std::chrono::seconds patience, Next next, Fail fail, Ts&&... request) {
  self->request(whom, patience, std::forward<Ts>(request)...)
    .then(
      [=](const T& answer) {
        if (current())
          next(answer);
      },
      [=](const caf::error& why) {
        if (current())
          fail(why);
      });
}

} // namespace tradeeon
