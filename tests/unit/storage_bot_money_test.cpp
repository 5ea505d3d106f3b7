// Money: whatever is started, refused and ended, none is lost, made or spent twice.
#include "tests/unit/storage_bot_kit.hpp"

#include <map>
#include <random>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

/// The books as somebody keeps them who only watches the answers.
struct books {
  decimal free;
  decimal deposited;
  std::map<std::string, decimal> at_work; ///< what each open run has in cash
};

class gambler {
public:
  explicit gambler(unsigned seed) : random_(seed) {}

  void play(store& s, books& kept) {
    const auto id = "b" + std::to_string(1 + pick(3));
    switch (pick(5)) {
    case 0:
    case 1:
      start(s.bots(), kept, id);
      break;
    case 2:
      trade(s.bots(), kept, id);
      break;
    case 3:
      end_by_itself(s.bots(), kept, id);
      break;
    default:
      end_from_outside(s.bots(), kept, id);
    }
  }
  bool flip(unsigned one_in) { return pick(one_in) == 0; }

private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  decimal some() { return decimal::from_units(static_cast<long>(random_())) * 1'000'000; }

  void start(bot_store& bots, books& kept, const std::string& id) {
    auto asked = run_request_for("ann", id, some());
    asked.deposit = flip(3);
    const auto free = asked.deposit ? kept.free + asked.initial_balance : kept.free;
    const auto begun = bots.start_run(asked);
    if (kept.at_work.count(id) != 0) {
      REQUIRE(bad(begun) == problem_code::bad_transition);
    } else if (free < asked.initial_balance) {
      REQUIRE(bad(begun) == problem_code::conflict);
      CHECK(begun.error().place == "initial_balance");
      CHECK(begun.error().text.find(free.text() + " USDT") != std::string::npos);
    } else {
      REQUIRE(begun.ok());
      kept.free = free - asked.initial_balance;
      kept.deposited += asked.deposit ? asked.initial_balance : decimal{};
      kept.at_work[id] = asked.initial_balance;
    }
  }
  /// A profit or a loss.
  void trade(bot_store& bots, books& kept, const std::string& id) {
    auto made = after(good(bots.load_bot(id)));
    made.figures.cash = some();
    const auto out = bots.apply_bot(made);
    REQUIRE(out.ok() == (kept.at_work.count(id) != 0));
    if (out)
      kept.at_work[id] = made.figures.cash;
  }
  void end_by_itself(bot_store& bots, books& kept, const std::string& id) {
    auto made = after(good(bots.load_bot(id)));
    made.status = flip(2) ? bot_status::stopped : bot_status::error;
    made.returned = some();
    const auto out = bots.apply_bot(made);
    REQUIRE(out.ok() == (kept.at_work.erase(id) != 0));
    if (out)
      kept.free += made.returned;
    REQUIRE_FALSE(bots.apply_bot(made).ok()); // nothing returns twice
  }
  void end_from_outside(bot_store& bots, books& kept, const std::string& id) {
    const auto out = bots.set_bot_status("ann", id, bot_status::stopped, "", 900);
    const auto open = kept.at_work.find(id);
    REQUIRE(out.ok() == (open != kept.at_work.end()));
    if (!out)
      return;
    kept.free += open->second;
    kept.at_work.erase(open);
  }

  std::mt19937 random_;
};

} // namespace

STORAGE_CASE("no money is lost or made between an account and its runs") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    with_bots<backend> db;
    db.commit([](store& s) {
      good(s.bots().insert_bot(bot_named("b3", "ann"), 10));
      good(s.bots().delete_bot("bob", "b2"));
      good(s.bots().insert_bot(bot_named("b2", "ann"), 10));
    });
    gambler by{seed};
    books kept;
    for (int transaction = 0; transaction < 60; ++transaction) {
      const auto before = kept;
      good(db.writer->begin());
      for (int n = 0; n < 4; ++n)
        by.play(*db.writer, kept);
      if (by.flip(4)) {
        db.writer->rollback();
        kept = before;
      } else {
        good(db.writer->commit());
      }
      if (by.flip(10))
        db.reopen();
      decimal at_work;
      for (const auto& [id, cash] : kept.at_work)
        at_work += cash;
      const auto accounts = good(db.read().accounts_of("ann"));
      if (accounts.empty()) {
        REQUIRE(kept.deposited.is_zero());
        continue;
      }
      REQUIRE(accounts.size() == 1);
      REQUIRE(accounts[0].row.free == kept.free);
      REQUIRE(accounts[0].row.deposited == kept.deposited);
      REQUIRE(accounts[0].in_runs == at_work);
    }
  }
}

STORAGE_CASE("accounts are apart by user, mode and currency") {
  with_bots<backend> db;
  db.start("ann", "b1", 100);
  db.start("bob", "b2", 70);
  db.commit([](store& s) {
    good(s.bots().set_bot_status("ann", "b1", bot_status::stopped, "", 900));
    auto asked = run_request_for("ann", "b1", 100);
    asked.deposit = false;
    asked.quote = "USDC";
    CHECK(bad(s.bots().start_run(asked)) == problem_code::conflict);
    asked.quote = "USDT";
    asked.mode = trading_mode::live;
    CHECK(bad(s.bots().start_run(asked)) == problem_code::conflict);
    asked.deposit = true;
    good(s.bots().start_run(asked));
  });
  const auto mine = good(db.read().accounts_of("ann"));
  REQUIRE(mine.size() == 2);
  CHECK(mine[0].row.mode == trading_mode::paper);
  CHECK(mine[0].row.free == decimal{100});
  CHECK(mine[0].in_runs.is_zero());
  CHECK(mine[1].row.mode == trading_mode::live);
  CHECK(mine[1].row.free.is_zero());
  CHECK(mine[1].in_runs == decimal{100});
  CHECK(good(db.read().bot_of("ann", "b1")).row.mode == trading_mode::live);
  CHECK(db.account_of("bob").in_runs == decimal{70});
}

STORAGE_CASE("a balance that no account can hold, or below 0, starts nothing") {
  with_bots<backend> db;
  const auto most = amount("170000000000000000000");
  db.commit([&](store& s) {
    for (const auto x : {decimal{-1}, -most}) {
      const auto refused = s.bots().start_run(run_request_for("ann", "b1", x));
      REQUIRE(bad(refused) == problem_code::invalid);
      CHECK(refused.error().place == "initial_balance");
    }
    good(s.bots().start_run(run_request_for("ann", "b1", most)));
    good(s.bots().set_bot_status("ann", "b1", bot_status::stopped, "", 900));
    CHECK(bad(s.bots().start_run(run_request_for("ann", "b1", most))) ==
          problem_code::invalid);
    auto asked = run_request_for("ann", "b1", most);
    asked.deposit = false;
    auto made = after(good(s.bots().start_run(asked)));
    made.status = bot_status::stopped;
    made.returned = most;
    good(s.bots().apply_bot(made));
  });
  CHECK(db.account_of("ann").row.free == most);
}
