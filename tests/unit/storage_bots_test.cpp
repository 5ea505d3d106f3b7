// Bots' rows and runs: who may change what, and from which status.
#include "tests/unit/storage_bot_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

STORAGE_CASE("a bot comes back as it was stored") {
  with_bots<backend> db;
  auto row = bot_named("b3", "ann", {"ETHUSDT", "BTCUSDT", "weird,\nname"});
  row.status = bot_status::error;
  row.status_reason = "because";
  db.commit([&](store& s) { good(s.bots().insert_bot(row, 10)); });
  CHECK(show(db.load("b3").row) == show(row));
  CHECK(show(good(db.read().bot_of("ann", "b3")).row) == show(row));
  CHECK(good(db.read().bot_of("ann", "b3")).run.number == 0);
  CHECK(db.load("b3").run.number == 0);
}

STORAGE_CASE("a bot's id is taken once, and a user has so many bots at most") {
  with_bots<backend> db;
  db.commit([](store& s) {
    CHECK(bad(s.bots().insert_bot(bot_named("b1", "bob"), 10)) == problem_code::conflict);
    CHECK(bad(s.bots().insert_bot(bot_named("b3", "ann"), 1)) ==
          problem_code::rate_limited);
    good(s.bots().insert_bot(bot_named("b3", "ann"), 2));
    auto running = bot_named("b4", "ann");
    running.status = bot_status::running;
    CHECK(bad(s.bots().insert_bot(running, 10)) == problem_code::bad_transition);
  });
  db.commit([](store& s) {
    good(s.bots().delete_bot("ann", "b3"));
    good(s.bots().insert_bot(bot_named("b5", "ann"), 2));
  });
}

STORAGE_CASE("an edit changes what its owner may, against a known revision") {
  with_bots<backend> db;
  auto wanted = bot_named("b1", "ann", {"SOLUSDT"});
  wanted.name = "other";
  wanted.document = "{}";
  wanted.pair = "SOL/USDT";
  wanted.exchange = "kraken";
  wanted.interval = timeframe::h1;
  wanted.required_capital = amount("0.1");
  wanted.updated_at = 999;
  wanted.created_at = 1; // not the caller's to change, nor the next three
  wanted.type = bot_type::dca;
  wanted.mode = trading_mode::live;
  wanted.run = 7;
  db.commit([&](store& s) {
    CHECK(bad(s.bots().update_bot(wanted, 2)) == problem_code::conflict);
    auto others = wanted;
    others.user_id = "bob";
    CHECK(bad(s.bots().update_bot(others, 1)) == problem_code::not_found);
    auto expected = wanted;
    expected.created_at = 700;
    expected.type = bot_type::grid;
    expected.mode = trading_mode::paper;
    expected.run = 0;
    expected.revision = 2;
    CHECK(show(good(s.bots().update_bot(wanted, 1))) == show(expected));
    auto running = wanted;
    running.status = bot_status::running;
    CHECK(bad(s.bots().update_bot(running, 2)) == problem_code::bad_transition);
  });
  CHECK(good(db.read().bot_of("ann", "b1")).row.revision == 2);
}

