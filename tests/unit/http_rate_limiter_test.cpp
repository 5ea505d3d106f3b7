#include "http/server/rate_limiter.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>

using tradeeon::time_ms;
using tradeeon::http::rate_limiter;

TEST_CASE("a quiet key may spend its whole minute at once, then waits") {
  rate_limiter limiter(10);
  for (int i = 0; i < 60; ++i)
    CHECK(limiter.take("a", 60, 1'000) == 0);
  CHECK(limiter.take("a", 60, 1'000) == 1'000);
  CHECK(limiter.take("a", 60, 1'500) == 500);
  CHECK(limiter.take("a", 60, 2'000) == 0);
  CHECK(limiter.take("a", 60, 2'000) == 1'000);
}

TEST_CASE("keys do not share a bucket") {
  rate_limiter limiter(10);
  CHECK(limiter.take("a", 2, 0) == 0);
  CHECK(limiter.take("a", 2, 0) == 0);
  CHECK(limiter.take("a", 2, 0) > 0);
  CHECK(limiter.take("b", 2, 0) == 0);
}

TEST_CASE("the number of remembered keys is bounded, the least used go first") {
  rate_limiter limiter(3);
  CHECK(limiter.take("kept", 1, 0) == 0);
  for (int i = 0; i < 1'000; ++i) {
    CHECK(limiter.take("k" + std::to_string(i), 1, 0) == 0);
    CHECK(limiter.take("kept", 1, 0) > 0);
  }
  CHECK(limiter.keys() == 3);
}

TEST_CASE("a limit of nothing limits nothing") {
  rate_limiter limiter(3);
  for (int i = 0; i < 1'000; ++i)
    CHECK(limiter.take("a", 0, 0) == 0);
  CHECK(limiter.keys() == 0);
}

TEST_CASE("a clock that is set back neither gives nor takes tokens") {
  rate_limiter limiter(3);
  CHECK(limiter.take("a", 60, 100'000) == 0);
  CHECK(limiter.take("a", 60, 0) == 0);
  for (int i = 0; i < 58; ++i)
    CHECK(limiter.take("a", 60, 0) == 0);
  CHECK(limiter.take("a", 60, 0) > 0);
}

TEST_CASE("over any stretch of time a key gets its rate and one minute's worth") {
  std::mt19937 random(7);
  for (const std::uint32_t rate : {1U, 7U, 600U}) {
    rate_limiter limiter(3);
    std::uniform_int_distribution<time_ms> step(0, 60'000 / rate);
    time_ms now = 0;
    std::uint64_t taken = 0;
    while (now < 3'600'000) {
      now += step(random);
      if (limiter.take("a", rate, now) == 0)
        ++taken;
    }
    CHECK(taken <= rate * 61U + 1);
    CHECK(taken >= rate * 30U);
  }
}

TEST_CASE("after the announced wait there is a token") {
  for (const std::uint32_t rate : {1U, 3U, 7U, 59U, 1'000U}) {
    rate_limiter limiter(3);
    time_ms now = 0;
    for (int i = 0; i < 2'000; ++i) {
      const auto wait = limiter.take("a", rate, now);
      if (wait == 0)
        continue;
      CHECK(limiter.take("a", rate, now + wait) == 0);
      now += wait;
    }
  }
}

TEST_CASE("a limit that changes holds at once for the keys that are known") {
  rate_limiter limiter(3);
  for (int i = 0; i < 10; ++i)
    CHECK(limiter.take("a", 10, 0) == 0);
  CHECK(limiter.take("a", 10, 0) > 0);
  CHECK(limiter.take("a", 60, 1'000) == 0); // one a second by now
  CHECK(limiter.take("b", 60, 1'000) == 0);
  CHECK(limiter.take("b", 1, 1'000) == 0); // of 59 that were left one remains
  CHECK(limiter.take("b", 1, 1'000) > 0);
  CHECK(limiter.take("b", 0, 1'000) == 0);
}
