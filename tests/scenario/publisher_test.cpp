// Publishing in virtual time: the bus comes and goes, the engine does not care.
#include "actors/engine_client.hpp"
#include "actors/messages.hpp"
#include "tests/support/engine_fixture.hpp"
#include "tests/support/made_up_bus.hpp"

using namespace tradeeon;
using namespace std::chrono_literals;

namespace {

struct publishing_fixture : test::engine_fixture {
  void start_publishing() {
    start([this](engine_context& x) {
      publishing with;
      with.open_bus = [this] { return std::make_unique<test::bus_to_made_up>(bus); };
      with.log = database.open_queries();
      with.fields = [](const trigger& t) {
        return std::vector<std::pair<std::string, std::string>>{{"event_id", t.event_id}};
      };
      with.message = [](const trigger& t, const std::string&, std::uint64_t, time_ms) {
        return t.event_id;
      };
      x.publish = with;
    });
  }
  test::made_up_bus bus;
};

} // namespace

TEST_CASE_FIXTURE(publishing_fixture, "each trigger reaches the bus as it is committed") {
  start_publishing();
  add_alert("a", "close > 100", fire_mode::per_close);
  push(bars({101, 99, 102}));
  CHECK(bus.events() == log());
  push(bars({103}, 3));
  CHECK(bus.events() == log());
  CHECK(context->count->redis_up.get() == 1);
  CHECK(context->count->redis_published.get() == 3);
  CHECK(context->count->redis_lag.get() == 0);
}

TEST_CASE_FIXTURE(publishing_fixture,
                  "while the bus is away alerts fire, and afterwards it gets them all") {
  start_publishing();
  add_alert("a", "close > 100", fire_mode::per_close);
  bus.refuse = 1'000;
  push(bars({101, 102}));
  for (int i = 0; i < 100; ++i)
    advance(100ms);
  push(bars({103}, 2));
  CHECK(log().size() == 3);
  CHECK(bus.events().empty());
  CHECK(context->count->redis_up.get() == 0);
  CHECK(context->count->redis_failures.get() >= 5);
  // 0.1 to 5 s between attempts: not a storm of them.
  CHECK(context->count->redis_failures.get() < 15);
  advance(10s);
  CHECK(context->count->redis_lag.get() == 3);
  bus.refuse = 0;
  advance(6s);
  CHECK(bus.events() == log());
  CHECK(context->count->redis_lag.get() == 0);
}

TEST_CASE_FIXTURE(publishing_fixture, "a restarted engine sends nothing twice") {
  start_publishing();
  add_alert("a", "close > 100", fire_mode::per_close);
  push(bars({101, 102}));
  CHECK(bus.entries.size() == 2);
  stop(); // before the position is written
  start_publishing();
  push(bars({103}, 2));
  CHECK(bus.events() == log());
  stop();
  start_publishing();
  advance(10s);
  CHECK(bus.events() == log());
}

TEST_CASE_FIXTURE(publishing_fixture, "a bus that has lost its stream gets it again") {
  start_publishing();
  add_alert("a", "close > 100", fire_mode::per_close);
  push(bars({101, 102, 103}));
  bus.flush();
  advance(6s); // a quiet bus is looked at every five seconds
  CHECK(bus.events() == log());
}