STORAGE_CASE("a run starts after what is there already") {
  with_bots<backend> db;
  const auto a = alert_named("a1", "ann");
  db.commit([&](store& s) { good(s.insert_alert(a, 10)); });
  db.apply(bar_commit("BTCUSDT", 0, {fire(a, 0)}));
  db.apply(bar_commit("BTCUSDT", minute, {fire(a, minute, {to_bot("b1")})}));
  const auto seq = good(db.readers->last_seq());
  auto wanted = bot_named("b1", "ann", {"BTCUSDT", "NEWUSDT"});
  db.commit([&](store& s) { good(s.bots().update_bot(wanted, 1)); });

  const auto begun = db.start("ann", "b1");
  CHECK(begun.row.status == bot_status::running);
  CHECK(begun.row.run == 1);
  CHECK(begun.row.revision == 3);
  CHECK(begun.run.run_id == "b1-r1");
  CHECK(begun.run.initial_balance == decimal{1'000});
  CHECK(begun.run.started_at == 800);
  CHECK(begun.run.ended_at == 0);
  CHECK(begun.step == 0);
  CHECK(begun.state.empty());
  REQUIRE(begun.cursor.bars.size() == 2);
  CHECK(begun.cursor.bars[0] == std::pair<std::string, time_ms>{"BTCUSDT", minute});
  CHECK(begun.cursor.bars[1] == std::pair<std::string, time_ms>{"NEWUSDT", -1});
  CHECK(begun.cursor.handoff == seq);
  CHECK(show(db.load("b1")) == show(begun));
  CHECK(show(db.read().bot_of("ann", "b1")) != "");
  CHECK(good(db.read().run_of("ann", "b1", 1)).figures.equity() == decimal{1'000});
  const auto inputs = good(db.writer->bots().inputs_of({"b1", begun.cursor, "b1.self"}));
  REQUIRE(inputs.bars.size() == 2);
  CHECK(inputs.bars[0].bars.empty());
  CHECK(inputs.handoffs.empty());
}

STORAGE_CASE("a bar that others have read ahead is not yet before a run's start") {
  with_bots<backend> db;
  db.apply(bar_commit("BTCUSDT", 0));
  auto reader = bar_commit("ETHUSDT", 0);
  reader.peers = {
    {"BTCUSDT", timeframe::m1, minute, {{timeframe::m1, {bar_at(minute)}}}}};
  db.apply(reader);
  const auto begun = db.start("ann", "b1");
  CHECK(begun.cursor.bars[0].second == 0);
  const auto ahead = good(db.writer->bots().inputs_of({"b1", begun.cursor, ""}));
  CHECK(ahead.bars[0].bars.empty());
  db.apply(bar_commit("BTCUSDT", minute));
  const auto inputs = good(db.writer->bots().inputs_of({"b1", begun.cursor, ""}));
  REQUIRE(inputs.bars[0].bars.size() == 1);
  CHECK(inputs.bars[0].bars[0].open_time == minute);
}

STORAGE_CASE("only running and paused bots change their status") {
  with_bots<backend> db;
  const std::vector<bot_status> all{bot_status::inactive, bot_status::running,
                                    bot_status::paused, bot_status::stopped,
                                    bot_status::error};
  const auto allowed = [](bot_status from, bot_status to) {
    const bool moves = from == bot_status::running || from == bot_status::paused;
    return moves && to != from && to != bot_status::inactive;
  };
  for (const auto from : all)
    for (const auto to : all) {
      good(db.writer->begin());
      auto& bots = db.writer->bots();
      if (from != bot_status::inactive)
        good(bots.start_run(run_request_for("ann", "b1")));
      if (from == bot_status::paused || from == bot_status::stopped ||
          from == bot_status::error)
        good(bots.set_bot_status("ann", "b1", from, "before", 850));
      const auto moved = bots.set_bot_status("ann", "b1", to, "why", 900);
      CAPTURE(to_string(from));
      CAPTURE(to_string(to));
      REQUIRE(moved.ok() == allowed(from, to));
      if (moved) {
        CHECK(moved->status == to);
        CHECK(moved->status_reason == "why");
        CHECK(moved->updated_at == 900);
        const bool ended = to == bot_status::stopped || to == bot_status::error;
        CHECK(good(bots.load_bot("b1")).run.ended_at == (ended ? 900 : 0));
      } else {
        CHECK(moved.error().code == problem_code::bad_transition);
        for (const auto x : {from, to})
          CHECK(moved.error().text.find(to_string(x)) != std::string::npos);
      }
      db.writer->rollback();
    }
  db.commit([](store& s) {
    CHECK(bad(s.bots().set_bot_status("bob", "b1", bot_status::paused, "", 1)) ==
          problem_code::not_found);
  });
}

STORAGE_CASE("a bot that is at work is neither started nor deleted") {
  with_bots<backend> db;
  db.start("ann", "b1");
  for (const auto status : {bot_status::running, bot_status::paused})
    db.commit([&](store& s) {
      if (status == bot_status::paused)
        good(s.bots().set_bot_status("ann", "b1", status, "", 900));
      CHECK(bad(s.bots().start_run(run_request_for("ann", "b1"))) ==
            problem_code::bad_transition);
      CHECK(bad(s.bots().delete_bot("ann", "b1")) == problem_code::bad_transition);
    });
  db.commit([](store& s) {
    CHECK(bad(s.bots().start_run(run_request_for("bob", "b1"))) ==
          problem_code::not_found);
    CHECK(bad(s.bots().delete_bot("bob", "b1")) == problem_code::not_found);
    good(s.bots().set_bot_status("ann", "b1", bot_status::stopped, "", 950));
    const auto again = good(s.bots().start_run(run_request_for("ann", "b1")));
    CHECK(again.run.run_id == "b1-r2");
  });
  CHECK(good(db.read().runs_of("ann", "b1")).size() == 2);
}

STORAGE_CASE("the bots at work are found again after a restart, oldest first") {
  with_bots<backend> db;
  db.commit([](store& s) {
    for (const auto* id : {"b9", "b8", "b7"})
      good(s.bots().insert_bot(bot_named(id, "ann"), 10));
  });
  for (const auto* id : {"b7", "b8", "b9"})
    db.start("ann", id);
  db.start("bob", "b2");
  db.commit([](store& s) {
    good(s.bots().set_bot_status("ann", "b8", bot_status::paused, "", 900));
    good(s.bots().set_bot_status("ann", "b7", bot_status::stopped, "", 900));
  });
  db.reopen();
  std::string ids;
  for (const auto& row : good(db.writer->bots().running_bots()))
    ids += row.bot_id + " ";
  CHECK(ids == "b2 b9 b8 ");
}

STORAGE_CASE("a deleted bot leaves its money, its events' numbers and nothing else") {
  with_bots<backend> db;
  auto made = after(db.start("ann", "b1"));
  made.orders = {order_named("r1")};
  made.fills = {fill_named("r1", "f1")};
  made.deals = {deal_numbered(1)};
  made.events = {event_at(1), event_at(2)};
  made.status = bot_status::stopped;
  made.returned = 990;
  made.figures.at = 7'200'000;
  db.apply_bot(made);
  const auto seq = good(db.readers->last_seq());
  db.commit([](store& s) { good(s.bots().delete_bot("ann", "b1")); });
  db.reopen();
  CHECK(bad(db.read().bot_of("ann", "b1")) == problem_code::not_found);
  CHECK(bad(db.writer->bots().load_bot("b1")) == problem_code::not_found);
  CHECK(good(db.readers->events("ann", 0, 100)).empty());
  CHECK(good(db.read().audit(0, 100)).empty());
  CHECK(db.account_of("ann").row.free == decimal{990});
  CHECK(good(db.readers->last_seq()) == seq);
  // What happens next comes after all that any client has seen.
  const auto line = db.commit([](store& s) {
    return good(
      s.bots().insert_bot_event({"b1", "", "ann", event_at(3, "bot_deleted", "system")}));
  });
  CHECK(line.row.seq == seq + 1);
  CHECK(show(good(db.readers->events("ann", seq, 100))[0].noted) == show(line));
  // A bot that takes the id begins with nothing of the former one's.
  db.commit([](store& s) { good(s.bots().insert_bot(bot_named("b1", "ann"), 10)); });
  CHECK(good(db.read().runs_of("ann", "b1")).empty());
  CHECK(good(db.read().orders({"ann", "b1", ""}, std::nullopt)).total == 0);
  auto young = after(db.start("ann", "b1"));
  young.figures.at = 72'000'000;
  db.apply_bot(young);
  CHECK(good(db.read().bot_of("ann", "b1")).sparkline.size() == 1);
}

STORAGE_CASE("trading states are kept by user, the latest one each") {
  with_bots<backend> db;
  db.commit([](store& s) {
    good(s.bots().put_trading_state({"ann", trading_state::halted, "x", 1}));
    good(s.bots().put_trading_state({"", trading_state::reducing, "y", 2}));
    good(s.bots().put_trading_state({"ann", trading_state::active, "", 3}));
  });
  db.reopen();
  const std::string expected = show(std::vector<trading_switch>{
    {"", trading_state::reducing, "y", 2}, {"ann", trading_state::active, "", 3}});
  CHECK(show(db.writer->bots().trading_states()) == expected);
  CHECK(show(db.read().trading_states()) == expected);
}

STORAGE_CASE("nothing of a bot is written outside a transaction") {
  with_bots<backend> db;
  auto& bots = db.writer->bots();
  CHECK(bad(bots.insert_bot(bot_named("b3", "ann"), 10)) == problem_code::internal);
  CHECK(bad(bots.start_run(run_request_for("ann", "b1"))) == problem_code::internal);
  CHECK(bad(bots.put_trading_state({})) == problem_code::internal);
  good(db.writer->begin());
  good(bots.start_run(run_request_for("ann", "b1")));
  good(bots.insert_bot_event({"b1", "", "ann", event_at(1)}));
  db.writer->rollback();
  CHECK(db.load("b1").row.status == bot_status::inactive);
  CHECK(good(db.read().accounts_of("ann")).empty());
  CHECK(good(db.readers->last_seq()) == 0);
}
