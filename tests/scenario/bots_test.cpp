// Bots at work in virtual time: candles in, orders and fills out, parts failing.
#include "domain/bots/questions.hpp"
#include "tests/support/bots_fixture.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

using namespace tradeeon;
using namespace std::chrono_literals;
using test::bots_fixture;
using kind = bot_command::kind;

namespace {

/// Buys when the close falls below 100, adds on the way down, sells 2 % above.
const std::string dips = R"({"bot_type":"dca","name":"dips","pair":"BTC/USDT",
  "interval":"1m","baseOrderSize":100,
  "entryConditions":{"entryType":"conditional","enabled":true,
    "expression":"close crosses_below 100"},
  "safetyOrders":{"count":3,"size":100,"deviation":1,"volumeScale":1.5},
  "takeProfit":{"percent":2}})";

/// Opens at once, whenever it may.
const std::string eager = R"({"bot_type":"dca","name":"eager","pair":"BTC/USDT",
  "interval":"1m","baseOrderSize":100,"takeProfit":{"percent":1}})";

std::string on(std::string config, const std::string& pair) {
  const std::string before = "BTC/USDT";
  config.replace(config.find(before), before.size(), pair);
  return config;
}

/// A market that swings around 100.
std::vector<double> swings(std::size_t n) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i)
    out.push_back(100.5 + static_cast<double>(i * 37 % 23) / 4 -
                  static_cast<double>(i * 11 % 17) / 3);
  return out;
}

bool has(const std::vector<std::string>& all, const std::string& x) {
  return std::find(all.begin(), all.end(), x) != all.end();
}

} // namespace

TEST_CASE_FIXTURE(bots_fixture, "a condition opens a deal, and its target closes it") {
  begin();
  make("b", dips);
  CHECK(row("b").status == bot_status::inactive);
  push(bars({101, 102}));
  const auto started = run("b");
  CHECK(started.run_id == "b-r1");
  CHECK(works("b"));
  push(bars({101}, 2));
  CHECK(orders("b") == 0);
  push(bars({99}, 3)); // the condition is true: a market order …
  CHECK(orders("b") == 1);
  push(bars({99, 99}, 4)); // … that the next bar fills
  CHECK(books("b").size() > 3);
  push(bars({105, 105}, 6));
  const auto told = diary("b");
  for (const auto* type : {"bot_created", "bot_started", "entry_condition_met"})
    CHECK_MESSAGE(has(told, type), type);
  const auto deals = queries->bots().deals({"u", "b", "", 10, 0});
  REQUIRE(deals.ok());
  REQUIRE(deals->rows.size() == 1);
  CHECK(deals->rows[0].row.status == deal_status::closed);
  CHECK(deals->rows[0].row.profit().positive());
  CHECK(context->count->bots_running.get() == 1);
}

TEST_CASE_FIXTURE(bots_fixture,
                  "its owner sees the entry's conditions as subscriptions") {
  begin();
  make("b", dips);
  const auto rows = queries->subscriptions_of("u");
  REQUIRE(rows.ok());
  REQUIRE(rows->size() == 1);
  CHECK(rows->front().first.bot_id == "b");
  CHECK(queries->alerts_of("u")->empty()); // its questions are nobody's alerts
  CHECK(queries->alerts_of(owner_of_questions("b"))->size() == 1);
  CHECK(ask<std::string>(find(role::store), remove_atom_v, bot_atom_v, std::string{"u"},
                         std::string{"b"}) == "b");
  CHECK(queries->subscriptions_of("u")->empty());
  CHECK(queries->alerts_of(owner_of_questions("b"))->empty());
}

