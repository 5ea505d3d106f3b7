#include "http/server/exposition.hpp"

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>
#include <tuple>
#include <utility>
#include <vector>

namespace tradeeon::http {

namespace {

using labels = std::vector<prometheus::ClientMetric::Label>;

/// Builds one family after the other.
class families {
public:
  void begin(std::string name, std::string help, prometheus::MetricType type) {
    list_.push_back({std::move(name), std::move(help), type, {}});
  }
  void counted(const counter& x, labels with = {}) {
    auto& metric = next(std::move(with));
    metric.counter.value = static_cast<double>(x.get());
  }
  void measured(double x, labels with = {}) { next(std::move(with)).gauge.value = x; }
  void counted(double x) { next({}).counter.value = x; }
  void timed(const duration_histogram& x, labels with = {}) {
    auto& out = next(std::move(with)).histogram;
    std::uint64_t sum = 0;
    for (std::size_t n = 0; n + 1 < duration_histogram::bucket_count; ++n) {
      sum += x.bucket(n);
      out.bucket.push_back({sum, duration_histogram::upper_bound(n)});
    }
    sum += x.bucket(duration_histogram::bucket_count - 1);
    out.sample_count = sum;
    out.sample_sum = x.sum_seconds();
  }

  void one_counter(std::string name, std::string help, const counter& x) {
    begin(std::move(name), std::move(help), prometheus::MetricType::Counter);
    counted(x);
  }
  void one_gauge(std::string name, std::string help, double x) {
    begin(std::move(name), std::move(help), prometheus::MetricType::Gauge);
    measured(x);
  }
  void one_histogram(std::string name, std::string help, const duration_histogram& x) {
    begin(std::move(name), std::move(help), prometheus::MetricType::Histogram);
    timed(x);
  }
  std::vector<prometheus::MetricFamily> take() { return std::move(list_); }

private:
  prometheus::ClientMetric& next(labels with) {
    auto& metrics = list_.back().metric;
    metrics.emplace_back();
    metrics.back().label = std::move(with);
    return metrics.back();
  }

