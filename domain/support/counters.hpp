#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tradeeon {

/// A counter that any thread may add to. Reads are approximate across counters.
class counter {
public:
  void add(std::uint64_t n = 1) noexcept {
    value_.fetch_add(n, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t get() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// A value that goes up and down.
class gauge {
public:
  void set(std::int64_t x) noexcept { value_.store(x, std::memory_order_relaxed); }
  void add(std::int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t get() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<std::int64_t> value_{0};
};

/// Durations in buckets of 10 µs · 4^n; enough for p99 at a glance, lock-free.
class duration_histogram {
public:
  static constexpr std::size_t bucket_count = 12; ///< the last one is unbounded
  /// Upper bound of bucket n in seconds (the last: infinity, not asked for).
  static constexpr double upper_bound(std::size_t n) noexcept {
    double bound = 1e-5;
    for (std::size_t i = 0; i < n; ++i)
      bound *= 4;
    return bound;
  }
  void observe(double seconds) noexcept {
    std::size_t n = 0;
    for (double bound = 1e-5; n + 1 < bucket_count && seconds > bound; ++n)
      bound *= 4;
    buckets_[n].add();
    nanoseconds_.add(seconds > 0 ? static_cast<std::uint64_t>(seconds * 1e9) : 0);
  }
  [[nodiscard]] std::uint64_t bucket(std::size_t n) const noexcept {
    return buckets_[n].get();
  }
  [[nodiscard]] double sum_seconds() const noexcept {
    return static_cast<double>(nanoseconds_.get()) * 1e-9;
  }

private:
  std::array<counter, bucket_count> buckets_{};
  counter nanoseconds_;
};

/// Everything the engine counts; one instance per engine, shared by reference,
/// outliving all who count. Exposed as Prometheus text by http/server.
struct counters {
  counter candles_accepted;
  counter candles_duplicate;
  counter candles_refused;
  counter candle_gaps;
  counter bars_processed; ///< closed base bars
  counter bars_quarantined;
  counter condition_evaluations; ///< once per distinct condition and bar
  counter alerts_evaluated;      ///< an alert was looked at
  counter alerts_triggered_notify;
  counter alerts_triggered_webhook;
  counter alerts_triggered_bot;
  counter condition_triggers;
  counter handoffs;
  gauge bots_running; ///< runs that this engine works on
  counter bot_commits;
  counter bot_orders; ///< sent, or refused by the gate
  counter bot_restarts;
  counter bots_failed; ///< given up after too many crashes
  counter webhooks_delivered;
  counter webhook_failures_status;  ///< an answer other than 2xx
  counter webhook_failures_network; ///< no answer
  counter webhooks_dead;
  counter store_commits;
  counter store_failures;
  counter actor_restarts;
  counter actor_escalations;
  counter fenced_writes; ///< refused: a later tenure had been granted
  counter self_fences;   ///< this node gave up its work for want of renewals
  counter leases_moved;
  counter nodes_refused; ///< at the cluster's gate
  gauge cluster_nodes;
  counter unknown_messages;
  counter stream_drops; ///< bars not sent to a slow event stream
  counter config_reloads;
  counter config_reload_failures;
  counter redis_published; ///< triggers that the bus has accepted
  counter redis_failures;  ///< steps that it has not
  gauge redis_up;          ///< 1 or 0
  gauge redis_lag;         ///< triggers that it has not accepted yet
  gauge active_alerts;
  gauge distinct_conditions;
  gauge outbox_pending;
  gauge outbox_oldest_ms;    ///< how long the first webhook in line has waited
  gauge store_refuses;       ///< 1: the last transaction found the disk full or busy
  gauge config_reload_fails; ///< 1: the last reload was refused
  gauge active_streams;
  duration_histogram commit_seconds;
  duration_histogram runner_loop_seconds;      ///< one batch through an alert runner
  duration_histogram alert_evaluation_seconds; ///< one batch through an evaluator
};

} // namespace tradeeon
