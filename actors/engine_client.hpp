#pragma once

#include "actors/context.hpp"
#include "actors/engine_api.hpp"

#include <caf/fwd.hpp>

namespace tradeeon {

/// engine_api over an engine's actors: each call asks through a short-lived
/// actor of its own, so any thread may call. Must not outlive the system.
class engine_client : public engine_api {
public:
  engine_client(caf::actor_system& system, context_ptr context)
      : system_(system), context_(std::move(context)) {}

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
  [[nodiscard]] bool draining() const override;

  /// The same as `ingest`, for candles of the past: they carry no arrival time,
  /// so triggers are as old as their bars.
  result<ingest_receipt> ingest_history(std::vector<tagged_candle> candles);
  result<std::string> fact(const std::string& name);
  result<void> put_fact(const std::string& name, const std::string& value);

private:
  /// Waits until the symbol's actors have taken earlier changes in. A symbol
  /// that is being rebuilt takes them in by itself: no need to fail for it.
  void settle(const std::string& symbol);
  [[nodiscard]] std::string why_no_member();
  void add_readiness(std::vector<part_status>& parts);
  [[nodiscard]] result<void> check_actions(const alert& row) const;

  caf::actor_system& system_;
  context_ptr context_;
};

} // namespace tradeeon