  std::vector<prometheus::MetricFamily> list_;
};

double as_double(const gauge& x) {
  return static_cast<double>(x.get());
}

void add_alerts(families& out, const counters& x) {
  out.one_counter("alerts_evaluated_total", "Alerts looked at", x.alerts_evaluated);
  out.begin("alerts_triggered_total", "Alert actions owed, by their type",
            prometheus::MetricType::Counter);
  out.counted(x.alerts_triggered_notify, {{"action_type", "notify"}});
  out.counted(x.alerts_triggered_webhook, {{"action_type", "webhook"}});
  out.counted(x.alerts_triggered_bot, {{"action_type", "bot"}});
  out.begin("webhook_failures_total", "Failed webhook attempts, by what went wrong",
            prometheus::MetricType::Counter);
  out.counted(x.webhook_failures_status, {{"error_type", "status"}});
  out.counted(x.webhook_failures_network, {{"error_type", "network"}});
  out.one_counter("tradeeon_webhooks_delivered_total", "Webhooks answered with 2xx",
                  x.webhooks_delivered);
  out.one_counter("tradeeon_webhooks_dead_total", "Webhooks given up", x.webhooks_dead);
  out.one_gauge("active_alerts_count", "Alerts being evaluated",
                as_double(x.active_alerts));
  out.one_gauge("tradeeon_outbox_pending", "Webhooks still owed",
                as_double(x.outbox_pending));
  out.one_gauge("tradeeon_outbox_oldest_seconds",
                "How long the first webhook in line has waited for its turn",
                as_double(x.outbox_oldest_ms) / 1000);
  out.one_histogram("runner_loop_seconds", "One batch through an alert runner",
                    x.runner_loop_seconds);
  out.one_histogram("alert_evaluation_seconds", "One batch through an evaluator",
                    x.alert_evaluation_seconds);
}

void add_cluster(families& out, const counters& x) {
  out.one_gauge("tradeeon_cluster_nodes",
                "Members of the cluster, as the store node sees",
                as_double(x.cluster_nodes));
  out.one_counter("tradeeon_leases_moved_total", "Shards granted to a node",
                  x.leases_moved);
  out.one_counter("tradeeon_fenced_writes_total",
                  "Writes refused, since their lease had moved on", x.fenced_writes);
  out.one_counter("tradeeon_self_fences_total",
                  "Times this node gave its work up for want of renewals", x.self_fences);
  out.one_counter("tradeeon_nodes_refused_total", "Nodes refused at the cluster's gate",
                  x.nodes_refused);
}

void add_market(families& out, const counters& x) {
  out.begin("tradeeon_candles_total", "Candles taken in, by what became of them",
            prometheus::MetricType::Counter);
  out.counted(x.candles_accepted, {{"outcome", "accepted"}});
  out.counted(x.candles_duplicate, {{"outcome", "duplicate"}});
  out.counted(x.candles_refused, {{"outcome", "refused"}});
  out.one_counter("tradeeon_candle_gaps_total", "Gaps seen between bars", x.candle_gaps);
  out.one_counter("tradeeon_bars_processed_total", "Closed base bars processed",
                  x.bars_processed);
  out.one_counter("tradeeon_bars_quarantined_total", "Bars that crashed their evaluator",
                  x.bars_quarantined);
  out.one_counter("tradeeon_condition_evaluations_total",
                  "Evaluations, once per distinct condition and bar",
                  x.condition_evaluations);
  out.one_counter("tradeeon_condition_triggers_total",
                  "Triggers of subscribed conditions", x.condition_triggers);
  out.one_counter("tradeeon_handoffs_total", "Triggers handed to bots", x.handoffs);
  out.one_gauge("tradeeon_distinct_conditions", "Conditions being evaluated",
                as_double(x.distinct_conditions));
}

void add_bots(families& out, const counters& x) {
  out.one_gauge("tradeeon_bots_running", "Bots that are running or paused",
                as_double(x.bots_running));
  out.one_counter("tradeeon_bot_commits_total", "States of bots made durable",
                  x.bot_commits);
  out.one_counter("tradeeon_bot_orders_total", "Orders that bots have decided on",
                  x.bot_orders);
  out.one_counter("tradeeon_bot_restarts_total", "Bots restarted after a crash",
                  x.bot_restarts);
  out.one_counter("tradeeon_bots_failed_total", "Bots given up after too many crashes",
                  x.bots_failed);
}

void add_machinery(families& out, const counters& x) {
  out.one_counter("tradeeon_store_commits_total", "Transactions made durable",
                  x.store_commits);
  out.one_counter("tradeeon_store_failures_total", "Transactions that failed",
                  x.store_failures);
  out.one_histogram("tradeeon_commit_seconds", "One transaction until it is durable",
                    x.commit_seconds);
  out.one_counter("tradeeon_actor_restarts_total", "Actors restarted by a supervisor",
                  x.actor_restarts);
  out.one_counter("tradeeon_actor_escalations_total", "Supervisors that gave up",
                  x.actor_escalations);
  out.one_counter("tradeeon_unknown_messages_total", "Messages dropped as unknown",
                  x.unknown_messages);
  out.one_counter("tradeeon_stream_drops_total", "Bars not sent to slow event streams",
                  x.stream_drops);
  out.one_gauge("tradeeon_active_streams", "Open event streams",
                as_double(x.active_streams));
}

void add_bus(families& out, const counters& x) {
  out.one_gauge("redis_up", "Whether the event bus takes triggers (0 without one)",
                as_double(x.redis_up));
  out.one_counter("redis_published_total", "Triggers that the event bus has accepted",
                  x.redis_published);
  out.one_counter("redis_failures_total", "Attempts that the event bus has not accepted",
                  x.redis_failures);
  out.one_gauge("redis_lag", "Triggers that the event bus has not accepted yet",
                as_double(x.redis_lag));
}

void add_configuration(families& out, const counters& x) {
  out.begin("tradeeon_build_info", "Always 1; the version is its label",
            prometheus::MetricType::Gauge);
  out.measured(1, {{"version", TRADEEON_VERSION}});
  out.one_gauge(
    "tradeeon_config_reload_ok",
    "1: the last reload of the configuration was taken, or none was asked for",
    x.config_reload_fails.get() == 0 ? 1 : 0);
  out.begin("tradeeon_config_reloads_total", "Reloads asked for, by their outcome",
            prometheus::MetricType::Counter);
  out.counted(x.config_reloads, {{"outcome", "taken"}});
  out.counted(x.config_reload_failures, {{"outcome", "refused"}});
}

void add_node(families& out, const node_figures& x) {
  const auto bytes = [&](const char* name, const char* help, std::uint64_t n) {
    out.one_gauge(name, help, static_cast<double>(n));
  };
  out.one_gauge("active_connections_count", "Open client connections",
                static_cast<double>(x.connections));
  out.one_gauge("tradeeon_uptime_seconds", "Time since the start", x.uptime_seconds);
  out.one_gauge("tradeeon_draining", "1: the node is stopping", x.draining ? 1 : 0);
  bytes("tradeeon_database_bytes", "Size of the database", x.storage.database_bytes);
  bytes("tradeeon_wal_bytes", "Size of the database's write-ahead log",
        x.storage.wal_bytes);
  bytes("tradeeon_disk_free_bytes", "Free on the disk of the data directory",
        x.storage.disk_free_bytes);
  bytes("tradeeon_disk_bytes", "Size of the disk of the data directory",
        x.storage.disk_bytes);
}

void add_process(families& out, const process_figures& x) {
  out.begin("process_cpu_seconds_total", "Processor time used",
            prometheus::MetricType::Counter);
  out.counted(x.cpu_seconds);
  out.one_gauge("process_start_time_seconds", "Start, in seconds since 1970",
                x.start_time_seconds);
  const std::tuple<const char*, const char*, std::uint64_t> all[] = {
    {"process_resident_memory_bytes", "Memory in use", x.resident_bytes},
    {"process_virtual_memory_bytes", "Address space in use", x.virtual_bytes},
    {"process_threads", "Threads", x.threads},
    {"process_open_fds", "Open file descriptors", x.open_descriptors},
    {"process_max_fds", "How many file descriptors may be open", x.most_descriptors},
  };
  for (const auto& [name, help, value] : all)
    out.one_gauge(name, help, static_cast<double>(value));
}

void add_requests(families& out, const request_metrics& x) {
  out.begin("api_requests_total", "Requests answered", prometheus::MetricType::Counter);
  for (const auto& route : x.routes())
    for (std::size_t n = 0; n < request_metrics::statuses.size(); ++n)
      if (route->by_status[n].get() > 0)
        out.counted(route->by_status[n],
                    {{"method", route->method},
                     {"endpoint", route->endpoint},
                     {"status_code", n + 1 < request_metrics::statuses.size()
                                       ? std::to_string(request_metrics::statuses[n])
                                       : "other"}});
  out.begin("api_request_duration_seconds", "Time from a whole request to its answer",
            prometheus::MetricType::Histogram);
  for (const auto& route : x.routes())
    out.timed(route->seconds, {{"method", route->method}, {"endpoint", route->endpoint}});
}

/// All of it behind the interface that prometheus-cpp scrapes.
class collection final : public prometheus::Collectable {
public:
  collection(const counters& engine, const request_metrics& requests,
             const node_figures& node)
      : engine_(engine), requests_(requests), node_(node) {}

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override {
    families out;
    add_alerts(out, engine_);
    add_market(out, engine_);
    add_bots(out, engine_);
    add_cluster(out, engine_);
    add_machinery(out, engine_);
    add_configuration(out, engine_);
    add_bus(out, engine_);
    add_requests(out, requests_);
    add_node(out, node_);
    add_process(out, node_.process);
    return out.take();
  }

private:
  const counters& engine_;
  const request_metrics& requests_;
  const node_figures& node_;
};

} // namespace

std::string exposition(const counters& engine, const request_metrics& requests,
                       const node_figures& node) {
  const collection all(engine, requests, node);
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, all.Collect());
  return text.str();
}

} // namespace tradeeon::http
