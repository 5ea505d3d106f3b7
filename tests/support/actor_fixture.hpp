// Deterministic actor tests with doctest: one thread, virtual time.
#pragma once

#include "actors/messages.hpp"

#include <caf/actor_system.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <utility>

namespace tradeeon::test {

/// Swaps CAF's thread pool for its test coordinator.
struct test_config : caf::actor_system_config {
  test_config() {
    add_message_types<caf::id_block::tradeeon>();
    set("scheduler.policy", caf::atom("testing"));
  }
};

struct actor_fixture {
  actor_fixture()
      : sched(dynamic_cast<caf::scheduler::test_coordinator&>(sys.scheduler())) {
    sched.clock().current_time += std::chrono::hours(1); // never "time zero"
  }
  // The system waits for all actors when it ends: let them see their exits.
  ~actor_fixture() { settle(); }

  /// Runs whatever can run until no message is left; fires no timeouts.
  void settle() {
    while (sched.try_run_once()) {
    }
  }

  /// Moves the virtual clock, then runs what the timeouts made runnable.
  void advance(caf::timespan dt) {
    sched.advance_time(dt);
    settle();
  }

  /// Sends a request and returns the response. Where parts are being restarted,
  /// virtual time passes until it comes, half a minute at most.
  template <class T, class... Ts>
  T ask(const caf::actor& whom, Ts&&... xs) {
    auto pending = self->request(whom, caf::infinite, std::forward<Ts>(xs)...);
    settle();
    for (int i = 0; i < 300 && !self->has_next_message(); ++i)
      advance(std::chrono::milliseconds(100));
    T answer{};
    REQUIRE(self->has_next_message());
    pending.receive([&](T& x) { answer = std::move(x); },
                    [&](caf::error& e) { FAIL(sys.render(e)); });
    return answer;
  }

  test_config cfg;
  caf::actor_system sys{cfg};
  caf::scoped_actor self{sys, true};
  caf::scheduler::test_coordinator& sched;
};

} // namespace tradeeon::test
