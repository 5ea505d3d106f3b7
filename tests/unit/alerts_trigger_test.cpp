#include "domain/alerts/trigger.hpp"
#include "domain/policies/restart_policy.hpp"
#include "domain/policies/retry_policy.hpp"
#include "tests/unit/conditions_support.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <set>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

explanation random_explanation(dice& random) {
  explanation out;
  out.bar = walk(random, timeframe::m5, 1, 0).front();
  out.bar.closed = chance(random, 0.5);
  out.bar.update_time = static_cast<time_ms>(random() >> 20U);
  for (int n = roll(random, 0, 5); n > 0; --n) {
    explained_part part;
    part.condition_id = std::to_string(random());
    part.text = std::string(static_cast<std::size_t>(roll(random, 0, 60)), 'x');
    part.state = static_cast<truth>(roll(random, 0, 2));
    part.left = chance(random, 0.2) ? std::nan("") : roll(random, -9, 9) / 7.0;
    part.right = roll(random, -9, 9) / 3.0;
    part.right_high = std::nan("");
    part.previous_left = -0.0;
    part.previous_right = 1e308;
    part.left_bar = roll(random, 0, 99);
    part.right_bar = INT64_MAX;
    out.parts.push_back(part);
  }
  return out;
}

alert owner(fire_mode mode, std::uint32_t version) {
  alert out;
  out.alert_id = "al_1";
  out.mode = mode;
  out.version = version;
  return out;
}

retry_decision after(std::uint32_t n, int status, std::int64_t retry_after = -1,
                     const std::string& id = "d") {
  return after_attempt(id, n, {status, retry_after}, 1'000'000, {});
}

} // namespace

TEST_CASE("an explanation is read back as it was written") {
  dice random{81};
  for (int run = 0; run < 500; ++run) {
    const auto what = random_explanation(random);
    const auto bytes = encode(what);
    const auto read = decode_explanation(bytes);
    REQUIRE(read);
    REQUIRE(read->parts.size() == what.parts.size());
    REQUIRE(encode(*read) == bytes);
    for (std::size_t i = 0; i < what.parts.size(); ++i) {
      REQUIRE(same_value(read->parts[i].left, what.parts[i].left));
      REQUIRE(read->parts[i].text == what.parts[i].text);
      REQUIRE(read->parts[i].right_bar == INT64_MAX);
    }
  }
}

TEST_CASE("a damaged explanation is a problem or another explanation, never a crash") {
  dice random{82};
  for (int run = 0; run < 200; ++run) {
    const auto bytes = encode(random_explanation(random));
    for (std::size_t n = 0; n < bytes.size(); ++n)
      REQUIRE_FALSE(decode_explanation(bytes.substr(0, n)));
    CHECK_FALSE(decode_explanation(bytes + 'x'));
    for (int i = 0; i < 50; ++i) {
      auto bad = bytes;
      bad[random() % bad.size()] = static_cast<char>(random() & 0xff);
      static_cast<void>(decode_explanation(bad));
    }
  }
}

TEST_CASE("an event's id says which alert, version and bar, and which update if many") {
  CHECK(event_id_of(owner(fire_mode::per_bar, 1), 5, 7) == "al_1:5");
  CHECK(event_id_of(owner(fire_mode::once, 1), 5, 7) == "al_1:5");
  CHECK(event_id_of(owner(fire_mode::per_close, 2), 5, 7) == "al_1@2:5");
  CHECK(event_id_of(owner(fire_mode::per_edge, 12), 5, 7) == "al_1@12:5");
  CHECK(event_id_of(owner(fire_mode::per_tick, 1), 5, 7) == "al_1:5:7");
  CHECK(event_id_of(owner(fire_mode::per_minute, 3), 5, 7) == "al_1@3:5:7");
  CHECK(event_id_of("0123456789abcdef", 5) == "0123456789abcdef:5");
}

TEST_CASE("a delivery's id follows from the event and the action alone") {
  // Fixed values: a change here would deliver everything again after an upgrade.
  CHECK(delivery_id_of("al_1:5", 0) == delivery_id_of("al_1:5", 0));
  CHECK(delivery_id_of("al_1:5", 0).size() == 32);
  std::set<std::string> all;
  for (const auto* event : {"al_1:5", "al_1:6", "al_2:5", "al_1@2:5", "al_1:5:7"})
    for (std::size_t action = 0; action < 12; ++action)
      CHECK(all.insert(delivery_id_of(event, action)).second);
}

