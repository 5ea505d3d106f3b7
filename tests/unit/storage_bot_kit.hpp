// Builders for the storage suite's cases about bots.
#pragma once

#include "tests/unit/storage_kit.hpp"

#include <string>

namespace tradeeon::storage::test {

[[nodiscard]] bot bot_named(const std::string& id, const std::string& user,
                            std::vector<std::string> symbols = {"BTCUSDT"});
/// A paper run on USDT whose balance is paid in.
[[nodiscard]] run_request run_request_for(const std::string& user, const std::string& id,
                                          decimal balance = 1'000);
/// A commit that follows what is stored and changes nothing but the step.
[[nodiscard]] bot_commit after(const bot_snapshot& stored);
[[nodiscard]] order order_named(const std::string& client_id,
                                order_side side = order_side::buy);
[[nodiscard]] order_fill fill_named(const std::string& client_id, const std::string& id);
[[nodiscard]] deal deal_numbered(std::uint32_t number);
[[nodiscard]] bot_event event_at(time_ms at, const std::string& type = "order_executed",
                                 const std::string& category = "execution");
[[nodiscard]] decimal amount(const char* text);

/// A backend with the bot "b1" of ann's and the bot "b2" of bob's.
template <class Backend>
struct with_bots : opened<Backend> {
  with_bots() {
    this->commit([](store& s) {
      good(s.bots().insert_bot(bot_named("b1", "ann"), 10));
      good(s.bots().insert_bot(bot_named("b2", "bob"), 10));
    });
  }
  bot_snapshot start(const std::string& user, const std::string& id,
                     decimal balance = 1'000) {
    return this->commit([&](store& s) {
      return good(s.bots().start_run(run_request_for(user, id, balance)));
    });
  }
  bot_outcome apply_bot(const bot_commit& made) {
    return this->commit([&](store& s) { return good(s.bots().apply_bot(made)); });
  }
  /// The problem that the commit meets, in a transaction that is kept all the same.
  problem refusal(const bot_commit& made) {
    return this->commit([&](store& s) {
      const auto done = s.bots().apply_bot(made);
      REQUIRE_FALSE(done.ok());
      return done.error();
    });
  }
  bot_snapshot load(const std::string& id) {
    return good(this->writer->bots().load_bot(id));
  }
  bot_queries& read() { return this->readers->bots(); }
  account_view account_of(const std::string& user) {
    const auto all = good(read().accounts_of(user));
    REQUIRE(all.size() == 1);
    return all[0];
  }
};

} // namespace tradeeon::storage::test
