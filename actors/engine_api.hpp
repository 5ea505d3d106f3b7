// What the HTTP side, the command line and embedders may ask of a running
// engine: plain blocking calls, no CAF type in sight.
#pragma once

#include "domain/market/tagged_candle.hpp"
#include "domain/policies/cluster_view.hpp"
#include "domain/support/result.hpp"
#include "storage/records.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon {

/// One thing that happened, for live streams.
struct live_event {
  enum class kind : std::uint8_t { trigger, delivery, bot, bot_event, bar };
  kind what = kind::bar;
  std::int64_t seq = 0; ///< place in the event log; 0 for bars, which are not logged
  trigger fact;
  attempt delivered;
  handoff handed;
  storage::logged_bot_event noted; ///< when a line of a bot's diary
  tagged_candle bar;
};

/// A bounded queue from the hub to one stream's thread. A reader that falls
/// behind loses bars first; when logged events no longer fit the queue closes,
/// and the client resumes from its last id.
class event_queue {
public:
  explicit event_queue(std::size_t capacity) : capacity_(capacity) {}

  /// Returns false where the event was not taken (bar dropped, or closed).
  bool push(std::shared_ptr<const live_event> event);
  /// Waits up to `timeout`; null on timeout or when closed and empty.
  std::shared_ptr<const live_event> pop(std::chrono::milliseconds timeout);
  void close();
  [[nodiscard]] bool closed() const;

private:
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::shared_ptr<const live_event>> events_;
  std::size_t capacity_;
  bool closed_ = false;
};

/// Which live events a stream wants. Triggers, deliveries, handoffs and
/// lines of bots' diaries are the user's own; bars are of the named symbols.
struct stream_request {
  std::string user_id;
  std::vector<std::string> symbols;
};

/// What a part's state says something about.
enum class part_scope : unsigned char {
  both,
  health,    ///< /health only: the rest of the node serves on
  readiness, ///< /readyz only: whether clients should come here now
};

/// One part of the engine, for health and readiness answers.
struct part_status {
  std::string name;
  bool healthy = true;
  std::string detail;
  part_scope scope = part_scope::both;
};

/// Thread-safe; each call blocks its thread until the answer is there or the
/// engine's own time limit (a few seconds) has passed, which answers
/// `unavailable`. What a call has acknowledged survives a crash.
class engine_api {
public:
  engine_api() = default;
  engine_api(const engine_api&) = delete;
  engine_api& operator=(const engine_api&) = delete;
  virtual ~engine_api() = default;

  /// Stores the alert and has it evaluated from the next bar on.
  virtual result<alert> create_alert(const alert& row) = 0;
  /// Replaces the caller's alert if its version is still `expected_version`.
  virtual result<alert> update_alert(const alert& row, std::uint32_t expected_version,
                                     bool fresh_state) = 0;
  virtual result<void> delete_alert(const std::string& user_id,
                                    const std::string& alert_id) = 0;

  virtual result<std::pair<registered_condition, bool>>
  register_condition(const registered_condition& row) = 0;
  virtual result<std::pair<subscription, bool>> subscribe(const subscription& row) = 0;
  virtual result<void> unsubscribe(const std::string& user_id,
                                   const std::string& subscription_id) = 0;

  /// Takes candles in; answers when the effects of the accepted closed ones are
  /// committed. Indices in the receipt are those of `candles`.
  virtual result<ingest_receipt> ingest(std::vector<tagged_candle> candles) = 0;

  /// Why the engine can't evaluate on this symbol and timeframe now ("no feed
  /// delivers BTCUSDT"), or which other symbol that `expression` reads is missing;
  /// empty where it can. `expression`: text form, empty for none.
  virtual std::string blind_reason(const std::string& symbol, timeframe base,
                                   const std::string& expression) = 0;

  /// `unavailable` once the bound on open streams is reached.
  virtual result<std::shared_ptr<event_queue>>
  open_stream(const stream_request& what) = 0;
  virtual void close_stream(const std::shared_ptr<event_queue>& stream) = 0;

  virtual std::vector<part_status> status() = 0;

  /// Whether the actors run and this process's store answers, within a second and
  /// without asking anything outside the process.
  virtual result<void> pulse() = 0;
  /// True once the engine has been told to end: it takes no new work.
  [[nodiscard]] virtual bool draining() const = 0;

  /// Nodes and leases. `not_found` on a node that is on its own, here and below.
  virtual result<cluster_view> cluster() = 0;
  /// Takes all leases off a node that others can hold, or lets it have some again.
  virtual result<cluster_view> drain_node(const std::string& node, bool on) = 0;
  /// Puts a shard on a node until that node goes.
  virtual result<cluster_view> move_shard(node_role what, std::uint16_t shard,
                                          const std::string& node) = 0;
};

} // namespace tradeeon
