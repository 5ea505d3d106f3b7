#pragma once

#include "storage/bot_queries.hpp"
#include "storage/sqlite/bot_rows.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace tradeeon::storage::sqlite {

/// The readers' bots. Thread-safe as the pool is, which must outlive it.
class bot_reader final : public bot_queries {
public:
  explicit bot_reader(reader_pool& pool) noexcept : pool_(pool) {}

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
  /// Runs `use(connection&)` as one read of one moment.
  template <class Use>
  auto at_one_moment(Use use) -> decltype(use(std::declval<connection&>()));
  /// As `use(connection&, bot_entry&)`, for the user's bot.
  template <class Use>
  auto with_bot(const std::string& user_id, const std::string& bot_id, Use use);

  reader_pool& pool_;
};

} // namespace tradeeon::storage::sqlite
