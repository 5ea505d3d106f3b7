// Supervisors under virtual time: restarts, strategies, limits.
#include "actors/supervisor.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <stdexcept>

using namespace tradeeon;
using namespace std::chrono_literals;

namespace {

caf::behavior fragile(caf::event_based_actor* self) {
  self->set_exception_handler([](std::exception_ptr&) {
    return caf::make_error(caf::sec::runtime_error, "fragile");
  });
  return {
    [](fact_atom) { throw std::runtime_error{"boom"}; },
    [=](drain_atom) { self->quit(); },
  };
}

struct family : test::actor_fixture {
  family() = default;
  ~family() {
    if (parent)
      caf::anon_send_exit(parent, caf::exit_reason::user_shutdown);
  }

  void start(restart_strategy strategy, restart_limits limits, std::size_t size = 3) {
    supervisor_spec spec;
    spec.name = "family";
    spec.strategy = strategy;
    spec.limits = limits;
    children.resize(size);
    for (std::size_t i = 0; i < size; ++i)
      spec.children.push_back({std::string(1, static_cast<char>('a' + i)),
                               [this, i](caf::event_based_actor* owner) {
                                 children[i] = owner->spawn(fragile);
                                 order += static_cast<char>('a' + i);
                                 return children[i];
                               }});
    parent = sys.spawn(supervisor, std::move(spec), count);
    settle();
  }
  void crash(std::size_t which) {
    caf::anon_send(children[which], fact_atom_v);
    settle();
  }
  std::vector<std::string> starts() {
    return ask<std::vector<std::string>>(parent, status_atom_v);
  }

  std::shared_ptr<counters> count = std::make_shared<counters>();
  caf::actor parent;
  std::vector<caf::actor> children;
  std::string order; ///< every start, by child
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE_FIXTURE(family,
                  "a crashed child comes back after its back-off, which doubles") {
  start(restart_strategy::one_for_one, {100ms, 5s, 5, 60s});
  crash(1);
  advance(99ms);
  CHECK(starts() == lines{"a 1", "b 1", "c 1"});
  advance(1ms);
  CHECK(starts() == lines{"a 1", "b 2", "c 1"});
  crash(1);
  advance(199ms);
  CHECK(starts() == lines{"a 1", "b 2", "c 1"});
  advance(1ms);
  CHECK(starts() == lines{"a 1", "b 3", "c 1"});
  CHECK(count->actor_restarts.get() == 2);
}

TEST_CASE_FIXTURE(family, "one for all: the siblings start afresh, in order") {
  start(restart_strategy::one_for_all, {10ms, 1s, 5, 60s});
  crash(1);
  advance(10ms);
  CHECK(starts() == lines{"a 2", "b 2", "c 2"});
  CHECK(order == "abcabc");
}

TEST_CASE_FIXTURE(family, "rest for one: only those that depend on it start afresh") {
  start(restart_strategy::rest_for_one, {10ms, 1s, 5, 60s});
  crash(1);
  advance(10ms);
  CHECK(starts() == lines{"a 1", "b 2", "c 2"});
}

TEST_CASE_FIXTURE(family, "crashes beyond the limit end the supervisor with the reason") {
  start(restart_strategy::one_for_one, {1ms, 1ms, 2, 60s});
  self->monitor(parent);
  for (int i = 0; i < 3; ++i) {
    crash(0);
    advance(1ms);
  }
  bool down = false;
  self->receive([&](caf::down_msg& x) {
    down = true;
    CHECK(x.reason == caf::sec::runtime_error);
  });
  CHECK(down);
  CHECK(count->actor_escalations.get() == 1);
  parent = nullptr;
}

TEST_CASE_FIXTURE(family, "crashes outside the window are forgotten") {
  start(restart_strategy::one_for_one, {1ms, 1s, 1, 10s});
  for (int i = 0; i < 4; ++i) {
    crash(0);
    advance(11s);
  }
  CHECK(starts() == lines{"a 5", "b 1", "c 1"});
}

TEST_CASE_FIXTURE(family, "a child that ends by itself stays ended") {
  start(restart_strategy::one_for_one, {1ms, 1s, 5, 60s});
  caf::anon_send(children[2], drain_atom_v);
  settle();
  advance(10s);
  CHECK(starts() == lines{"a 1", "b 1", "c 1"});
}

TEST_CASE_FIXTURE(family, "stopping a supervisor stops its children") {
  start(restart_strategy::one_for_one, {1ms, 1s, 5, 60s});
  for (const auto& child : children)
    self->monitor(child);
  caf::anon_send_exit(parent, caf::exit_reason::user_shutdown);
  settle();
  parent = nullptr;
  std::size_t gone = 0;
  self->receive_for(gone, children.size())([](caf::down_msg&) {});
  CHECK(gone == 3);
}

TEST_CASE_FIXTURE(family, "an unknown message neither kills an actor nor its sender") {
  start(restart_strategy::one_for_one, {1ms, 1s, 5, 60s});
  self->send(parent, std::string{"what is this?"});
  settle();
  CHECK(starts() == lines{"a 1", "b 1", "c 1"});
  CHECK(count->unknown_messages.get() == 1);
}

TEST_CASE_FIXTURE(family, "a nested supervisor that is stopped leaves no orphans") {
  caf::actor leaf;
  supervisor_spec inner;
  inner.name = "inner";
  inner.children.push_back({"leaf", [&](caf::event_based_actor* owner) {
                              leaf = owner->spawn(fragile);
                              return leaf;
                            }});
  supervisor_spec outer;
  outer.name = "outer";
  outer.strategy = restart_strategy::rest_for_one;
  outer.limits = {1ms, 1s, 5, 60s};
  caf::actor first;
  outer.children.push_back({"first", [&](caf::event_based_actor* owner) {
                              first = owner->spawn(fragile);
                              return first;
                            }});
  outer.children.push_back({"inner", [&](caf::event_based_actor* owner) {
                              return caf::actor{owner->spawn(supervisor, inner, count)};
                            }});
  parent = sys.spawn(supervisor, outer, count);
  settle();
  const auto old_leaf = leaf;
  self->monitor(old_leaf);
  caf::anon_send(first, fact_atom_v);
  settle();
  advance(1ms);
  bool gone = false;
  self->receive([&](caf::down_msg&) { gone = true; });
  CHECK(gone);
  CHECK(leaf != old_leaf);
}
