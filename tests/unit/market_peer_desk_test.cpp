#include "actors/peer_desk.hpp"

#include <doctest/doctest.h>

using namespace tradeeon;

namespace {

constexpr time_ms minute = 60'000;

candle at(time_ms n) {
  candle out;
  out.open_time = n * minute;
  return out;
}

struct desk_of_eth {
  desk_of_eth() { desk.keep("ETHUSDT"); }
  void take(time_ms n) { desk.take("ETHUSDT", timeframe::m1, at(n)); }
  std::optional<peer_bars> ask(time_ms after, time_ms until, bool known = true,
                               bool waits = true) {
    return desk.ask(++last, {"BTCUSDT", "ETHUSDT", after * minute, until * minute, known,
                             timeframe::m1, waits});
  }
  peer_desk desk{4};
  std::uint64_t last = 0;
};

} // namespace

TEST_CASE("who asks for candles that are there gets them at once") {
  desk_of_eth x;
  for (int n = 0; n < 3; ++n)
    x.take(n);
  const auto bars = x.ask(0, 3);
  REQUIRE(bars);
  REQUIRE(bars->bars.size() == 2);
  CHECK(bars->bars[0].open_time == minute);
  CHECK(bars->bars[1].open_time == 2 * minute);
  CHECK(x.ask(0, 2)->bars.size() == 1); // nothing that closed later
}

TEST_CASE("who asks too early waits for the candle, or for one behind it") {
  desk_of_eth x;
  x.take(0);
  CHECK_FALSE(x.ask(0, 2));
  CHECK(x.desk.answered("ETHUSDT").empty());
  CHECK_FALSE(x.ask(0, 4));
  x.take(4); // a hole: candles 1 to 3 never come
  const auto answers = x.desk.answered("ETHUSDT");
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].first == 1);
  CHECK(answers[0].second.bars.empty());
  CHECK(x.desk.answered("ETHUSDT").empty());
}

TEST_CASE("waiting in vain is done once until something comes") {
  desk_of_eth x;
  x.take(0);
  CHECK_FALSE(x.ask(0, 2));
  REQUIRE(x.desk.give_up(1));
  CHECK_FALSE(x.desk.give_up(1));
  CHECK(x.ask(0, 3)); // it is silent
  x.take(1);
  CHECK_FALSE(x.ask(1, 3)); // it is back
}

TEST_CASE("nobody waits for a symbol that never came") {
  desk_of_eth x;
  const auto bars = x.ask(-1, 2, false);
  REQUIRE(bars);
  CHECK_FALSE(bars->has_base);
  CHECK(bars->complete_after == peer_bars::nothing_kept);
  CHECK_FALSE(x.ask(-1, 2, true));  // but for one that came before this desk was there
  CHECK(x.ask(-1, 2, true, false)); // except by those who do not want to
}

TEST_CASE("the desk says from where on it knows all") {
  desk_of_eth x;
  for (int n = 3; n < 10; ++n)
    x.take(n);
  const auto bars = x.ask(0, 10);
  REQUIRE(bars);
  CHECK(bars->bars.size() == 4); // it keeps no more
  CHECK(bars->complete_after == 5 * minute);
}

TEST_CASE("old candles, doubles and other bar lengths are passed over") {
  desk_of_eth x;
  x.take(5);
  x.take(5);
  x.take(4);
  x.desk.take("ETHUSDT", timeframe::m5, at(10));
  CHECK(x.ask(-1, 20, true, false)->bars.size() == 1);
  // What the reader knows from the store counts more than the first that came.
  x.desk.ask(99, {"BTCUSDT", "ETHUSDT", -1, 0, true, timeframe::m5, false});
  x.desk.take("ETHUSDT", timeframe::m5, at(10));
  const auto bars =
    x.desk.ask(100, {"BTCUSDT", "ETHUSDT", -1, 20 * minute, true, timeframe::m5, false});
  CHECK(bars->base == timeframe::m5);
  CHECK(bars->bars.size() == 1);
}
