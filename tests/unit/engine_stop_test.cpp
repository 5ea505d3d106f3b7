// How an engine with real threads ends.
#include "app/engine.hpp"
#include "storage/memory/memory_store.hpp"

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace tradeeon;

TEST_SUITE("engine.stop") {

  TEST_CASE("the store is gone when stop returns, however slowly its watchers learn it") {
    storage::memory::memory_database database;
    engine_parts parts;
    parts.context.now = [] { return time_ms{1'700'000'040'000}; };
    parts.context.open_store = [&] { return database.open_store(); };
    const auto names = parts.context.names;
    auto running = engine::start(std::move(parts));
    REQUIRE(running);

    auto told = std::make_shared<std::atomic<bool>>(false);
    caf::actor_addr store;
    {
      const auto handle = names->find(role::store);
      REQUIRE(handle);
      store = handle.address();
      // A watcher that takes its time: by then the actor counts as done.
      handle->attach_functor([told] {
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
        told->store(true);
      });
    }
    (*running)->stop();
    CHECK(told->load());
    CHECK_FALSE(caf::actor_cast<caf::strong_actor_ptr>(store));
  }

} // TEST_SUITE
