#pragma once

#include "storage/bot_queries.hpp"
#include "storage/memory/tables.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tradeeon::storage::memory {

/// The readers' bots, on the committed side. Each call holds the lock.
class memory_bot_queries final : public bot_queries {
public:
  explicit memory_bot_queries(std::shared_ptr<shared_tables> shared)
      : shared_(std::move(shared)), data_(shared_->data.bots) {}

  result<std::vector<bot_with_figures>>
  bots_of(const std::string& user_id, std::optional<bot_status> status) override;
  result<bot_with_figures> bot_of(const std::string& user_id,
                                  const std::string& bot_id) override;
  result<run_with_figures> run_of(const std::string& user_id, const std::string& bot_id,
                                  std::uint32_t number) override;
  result<std::vector<run_with_figures>> runs_of(const std::string& user_id,
                                                const std::string& bot_id) override;
  result<page<bot_order>> orders(const history_filter& of,
                                 std::optional<order_side> side) override;
  result<std::vector<bot_fill>> fills(const history_filter& of,
                                      std::int64_t after) override;
  result<page<bot_deal>> deals(const history_filter& of) override;
  result<page<logged_bot_event>> bot_events(const history_filter& of,
                                            const std::string& type,
                                            const std::string& category) override;
  result<std::vector<account_view>> accounts_of(const std::string& user_id) override;
  result<std::vector<trading_switch>> trading_states() override;
  result<std::vector<audited_order>> audit(std::int64_t after,
                                           std::size_t limit) override;

private:
  /// `not_found` where it is absent or another user's.
  result<const bot_entry*> find(const std::string& user_id,
                                const std::string& bot_id) const;

  const std::shared_ptr<shared_tables> shared_;
  const bot_tables& data_;
};

} // namespace tradeeon::storage::memory