TEST_CASE("webhook retries wait longer and longer, within a fifth of the plan") {
  constexpr time_ms second = 1'000;
  const time_ms plan[] = {5,     30,    120,    300,    900,   1'800,
                          3'600, 7'200, 14'400, 28'800, 28'800};
  std::set<time_ms> seen;
  for (int k = 0; k < 300; ++k) {
    const auto id = "delivery " + std::to_string(k);
    for (std::uint32_t n = 1; n <= 11; ++n) {
      const auto what = after(n, 500, -1, id);
      REQUIRE(what.state == delivery_state::pending);
      const auto wait = what.next_at - 1'000'000;
      REQUIRE(wait >= plan[n - 1] * second * 8 / 10);
      REQUIRE(wait <= plan[n - 1] * second * 12 / 10);
      REQUIRE(after(n, 0, -1, id).next_at == what.next_at); // the same plan always
      if (n == 1)
        seen.insert(wait);
    }
    REQUIRE(after(12, 500, -1, id).state == delivery_state::dead);
    REQUIRE(after(400, 0, -1, id).state == delivery_state::dead);
  }
  CHECK(seen.size() > 30); // spread, so that receivers are not hit in step
  CHECK(after(0, 500).state == delivery_state::pending);
}

TEST_CASE("an answer decides what becomes of a delivery") {
  for (const int status : {200, 201, 202, 204, 299})
    for (const std::uint32_t n : {1U, 5U, 12U, 99U})
      CHECK(after(n, status).state == delivery_state::done);
  for (const std::uint32_t n : {1U, 2U, 12U})
    CHECK(after(n, 410).state == delivery_state::dead);
  for (const int status : {301, 307, 400, 401, 404, 422, 499}) {
    CHECK(after(4, status).state == delivery_state::pending);
    CHECK(after(5, status).state == delivery_state::dead);
  }
  for (const int status : {0, 100, 408, 425, 429, 500, 503, 599}) {
    CHECK(after(11, status).state == delivery_state::pending);
    CHECK(after(12, status).state == delivery_state::dead);
  }
}

TEST_CASE("a receiver may ask for a longer wait, up to an hour") {
  constexpr time_ms hour = 3'600'000;
  const auto plain = after(1, 429).next_at;
  CHECK(after(1, 429, 0).next_at == plain);
  CHECK(after(1, 429, 1'000).next_at == plain); // shorter than the plan
  CHECK(after(1, 429, 60'000).next_at == 1'000'000 + 60'000);
  CHECK(after(1, 503, hour).next_at == 1'000'000 + hour);
  CHECK(after(1, 503, hour + 1).next_at == 1'000'000 + hour);
  CHECK(after(1, 503, INT64_MAX).next_at == 1'000'000 + hour);
  CHECK(after(10, 503, hour).next_at == after(10, 503).next_at); // 8 h by plan
}

TEST_CASE("a child is restarted ever later, and not again after too many crashes") {
  using namespace std::chrono_literals;
  restart_policy subject{{}};
  const restart_policy::time_point start{};
  const std::chrono::milliseconds waits[] = {100ms, 200ms, 400ms, 800ms, 1'600ms};
  for (int i = 0; i < 5; ++i)
    CHECK(subject.on_crash(start + i * 1s) == waits[i]);
  CHECK_FALSE(subject.on_crash(start + 5s));
  CHECK_FALSE(subject.on_crash(start + 6s));

  restart_policy patient{{}};
  for (int i = 0; i < 50; ++i) // one a window: always as the first
    CHECK(patient.on_crash(start + i * 60'001ms) == 100ms);

  restart_policy capped{{100ms, 5s, 100, 1h}};
  for (int i = 0; i < 100; ++i)
    CHECK(*capped.on_crash(start) <= 5s);
  CHECK_FALSE(capped.on_crash(start));

  restart_policy at_the_edge{{100ms, 5s, 1, 60s}};
  CHECK(at_the_edge.on_crash(start));
  CHECK_FALSE(at_the_edge.on_crash(start + 60s)); // still within the window
  CHECK(restart_policy{{100ms, 5s, 0, 60s}}.on_crash(start) == std::nullopt);
}
