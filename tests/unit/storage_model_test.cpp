// Memory and SQLite are each other's oracle: any sequence of calls gets the
// same answers from both.
#include "tests/unit/storage_bot_kit.hpp"

#include <random>

using namespace tradeeon;
using namespace tradeeon::storage;
using namespace tradeeon::storage::test;

namespace {

const std::vector<std::string> users{"ann", "bob"};
const std::vector<std::string> symbols{"BTCUSDT", "ETHUSDT"};

/// Makes the same calls to every store it is given with the same seed.
class caller {
public:
  explicit caller(unsigned seed) : random_(seed) {}

  /// Makes a call and returns its answer as text.
  std::string call(store& s) {
    switch (pick(19)) {
    case 0:
    case 1:
      return show(s.insert_alert(some_alert(), 4));
    case 2: {
      auto row = some_alert();
      row.version = 1 + pick(2);
      row.status = pick(2) != 0 ? alert_status::active : alert_status::paused;
      const auto expected = 1 + pick(2);
      return show(s.update_alert(row, expected, pick(2) != 0, 4));
    }
    case 3: {
      const auto row = some_alert();
      return show(s.delete_alert(row.user_id, row.alert_id));
    }
    case 4:
      return show(s.register_condition(condition_named(condition(), symbol())));
    case 5: {
      const auto id = "s" + std::to_string(pick(6));
      const auto who = user();
      const auto of = condition();
      return show(s.subscribe(subscription_of(id, who, of, pick(2) != 0)));
    }
    case 6: {
      const auto who = user();
      return show(s.unsubscribe(who, "s" + std::to_string(pick(6))));
    }
    case 7: {
      const auto limit = pick(4);
      return show(s.hand_over(limit, pick(1'000)));
    }
    case 8:
      return attempt_one(s);
    case 9: {
      const auto name = "f" + std::to_string(pick(2));
      const auto done = show(s.put_fact(name, pick(2) != 0 ? "x" : ""));
      return done + show(s.fact(name));
    }
    case 10:
      return bot_row(s.bots());
    case 11:
    case 12:
      return bot_run(s.bots());
    case 13:
    case 14:
      return show(s.bots().apply_bot(some_commit(s.bots())));
    default:
      return show(s.apply(some_batch()));
    }
  }
  bool flip(unsigned one_in) { return pick(one_in) == 0; }

private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  const std::string& user() { return users[pick(2)]; }
  const std::string& symbol() { return symbols[pick(2)]; }
  std::string condition() { return "c" + std::to_string(pick(3)); }

  alert some_alert() {
    const auto id = "a" + std::to_string(pick(8));
    const auto who = user();
    auto row = alert_named(id, who, symbol());
    row.created_at = pick(5);
    return row;
  }

  symbol_commit some_batch() {
    const auto name = symbol();
    const time_ms at = minute * (now_ += pick(3), now_ - pick(3));
    auto batch = bar_commit(name, at);
    batch.intrabar = flip(5);
    if (batch.intrabar)
      batch.bars.clear();
    else if (flip(3))
      batch.bars.push_back({timeframe::m5, {bar_at(bar_open(timeframe::m5, at))}});
    for (auto n = pick(4); n > 0; --n) {
      auto row = some_alert();
      row.symbol = name;
      std::vector<action> actions;
      for (auto k = pick(3); k > 0; --k)
        actions.push_back(flip(3) ? webhook() : flip(2) ? notify() : to_bot(bot_id(), 1));
      batch.firings.push_back(fire(row, at, actions));
      batch.states.push_back(
        {row.alert_id, 1 + pick(2), truth::yes, at, -1, pick(9), flip(6)});
    }
    if (flip(2)) {
      const auto id = condition();
      batch.firings.push_back(fire_condition(id, at, flip(2), name));
    }
    if (flip(4))
      batch.gaps.push_back({timeframe::m1, at, at + minute * (1 + pick(3))});
    if (flip(4))
      batch.quarantined.push_back({name, timeframe::m1, bar_at(at), "why", pick(9)});
    if (flip(4))
      batch.checkpoint = std::to_string(at);
    return batch;
  }

  std::string bot_id() { return "b" + std::to_string(pick(3)); }
  /// Mostly the one who has it.
  std::string owner_of(const std::string& id) {
    return flip(8) ? user() : users[id == "b1" ? 1 : 0];
  }

  std::string bot_row(bot_store& s) {
    const auto id = bot_id();
    const auto who = owner_of(id);
    auto row = bot_named(id, who, {symbol(), "XRPUSDT"});
    row.created_at = pick(3);
    row.status = flip(3) ? static_cast<bot_status>(pick(5)) : bot_status::inactive;
    const auto stored = s.load_bot(id);
    const auto revision = stored && !flip(5) ? stored->row.revision : pick(4);
    switch (pick(8)) {
    case 0:
      return show(s.delete_bot(who, id));
    case 1:
    case 2:
      return show(s.update_bot(row, revision));
    case 3: {
      const auto line = s.insert_bot_event({id, "", who, event_at(revision)});
      if (!line || flip(2))
        return show(line);
      notification message;
      message.seq = line->row.seq;
      message.notification_id = id + ":failed";
      message.user_id = who;
      message.text = "it has failed";
      return show(line) + show(s.insert_notice(message));
    }
    default:
      return show(s.insert_bot(row, 2));
    }
  }

  std::string bot_run(bot_store& s) {
    const auto id = bot_id();
    const auto who = owner_of(id);
    auto asked = run_request_for(who, id, pick(30));
    asked.deposit = !flip(3);
    asked.mode = static_cast<trading_mode>(pick(2));
    const auto to = static_cast<bot_status>(pick(5));
    switch (pick(8)) {
    case 0:
      return show(s.set_bot_status(who, id, to, "why", pick(1'000)));
    case 1:
      return show(s.put_trading_state({who, trading_state::halted, id, pick(9)}));
    default:
      return show(s.start_run(asked));
    }
  }

  order some_order() {
    const auto n = pick(40);
    // Now and then it is not the order that had this id before.
    const auto side =
      (n + (flip(20) ? 1 : 0)) % 2 == 0 ? order_side::buy : order_side::sell;
    auto x = order_named("o" + std::to_string(n), side);
    x.created_at = pick(9);
    x.updated_at = pick(9);
    return x;
  }

  bot_commit some_commit(bot_store& s) {
    const auto stored = s.load_bot(bot_id());
    bot_commit made = stored ? after(*stored) : bot_commit{};
    made.step += flip(20) ? 1 : 0;
    made.run -= flip(20) ? 1 : 0;
    made.state = std::to_string(pick(100));
    made.figures.at = minute * 20 * (market_ += pick(4));
    made.figures.cash = pick(100);
    made.figures.realised = pick(50);
    for (auto n = pick(3); n > 0; --n)
      made.orders.push_back(some_order());
    for (const auto& x : made.orders)
      if (flip(2))
        made.fills.push_back(fill_named(x.client_id, flip(2) ? "f" : "g"));
    if (flip(12))
      made.fills.push_back(fill_named(some_order().client_id, "h"));
    for (auto n = pick(2); n > 0; --n)
      made.deals.push_back(deal_numbered(pick(4)));
    for (auto n = pick(3); n > 0; --n)
      made.events.push_back(event_at(made.figures.at, flip(2) ? "a" : "order_executed"));
    if (flip(12))
      made.status = static_cast<bot_status>(pick(5));
    if (made.status && *made.status >= bot_status::stopped)
      made.returned = pick(20);
    return made;
  }

  std::string attempt_one(store& s) {
    const auto owed = good(s.pending_deliveries("", 5));
    if (owed.empty())
      return "nothing owed";
    const auto& d = owed[pick(static_cast<unsigned>(owed.size()))];
    attempt made;
    made.delivery_id = d.delivery_id;
    made.event_id = flip(2) ? d.event_id : "";
    made.number = d.attempts + 1;
    made.state = static_cast<delivery_state>(pick(3));
    return show(owed) + show(s.record_attempt(made));
  }

  std::mt19937 random_;
  time_ms now_ = 3;
  time_ms market_ = 0; ///< of bots' commits, in steps of 20 minutes
};

template <class A, class B>
void compare(opened<A>& a, opened<B>& b) {
  REQUIRE(show_all(*a.readers, users, symbols) == show_all(*b.readers, users, symbols));
  for (const auto& symbol : symbols)
    REQUIRE(show(a.writer->load_symbol(symbol)) == show(b.writer->load_symbol(symbol)));
  REQUIRE(show(a.writer->symbols_in_use()) == show(b.writer->symbols_in_use()));
  REQUIRE(show(a.writer->bots().running_bots()) == show(b.writer->bots().running_bots()));
  for (const auto* id : {"b0", "b1", "b2"}) {
    REQUIRE(show(a.writer->bots().load_bot(id)) == show(b.writer->bots().load_bot(id)));
    const inputs_request asked{id, {{{"BTCUSDT", 3 * minute}}, 5}, "bob", 3, 4};
    REQUIRE(show(a.writer->bots().inputs_of(asked)) ==
            show(b.writer->bots().inputs_of(asked)));
  }
  REQUIRE(show(a.writer->pending_deliveries("", 1'000)) ==
          show(b.writer->pending_deliveries("", 1'000)));
}

} // namespace

TEST_CASE("memory and SQLite answer any sequence of calls alike") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    opened<sqlite_backend> file{retention{10}};
    opened<memory_backend> memory{retention{10}};
    caller to_file{seed}, to_memory{seed}, dice{seed + 1'000};
    for (int transaction = 0; transaction < 80; ++transaction) {
      good(file.writer->begin());
      good(memory.writer->begin());
      for (int n = 0; n < 6; ++n)
        REQUIRE(to_file.call(*file.writer) == to_memory.call(*memory.writer));
      if (dice.flip(4)) {
        file.writer->rollback();
        memory.writer->rollback();
      } else {
        good(file.writer->commit());
        good(memory.writer->commit());
      }
      if (dice.flip(15)) {
        file.reopen();
        memory.reopen();
      }
      compare(file, memory);
    }
  }
}
