// The order of a run's inputs, whichever way they arrive.
#include "domain/bots/questions.hpp"
#include "domain/bots/session.hpp"
#include "http/json/bot_reader.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr time_ms minute = 60'000;

candle bar(int n, double price = 100) {
  return {n * minute, price, price, price, price, 10, true, 0};
}

/// An answer to the bot's own question, or what somebody else asks of it.
handoff answer(std::int64_t seq, std::string what, timeframe base, int opened,
               bool own = true) {
  handoff x;
  x.seq = seq;
  x.bot_id = "b";
  x.user_id = own ? owner_of_questions("b") : "ada";
  x.symbol = "BTCUSDT";
  x.command = std::move(what);
  x.base = base;
  x.bar_time = opened * minute;
  return x;
}

struct stage {
  stage() {
    const auto read = json::parse_bot(
      R"({"bot_type":"dca","pair":"BTC/USDT","interval":"1m","baseOrderSize":100,
      "entryConditions":{"entryType":"conditional","enabled":true,
      "expression":"close < 0"},"paper":{"slippage":0}})");
    REQUIRE(read);
    settings = std::make_shared<bot_settings>(read->settings);
    run = make();
  }
  [[nodiscard]] std::unique_ptr<bot_session> make() const {
    return std::make_unique<bot_session>(
      "b", run_identity{"b-r1", {"BTCUSDT"}, timeframe::m1, 1'000}, settings,
      rule_book{});
  }
  void restart() {
    const auto state = run->save();
    run = make();
    REQUIRE(run->load(state));
  }
  void take(int n) { run->take("BTCUSDT", timeframe::m1, bar(n)); }
  [[nodiscard]] std::size_t orders() const { return run->machine().open_orders().size(); }

  std::shared_ptr<const bot_settings> settings;
  std::unique_ptr<bot_session> run;
};

} // namespace

TEST_CASE("an answer belongs to the bar that closes with its own, and waits for it") {
  stage x;
  x.run->take({answer(7, "entry", timeframe::m5, 0)}); // closes with minute 4
  for (int n = 0; n < 4; ++n) {
    x.take(n);
    CHECK(x.orders() == 0);
    x.restart();
  }
  CHECK(x.run->newest_handoff() == 7);
  x.take(4);
  CHECK(x.orders() == 1);
}

TEST_CASE("where that bar is missing, the next one serves") {
  stage x;
  x.run->take({answer(7, "entry", timeframe::m5, 0)});
  x.take(2);
  x.take(9);
  CHECK(x.orders() == 1);
}

TEST_CASE("bars and handoffs that were taken in already change nothing") {
  stage x;
  x.run->take({answer(7, "entry", timeframe::m1, 0)});
  x.take(0);
  CHECK(x.orders() == 1);
  const auto state = x.run->save();
  x.run->take({answer(7, "entry", timeframe::m1, 0)});
  x.take(0);
  x.run->settle();
  CHECK(x.run->save() == state);
}

TEST_CASE("one that comes after its bar counts once everything is in") {
  stage x;
  x.take(0);
  x.take(1);
  x.run->take({answer(9, "buy", timeframe::m1, 1, false)});
  x.run->settle();
  CHECK(x.orders() == 1);
  x.run->settle();
  CHECK(x.orders() == 1);
}

TEST_CASE("others may command a bot by their alerts") {
  stage x;
  x.run->take({answer(1, "pause", timeframe::m1, 0, false)});
  x.take(0);
  CHECK(x.run->machine().paused());
  x.run->take({answer(2, "resume", timeframe::m1, 1, false),
               answer(3, "stop", timeframe::m1, 2, false)});
  x.take(1);
  CHECK_FALSE(x.run->machine().paused());
  x.take(2);
  CHECK(x.run->machine().ended());
}

TEST_CASE("the subscriptions that show a bot's entry do not drive it a second time") {
  stage x;
  auto shown = answer(4, "", timeframe::m1, 0, false);
  shown.subscription_id = "b.0123456789abcdef";
  auto foreign = answer(5, "", timeframe::m1, 1, false);
  foreign.subscription_id = "somebody-else";
  x.run->take({shown});
  x.take(0);
  CHECK(x.orders() == 0);
  x.run->take({foreign}); // a condition that its owner has subscribed the bot to
  x.take(1);
  CHECK(x.orders() == 1);
}

TEST_CASE("a damaged state is refused") {
  stage x;
  x.take(0);
  const auto state = x.run->save();
  for (const auto& bad :
       {std::string{}, state.substr(0, state.size() - 1), "\x7f" + state.substr(1)})
    CHECK_FALSE(x.make()->load(bad));
}
