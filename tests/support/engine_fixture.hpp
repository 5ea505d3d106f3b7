#pragma once

#include "actors/context.hpp"
#include "storage/memory/memory_store.hpp"
#include "tests/support/actor_fixture.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon::test {

/// A transport that keeps requests until the test answers them.
class held_transport : public webhook_transport {
public:
  struct sent {
    webhook_request request;
    webhook_done done;
  };
  void send(webhook_request request, webhook_done done) override {
    requests.push_back({std::move(request), std::move(done)});
  }
  /// Answers the oldest request.
  void answer(webhook_answer with);
  std::vector<sent> requests;
};

/// A whole engine over the memory store, in virtual time.
struct engine_fixture : actor_fixture {
  engine_fixture();
  ~engine_fixture();

  /// Starts the tree; `tune` may change the context before.
  void start(const std::function<void(engine_context&)>& tune = {});
  /// Ends the tree as a crash would: nothing is flushed. The store stays.
  void stop();

  [[nodiscard]] caf::actor find(role who) const { return context->names->find(who); }
  [[nodiscard]] time_ms now() const;

  alert add_alert(const std::string& id, const std::string& expression, fire_mode mode,
                  const std::string& symbol = "BTCUSDT", timeframe base = timeframe::m1,
                  std::vector<action> actions = {action{}});
  /// Hands candles in without waiting for the answer.
  void send_candles(std::vector<tagged_candle> candles);
  /// Hands candles in and returns the receipt.
  ingest_receipt push(std::vector<tagged_candle> candles);
  /// One-minute bars of a symbol with these closes, from its n-th minute on.
  [[nodiscard]] static std::vector<tagged_candle>
  bars(const std::vector<double>& closes, std::size_t first = 0,
       const std::string& symbol = "BTCUSDT");
  /// Event ids in the trigger log, in order.
  [[nodiscard]] std::vector<std::string> log(const std::string& user = "u");

  storage::memory::memory_database database;
  std::unique_ptr<storage::queries> queries = database.open_queries();
  std::shared_ptr<held_transport> transport = std::make_shared<held_transport>();
  std::shared_ptr<engine_context> context;
  caf::actor root;
};

} // namespace tradeeon::test
