// A real web server on a free port over a small engine of its own: what the
// HTTP tests and the HTTP benchmark talk to.
#pragma once

#include "actors/engine_api.hpp"
#include "domain/support/counters.hpp"
#include "http/server/jwt.hpp"
#include "http/server/server.hpp"
#include "storage/memory/memory_store.hpp"
#include "tests/support/recording_bots.hpp"

#include <httplib.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tradeeon::test {

/// Just enough of an engine: commands go straight to the store, nothing is
/// evaluated; tests say what fires.
class small_engine final : public engine_api {
public:
  explicit small_engine(storage::store& store) : store_(store) {}

  result<alert> create_alert(const alert& row) override;
  result<alert> update_alert(const alert& row, std::uint32_t expected_version,
                             bool fresh_state) override;
  result<void> delete_alert(const std::string& user_id,
                            const std::string& alert_id) override;
  result<std::pair<registered_condition, bool>>
  register_condition(const registered_condition& row) override;
  result<std::pair<subscription, bool>> subscribe(const subscription& row) override;
  result<void> unsubscribe(const std::string& user_id,
                           const std::string& subscription_id) override;
  result<ingest_receipt> ingest(std::vector<tagged_candle> candles) override;
  std::string blind_reason(const std::string& symbol, timeframe base,
                           const std::string& expression) override;
  result<std::shared_ptr<event_queue>> open_stream(const stream_request& what) override;
  void close_stream(const std::shared_ptr<event_queue>& stream) override;
  std::vector<part_status> status() override;
  result<cluster_view> cluster() override;
  result<cluster_view> drain_node(const std::string& node, bool on) override;
  result<cluster_view> move_shard(node_role what, std::uint16_t shard,
                                  const std::string& node) override;
  result<void> pulse() override;
  [[nodiscard]] bool draining() const override { return ending; }

  /// Records a trigger of the alert on the bar, and tells the streams.
  std::int64_t fire(const alert& row, time_ms bar_time);
  [[nodiscard]] std::size_t streams() const;
  /// Held while the store is used.
  std::mutex& guard() { return mutex_; }

  std::uint32_t max_active = 5;
  std::size_t queue_capacity = 256;
  std::atomic<int> conflicts_to_come{0}; ///< so many updates find a newer version
  std::atomic<bool> throws{false};       ///< asking for health throws
  std::atomic<bool> broken{false};       ///< commands fail with `internal`
  std::atomic<bool> drained{false};      ///< worker-1 is being drained
  std::atomic<bool> sick{false};         ///< a part is not well
  std::atomic<bool> stuck{false};        ///< it does not answer that it lives
  std::atomic<bool> ending{false};       ///< it is being drained
  std::atomic<bool> behind{false};       ///< well, but not ready

private:
  struct listener {
    stream_request what;
    std::shared_ptr<event_queue> queue;
  };

  template <class Use>
  auto in_transaction(Use use) -> decltype(use());
  void publish(const std::string& user, live_event event);

  storage::store& store_;
  mutable std::mutex mutex_; ///< guards the store and the listeners
  std::mutex ingest_mutex_;
  std::map<std::pair<std::string, timeframe>, time_ms> watermarks_;
  std::vector<listener> listeners_;
};

/// Engine, store and server, started; stopped with the object.
struct web {
  using options = http::http_server::options;

  /// Limits that no test meets by accident.
  static options calm();
  explicit web(options how = calm());
  ~web();

  [[nodiscard]] httplib::Client client() const;
  /// Headers with a token for the user, valid for an hour of the fixture's time.
  [[nodiscard]] httplib::Headers as(const std::string& user,
                                    http::role who = http::role::user) const;
  [[nodiscard]] std::string token(const std::string& user, http::role who,
                                  std::int64_t ttl_s = 3'600) const;
  /// Creates an alert of the user through the API and returns its id.
  std::string new_alert(const std::string& user);
  /// Puts closed bars of BTCUSDT 1m in the store: open times 0, 60000, …
  void put_bars(int count, const std::string& symbol = "BTCUSDT");

  std::atomic<time_ms> now{1'700'000'000'000};
  storage::memory::memory_database database;
  std::unique_ptr<storage::store> store;
  std::unique_ptr<storage::queries> queries;
  counters counts;
  small_engine engine;
  recording_bots bots;
  std::unique_ptr<http::http_server> server;
  int port = 0;
};

/// The body of a valid POST /alerts.
[[nodiscard]] std::string alert_body();

} // namespace tradeeon::test
