#include "actors/bots/trading_flags.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

using namespace tradeeon;

TEST_CASE("the stricter of all users' and one's own state holds") {
  trading_flags flags;
  CHECK(flags.of("ann") == trading_state::active);
  flags.set("ann", trading_state::reducing);
  flags.set("", trading_state::halted);
  CHECK(flags.of("ann") == trading_state::halted);
  CHECK(flags.of("bob") == trading_state::halted);
  flags.set("", trading_state::active);
  CHECK(flags.of("ann") == trading_state::reducing);
  CHECK(flags.of("bob") == trading_state::active);
}

TEST_CASE("tightening never loosens") {
  trading_flags flags;
  flags.set("ann", trading_state::halted);
  flags.tighten("ann", trading_state::reducing);
  CHECK(flags.of("ann") == trading_state::halted);
  flags.tighten("", trading_state::reducing);
  CHECK(flags.of("bob") == trading_state::reducing);
}

TEST_CASE("what is restored replaces what was there, for all who watch") {
  trading_flags flags;
  flags.set("ann", trading_state::halted);
  const auto ann = flags.watch("ann");
  const auto bob = flags.watch("bob");
  flags.restore({{"bob", trading_state::reducing, {}, 0}});
  CHECK(ann() == trading_state::active);
  CHECK(bob() == trading_state::reducing);
}

TEST_CASE("another node's flags are made by the rows for one user") {
  trading_flags here;
  here.set("", trading_state::reducing);
  here.set("ann", trading_state::halted);
  for (const auto* user : {"ann", "bob"}) {
    trading_flags there;
    for (const auto& row : here.switches_of(user))
      there.set(row.user_id, row.state);
    CHECK(there.of(user) == here.of(user));
  }
}

TEST_CASE("a halt is seen by a busy thread that asks before each order") {
  trading_flags flags;
  const auto ask = flags.watch("ann");
  std::atomic<bool> asked{false};
  std::thread busy{[&] {
    while (ask() != trading_state::halted)
      asked = true;
  }};
  while (!asked)
    std::this_thread::yield();
  for (int i = 0; i < 100; ++i) // users that nobody has asked about yet
    flags.set("user-" + std::to_string(i), trading_state::reducing);
  flags.tighten("ann", trading_state::halted);
  busy.join();
  CHECK(flags.of("ann") == trading_state::halted);
}
