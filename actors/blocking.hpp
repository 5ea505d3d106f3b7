// How threads outside the actors ask them.
#pragma once

#include "actors/failure.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace tradeeon {

/// Asks and waits for a T. A fresh scoped actor per request: reused ones collect stale
/// timeouts.
template <class T, class... Ts>
result<T> ask_and_wait(caf::actor_system& system, const caf::actor& whom,
                       std::chrono::milliseconds time, Ts&&... request) {
  const problem restarting{
    problem_code::unavailable, "a part of the engine is restarting", {}};
  if (!whom)
    return restarting;
  caf::scoped_actor self{system};
  std::optional<result<T>> answer;
  self->request(whom, time, std::forward<Ts>(request)...)
    .receive([&](T& x) { answer = std::move(x); },
             [&](const caf::error& why) { answer = to_problem(why); });
  if (!answer)
    return restarting;
  return *std::move(answer);
}

} // namespace tradeeon
