#include "actors/candle_queue.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

using namespace tradeeon;

namespace {

constexpr time_ms minute = 60'000;

candle_queue::part part_of(std::uint64_t request, std::vector<time_ms> opens,
                           bool closed = true) {
  candle_queue::part out;
  out.request = request;
  out.received_at = 7;
  for (const auto open : opens) {
    candle bar;
    bar.open_time = open;
    bar.closed = closed;
    out.indices.push_back(static_cast<std::uint32_t>(out.candles.size()));
    out.candles.push_back(bar);
  }
  return out;
}

} // namespace

TEST_CASE("one batch is under way at a time, from one request at most") {
  candle_queue subject{"BTCUSDT"};
  CHECK_FALSE(subject.next());
  CHECK_FALSE(subject.push(part_of(1, {0, minute})));
  CHECK_FALSE(subject.push(part_of(2, {2 * minute})));
  CHECK(subject.waiting() == 3);
  const auto first = subject.next();
  REQUIRE(first);
  CHECK(first->symbol == "BTCUSDT");
  CHECK(first->received_at == 7);
  CHECK(first->candles.size() == 2);
  CHECK_FALSE(first->quarantine);
  CHECK_FALSE(subject.next());
  const auto done = subject.on_taken();
  CHECK(done.request == 1);
  CHECK(done.candles == 2);
  CHECK(subject.waiting() == 1);
  REQUIRE(subject.next());
  CHECK(subject.on_taken().request == 2);
  CHECK(subject.idle());
  CHECK(subject.waiting() == 0);
}

TEST_CASE("large requests go in batches of the largest size") {
  candle_queue subject{"BTCUSDT"};
  std::vector<time_ms> opens;
  for (int i = 0; i < 1'100; ++i)
    opens.push_back(i * minute);
  subject.push(part_of(1, opens));
  for (const std::size_t size : {512U, 512U, 76U}) {
    CHECK(subject.next()->candles.size() == size);
    CHECK(subject.on_taken().candles == size);
  }
  CHECK(subject.idle());
}

TEST_CASE("of forming candles of the same bar only the newest waits") {
  candle_queue subject{"BTCUSDT"};
  subject.push(part_of(1, {0}, false));
  CHECK(*subject.push(part_of(2, {0}, false)) == 1);
  CHECK_FALSE(subject.push(part_of(3, {minute}, false)));
  CHECK(subject.waiting() == 2);
  REQUIRE(subject.next());
  CHECK(*subject.push(part_of(4, {minute}, false)) == 3);
  CHECK(subject.on_taken().request == 2);
  REQUIRE(subject.next());
  // The one under way has been sent: it can't be replaced any more.
  CHECK_FALSE(subject.push(part_of(5, {minute}, false)));
  CHECK(subject.on_taken().request == 4);
  // A closed candle is never replaced, nor does it replace.
  CHECK_FALSE(subject.push(part_of(6, {minute}, true)));
  CHECK_FALSE(subject.push(part_of(7, {minute}, false)));
}

TEST_CASE("a candle that crashes twice alone is set aside, and no other") {
  candle_queue subject{"BTCUSDT"};
  subject.push(part_of(1, {0, minute, 2 * minute, 3 * minute}));
  const time_ms poison = 2 * minute;
  std::vector<time_ms> taken;
  std::vector<time_ms> aside;
  int crashes = 0;
  for (int i = 0; i < 50 && !subject.idle(); ++i) {
    const auto batch = subject.next();
    REQUIRE(batch);
    bool deadly = false;
    for (const auto& bar : batch->candles)
      deadly = deadly || (bar.open_time == poison && !batch->quarantine);
    if (deadly) {
      ++crashes;
      subject.on_failed(true, "boom");
      CHECK(subject.failures() > 0);
      continue;
    }
    if (batch->quarantine)
      CHECK(batch->reason.find("boom") != std::string::npos);
    for (const auto& bar : batch->candles)
      (batch->quarantine ? aside : taken).push_back(bar.open_time);
    subject.on_taken();
    CHECK(subject.failures() == 0);
  }
  CHECK(taken == std::vector<time_ms>{0, minute, 3 * minute});
  CHECK(aside == std::vector<time_ms>{poison});
  CHECK(crashes == 3); // once in company, twice alone
}

TEST_CASE("the crashes of a forming candle count against the updates of its bar") {
  // Else a feed that is quick enough would never have its poison set aside.
  candle_queue subject{"BTCUSDT"};
  subject.push(part_of(1, {0}, false));
  for (int i = 0; i < 2; ++i) {
    REQUIRE(subject.next());
    subject.on_failed(true, "boom");
    CHECK(subject.push(part_of(2 + static_cast<std::uint64_t>(i), {0}, false)));
  }
  CHECK(subject.next()->quarantine);
  CHECK(subject.on_taken().request == 3);
  subject.push(part_of(4, {0}, true));
  CHECK_FALSE(subject.next()->quarantine);
}

TEST_CASE("no sequence of failures loses, repeats or reorders a candle") {
  std::mt19937_64 random{91};
  const auto roll = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<std::uint64_t>(high - low + 1));
  };
  for (int run = 0; run < 300; ++run) {
    candle_queue subject{"BTCUSDT"};
    std::vector<time_ms> pushed;
    std::vector<time_ms> finished;
    std::set<time_ms> poison;
    std::set<time_ms> aside;
    std::map<std::uint64_t, std::size_t> left;
    std::optional<candle_batch> under_way;
    std::uint64_t request = 0;
    time_ms clock = 0;
    const auto step = [&](bool may_push) {
      if (may_push && roll(0, 3) == 0) {
        std::vector<time_ms> opens;
        for (int n = roll(1, roll(0, 9) == 0 ? 700 : 6); n > 0; --n) {
          opens.push_back(clock);
          if (roll(0, 40) == 0)
            poison.insert(clock);
          pushed.push_back(clock);
          clock += minute;
        }
        left[++request] = opens.size();
        REQUIRE_FALSE(subject.push(part_of(request, opens)));
      }
      if (!under_way) {
        under_way = subject.next();
        REQUIRE(under_way.has_value() == !subject.idle());
        if (!under_way)
          return;
        REQUIRE(under_way->candles.size() == under_way->indices.size());
        REQUIRE(under_way->candles.size() <= candle_queue::largest_batch);
      }
      REQUIRE_FALSE(subject.next());
      bool deadly = false;
      for (const auto& bar : under_way->candles)
        deadly = deadly || (!under_way->quarantine && poison.count(bar.open_time) > 0);
      if (deadly || roll(0, 5) == 0) {
        subject.on_failed(deadly, "boom");
      } else {
        if (under_way->quarantine) {
          REQUIRE(under_way->candles.size() == 1);
          aside.insert(under_way->candles.front().open_time);
        }
        const auto done = subject.on_taken();
        REQUIRE(done.candles == under_way->candles.size());
        REQUIRE(left[done.request] >= done.candles);
        left[done.request] -= done.candles;
        for (const auto& bar : under_way->candles)
          finished.push_back(bar.open_time);
      }
      REQUIRE(subject.waiting() == pushed.size() - finished.size());
      under_way.reset();
    };
    for (int i = 0; i < 200; ++i)
      step(true);
    for (int i = 0; i < 200'000 && !subject.idle(); ++i)
      step(false);
    REQUIRE(finished == pushed);
    REQUIRE(aside == poison);
    for (const auto& [id, n] : left)
      REQUIRE(n == 0);
  }
}