TEST_CASE_FIXTURE(bots_fixture, "effects happen once, whatever fails") {
  const auto market = swings(160);
  const auto feed = [&](const std::function<void(std::size_t)>& disturb) {
    push(bars({101, 102, 101}));
    make("b", dips);
    make("e", on(eager, "ETH/USDT"));
    run("b");
    run("e");
    for (std::size_t i = 0; i < market.size(); ++i) {
      push(bars({market[i]}, i + 3));
      push(bars({market[i] / 2}, i + 3, "ETHUSDT"));
      if (disturb)
        disturb(i);
    }
    for (int i = 0; i < 40; ++i)
      advance(1s);
    auto out = books("b");
    const auto more = books("e");
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  const auto tune = [](engine_context& x) {
    x.bots.restarts.max_restarts = 1'000;
    x.bots.restarts.max_backoff = 200ms;
  };
  begin(tune);
  const auto undisturbed = feed({});
  REQUIRE(undisturbed.size() > 60);

  SUBCASE("the engine starts again") {
    afresh(tune);
    CHECK(feed([&](std::size_t i) {
            if (i % 9 != 4)
              return;
            stop();
            begin(tune);
          }) == undisturbed);
  }
  SUBCASE("the store crashes") {
    afresh(tune);
    CHECK(feed([&](std::size_t i) {
            if (i % 40 != 20)
              return;
            caf::anon_send_exit(find(role::store), caf::exit_reason::kill);
            for (int n = 0; n < 40; ++n) // the root bears three crashes a minute
              advance(1s);
          }) == undisturbed);
  }
  SUBCASE("runs crash") {
    std::set<time_ms> crashes; // on every seventh bar, the first time
    afresh([&](engine_context& x) {
      tune(x);
      x.bots.before_bar = [&](const std::string& id, const candle& bar) {
        if (id == "b" && bar.open_time / 60'000 % 7 == 0 &&
            crashes.insert(bar.open_time).second)
          throw std::runtime_error{"test hook"};
      };
    });
    CHECK(feed([&](std::size_t i) {
            if (i % 10 == 0)
              advance(6s);
          }) == undisturbed);
    CHECK(crashes.size() > 20);
    CHECK(context->count->bot_restarts.get() == crashes.size());
  }
}

TEST_CASE_FIXTURE(bots_fixture, "a bot is paused, resumed, stopped and started again") {
  begin();
  push(bars({100}));
  make("b", eager);
  run("b");
  push(bars({100, 100}, 1));
  const auto before = orders("b");
  CHECK(before >= 2); // bought, and the target offered
  CHECK(command("b", kind::pause).status == bot_status::paused);
  CHECK(row("b").status == bot_status::paused);
  push(bars({110, 110, 110}, 3)); // what is open is cared for, nothing is opened
  CHECK(orders("b") == before);
  bot_start again;
  again.user_id = "u";
  again.bot_id = "b";
  CHECK(refused<bot_run>(find(role::store), start_atom_v, again) ==
        problem_code::bad_transition);
  bot_command pause;
  CHECK(refused<bot>(find(role::trading), command_atom_v, std::string{"u"},
                     std::string{"b"}, pause) == problem_code::bad_transition);
  CHECK(command("b", kind::resume).status == bot_status::running);
  push(bars({110, 110}, 6));
  CHECK(orders("b") > before);
  CHECK(run("b").number == 1); // it runs already
  CHECK(command("b", kind::stop).status == bot_status::stopped);
  CHECK_FALSE(works("b"));
  CHECK(context->count->bots_running.get() == 0);
  const auto stopped = orders("b");
  push(bars({110, 110}, 8));
  CHECK(orders("b") == stopped);
  CHECK(refused<bot>(find(role::trading), command_atom_v, std::string{"u"},
                     std::string{"b"}, pause) == problem_code::bad_transition);
  CHECK(run("b").number == 2);
  push(bars({110, 110}, 10));
  CHECK(orders("b") > stopped);
  CHECK(refused<std::string>(find(role::store), remove_atom_v, bot_atom_v,
                             std::string{"u"},
                             std::string{"b"}) == problem_code::bad_transition);
  command("b", kind::stop);
  ask<std::string>(find(role::store), remove_atom_v, bot_atom_v, std::string{"u"},
                   std::string{"b"});
  CHECK_FALSE(queries->bots().bot_of("u", "b").ok());
}

TEST_CASE_FIXTURE(bots_fixture, "an edit of a running bot holds for what it does next") {
  begin();
  push(bars({101}));
  make("b", dips);
  run("b");
  const auto edited = [&](const std::string& level, std::uint32_t revision) {
    auto config = dips;
    config.replace(config.find("below 100"), 9, "below " + level);
    auto out = draft("b", config);
    out.row.status = bot_status::running;
    out.row.revision = revision;
    for (auto& x : out.questions)
      x.version = revision + 1;
    return out;
  };
  const auto revision = row("b").revision;
  auto other = edited("90", revision);
  other.row.symbols = {"ETHUSDT"};
  CHECK(refused<bot>(find(role::trading), change_atom_v, other, false) ==
        problem_code::bad_transition);
  CHECK(refused<bot>(find(role::trading), change_atom_v, edited("90", revision - 1),
                     false) == problem_code::conflict);
  const auto done =
    ask<bot>(find(role::trading), change_atom_v, edited("90", revision), false);
  CHECK(done.revision == revision + 1);
  CHECK(done.status == bot_status::running);
  settle();
  push(bars({101, 99, 98}, 1)); // the old level says nothing any more
  CHECK(orders("b") == 0);
  push(bars({89}, 4));
  CHECK(orders("b") == 1);
  CHECK(has(diary("b"), "bot_edited"));
  REQUIRE(queries->subscriptions_of("u")->size() == 1);
  CHECK(queries->subscriptions_of("u")->front().second.text.find("90") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(bots_fixture, "a halt stops new orders, and outlives the engine") {
  begin();
  push(bars({100}));
  make("b", eager);
  run("b");
  set_state("", trading_state::halted);
  push(bars({100, 100}, 1));
  CHECK(orders("b") == 0);
  stop();
  begin();
  CHECK(context->trading->of("u") == trading_state::halted);
  push(bars({100, 100}, 3));
  CHECK(orders("b") == 0);
  set_state("", trading_state::active);
  set_state("u", trading_state::halted);
  push(bars({100}, 5));
  CHECK(orders("b") == 0);
  set_state("u", trading_state::active);
  push(bars({100, 100}, 6));
  CHECK(orders("b") > 0);
}

TEST_CASE_FIXTURE(bots_fixture, "a halt that flattens sells what all runs hold") {
  begin();
  push(bars({100}));
  make("b", eager);
  make("c", eager);
  run("b");
  run("c");
  push(bars({100, 100}, 1));
  set_state("u", trading_state::halted, true);
  push(bars({100, 100}, 3));
  for (const auto* id : {"b", "c"}) {
    CHECK(row(id).status == bot_status::paused);
    const auto now = queries->bots().bot_of("u", id);
    REQUIRE(now.ok());
    CHECK(now->figures.holdings.is_zero());
  }
  CHECK(context->trading->of("u") == trading_state::halted);
}

TEST_CASE_FIXTURE(bots_fixture, "a bot that always throws is in error, alone") {
  begin([](engine_context& x) {
    x.bots.before_bar = [](const std::string& id, const candle& bar) {
      if (id == "bad" && bar.close == 99)
        throw std::runtime_error{"test hook"};
    };
  });
  push(bars({101}));
  make("bad", dips);
  make("good", dips, "v");
  run("bad");
  run("good", "v");
  push(bars({101}, 1));
  push(bars({99}, 2));
  CHECK(orders("good", "v") == 1); // it did not wait for the other
  for (int i = 0; i < 60; ++i)
    advance(1s);
  CHECK(row("bad").status == bot_status::error);
  CHECK(row("bad").status_reason.find("test hook") != std::string::npos);
  CHECK(has(diary("bad"), "bot_failed"));
  CHECK(orders("bad") == 0);
  const auto inbox = queries->notifications("u", 0, 10);
  REQUIRE(inbox.ok());
  REQUIRE(inbox->size() == 1);
  CHECK(inbox->front().text.find("\"dips\" has failed") != std::string::npos);
  CHECK(inbox->front().text.find("test hook") != std::string::npos);
  CHECK(queries->notifications("v", 0, 10)->empty());
  CHECK(context->count->bots_failed.get() == 1);
  push(bars({99, 99}, 3));
  CHECK(row("good", "v").status == bot_status::running);
  CHECK(orders("good", "v") > 1);
  CHECK(run("bad").number == 2); // may be started again
}

TEST_CASE_FIXTURE(bots_fixture,
                  "a restart keeps a run's mode and its orders' owner (33, 40)") {
  auto config = eager;
  config.insert(1, R"("tradingMode":"live",)"); // what it was started as counts, not this
  begin();
  push(bars({100}));
  make("b", config);
  run("b");
  push(bars({100}, 1));
  stop();
  begin();
  push(bars({100, 102, 102}, 2));
  const auto known = queries->bots().bot_of("u", "b");
  REQUIRE(known.ok());
  CHECK(known->row.mode == trading_mode::paper);
  const auto sent = queries->bots().orders({"u", "b", "", 100, 0}, std::nullopt);
  REQUIRE(sent.ok());
  REQUIRE(sent->rows.size() > 2);
  for (const auto& x : sent->rows)
    CHECK(x.run_id == "b-r1");
  CHECK_FALSE(queries->bots().orders({"v", "b", "", 100, 0}, std::nullopt).ok());
}

TEST_CASE_FIXTURE(bots_fixture,
                  "a run that fails leaves no order open and no coin behind") {
  begin([](engine_context& x) {
    x.bots.before_bar = [](const std::string&, const candle& bar) {
      if (bar.close == 98)
        throw std::runtime_error{"test hook"};
    };
  });
  push(bars({100}));
  make("b", eager);
  run("b");
  push(bars({100, 100}, 1)); // bought, and the target offered
  const auto held = queries->bots().bot_of("u", "b")->figures;
  REQUIRE(held.holdings.positive());
  push(bars({98}, 3));
  for (int i = 0; i < 60; ++i)
    advance(1s);
  REQUIRE(row("b").status == bot_status::error);
  const auto sent = queries->bots().orders({"u", "b", "", 100, 0}, std::nullopt);
  REQUIRE(sent->total >= 2);
  for (const auto& x : sent->rows)
    CHECK_FALSE_MESSAGE(x.row.live(), x.row.client_id);
  const auto accounts = queries->bots().accounts_of("u");
  REQUIRE(accounts.ok());
  decimal bought;
  decimal cash;
  for (const auto& x : *accounts)
    (x.row.asset == "BTC" ? bought : cash) = x.row.free;
  CHECK(bought.positive());
  CHECK(cash == held.cash);
}

TEST_CASE_FIXTURE(bots_fixture, "nobody reaches another user's bot") {
  begin();
  push(bars({100}));
  make("b", eager);
  run("b");
  bot_command stopping;
  stopping.what = kind::stop;
  const std::string other = "v";
  const std::string id = "b";
  CHECK(refused<bot>(find(role::trading), command_atom_v, other, id, stopping) ==
        problem_code::not_found);
  CHECK(refused<std::string>(find(role::store), remove_atom_v, bot_atom_v, other, id) ==
        problem_code::not_found);
  bot_start asked;
  asked.user_id = other;
  asked.bot_id = id;
  CHECK(refused<bot_run>(find(role::store), start_atom_v, asked) ==
        problem_code::not_found);
  auto edit = draft("b", eager, other);
  CHECK(refused<bot>(find(role::trading), change_atom_v, edit, false) ==
        problem_code::not_found);
  CHECK_FALSE(queries->bots().bot_of(other, id).ok());
  CHECK(row("b").status == bot_status::running);
  // Nor by an alert that names it.
  add_alert("theirs", "close > 0", fire_mode::per_close, "BTCUSDT", timeframe::m1,
            {action{action_kind::bot, "b", "stop", -1}}); // by "u": the owner's own
  push(bars({100}, 1));
  CHECK(row("b").status == bot_status::stopped);
}

TEST_CASE_FIXTURE(bots_fixture, "lines of the diary reach the owner's stream") {
  begin();
  push(bars({100}));
  make("b", eager);
  auto mine = context->streams->open({"u", {}});
  auto theirs = context->streams->open({"v", {}});
  REQUIRE((mine.ok() && theirs.ok()));
  run("b");
  push(bars({100, 100}, 1));
  std::vector<std::string> live;
  while (const auto x = (*mine)->pop(0ms))
    if (x->what == live_event::kind::bot_event)
      live.push_back(x->noted.row.type);
  auto logged = diary("b");
  logged.erase(logged.begin()); // "bot_created" came before
  CHECK(live == logged);
  CHECK_FALSE((*theirs)->pop(0ms));
}

TEST_CASE_FIXTURE(bots_fixture, "a run that falls behind reads on from the store") {
  const auto market = swings(600);
  begin();
  push(bars({101}));
  make("b", dips);
  run("b");
  push(bars(market, 1));
  const auto whole = books("b");
  REQUIRE(whole.size() > 40);
  afresh();
  push(bars({101}));
  make("b", dips);
  run("b");
  // Far more news than may be under way to a run, of bars that it has had already.
  committed old;
  old.bars = bars({101});
  for (std::size_t i = 0; i < market.size(); i += 50) {
    for (int n = 0; n < 300; ++n)
      caf::anon_send(find(role::trading), event_atom_v, old);
    const auto next = market.begin() + static_cast<std::ptrdiff_t>(i);
    push(bars({next, next + 50}, i + 1));
  }
  CHECK(books("b") == whole);
}
