#pragma once

#include "actors/batches.hpp"
#include "actors/bots/options.hpp"
#include "actors/bots/trading_flags.hpp"
#include "actors/cluster/options.hpp"
#include "actors/directory.hpp"
#include "actors/feed_board.hpp"
#include "actors/port_report.hpp"
#include "actors/stream_registry.hpp"
#include "actors/trigger_relay.hpp"
#include "actors/web_front.hpp"
#include "actors/webhook_transport.hpp"
#include "domain/market/candle_source.hpp"
#include "domain/policies/restart_policy.hpp"
#include "domain/policies/retry_policy.hpp"
#include "domain/support/counters.hpp"
#include "domain/support/live.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon {

[[nodiscard]] std::int64_t milliseconds_since_boot();

/// A feed of past or generated candles.
struct feed_options {
  std::string name;
  std::function<result<std::unique_ptr<candle_source>>()> open;
  /// Bars a second of bar time: 60 plays a minute bar in a second. 0: as fast
  /// as the engine takes them.
  double speed = 0;
  bool loop = false; ///< start over at the end, with times moved on
  /// Candles are of the present: they carry their arrival time, and none is
  /// sent before it has closed by the clock.
  bool live = false;
};

/// Limits that may change while the engine runs.
struct engine_limits {
  std::uint32_t max_active_alerts = 50; ///< per user
  retry_limits retries;
};

/// Everything that the actors of one engine share. Immutable once the engine
/// runs, except for what is thread-safe itself.
struct engine_context {
  std::shared_ptr<counters> count = std::make_shared<counters>();
  std::shared_ptr<directory> names = std::make_shared<directory>();
  std::shared_ptr<stream_registry> streams;
  std::function<time_ms()> now; ///< wall clock
  /// Milliseconds since this machine started, asleep or not: what leases are timed by.
  std::function<std::int64_t()> boot_clock = milliseconds_since_boot;

  /// Opens the writer; called again when the store keeper is restarted.
  std::function<result<std::unique_ptr<storage::store>>()> open_store;
  std::shared_ptr<webhook_transport> transport;
  /// Makes the request of a delivery from its trigger, byte for byte the same
  /// but for headers that carry the time of the attempt.
  std::function<webhook_request(const delivery&, const trigger&, time_ms)> render_webhook;
  /// Refuses URLs that webhooks may not go to; empty: alerts have no webhooks.
  std::function<result<void>(const std::string& url)> check_webhook_url;
  std::vector<feed_options> feeds;
  /// Where triggers go for programs outside; empty: nowhere.
  std::optional<publishing> publish;
  /// Makes the web server; empty: none is wanted (embedding).
  std::function<std::unique_ptr<web_server>()> make_server;
  std::shared_ptr<port_report> web_port = std::make_shared<port_report>();

  std::size_t history = 5'000;          ///< bars held per series
  std::uint32_t checkpoint_every = 256; ///< base bars
  std::shared_ptr<live<engine_limits>> limits = std::make_shared<live<engine_limits>>();
  /// How long a symbol waits for the candles of another one that it reads.
  std::chrono::milliseconds peer_grace{2'000};
  restart_limits restarts;
  bot_options bots;
  std::shared_ptr<trading_flags> trading = std::make_shared<trading_flags>();
  std::shared_ptr<feed_board> feed_times = std::make_shared<feed_board>();
  /// Set once, when the engine is about to end: feeds hand on nothing more.
  std::shared_ptr<std::atomic<bool>> draining =
    std::make_shared<std::atomic<bool>>(false);
  /// Blocking actors get threads of their own; off under a test scheduler.
  bool detached = true;

  /// This node's part in a cluster; nothing where it is on its own.
  std::optional<cluster_options> cluster;
  std::shared_ptr<port_report> cluster_port = std::make_shared<port_report>();
  /// By what right dispatcher and notifier act; epoch 0 on a node on its own.
  tenure notifies;

  /// For fault tests: called before a batch is evaluated; may throw.
  std::function<void(const candle_batch&)> before_evaluation;
};

using context_ptr = std::shared_ptr<const engine_context>;

} // namespace tradeeon
