// What may happen to bots, their runs and their money. Both stores decide it here,
// before they write anything.
#pragma once

#include "storage/bot_queries.hpp"
#include "storage/bot_store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::storage {

[[nodiscard]] inline bool at_work(bot_status x) noexcept {
  return x == bot_status::running || x == bot_status::paused;
}

/// `bad_transition` unless a running or paused bot may come to be `to`.
result<void> check_transition(bot_status from, bot_status to);

/// As bot_store::insert_bot: a problem with a new row where the user has `present` bots.
result<void> check_new(const bot& row, std::uint64_t present, std::uint32_t max_bots);

/// As bot_store::update_bot: the stored row with the edited fields.
result<bot> edited(const bot& stored, const bot& wanted, std::uint32_t expected_revision);

/// As bot_store::delete_bot: `bad_transition` while it is at work.
result<void> check_removal(const bot& stored);

/// The row in another status; `at` is when.
[[nodiscard]] bot moved(bot row, bot_status to, const std::string& reason, time_ms at);

/// A run that begins: the bot's row, the run and the account that paid for it.
struct begun_run {
  bot row;
  bot_run run;
  run_figures figures;
  account payer;
};

/// As bot_store::start_run, for the user's account as it is.
result<begun_run> begin_run(const bot& stored, const account& payer,
                            const run_request& asked);

/// The account with `amount` added to what is free; `invalid` beyond all amounts.
result<account> paid_in(account to, decimal amount);

/// As bot_store::apply_bot, but for the right, the orders and the fills.
result<void> check_commit(const bot_snapshot& stored, const bot_commit& made);

/// When a run ends that ends at `at`, or by this commit. Never 0, which means that it
/// goes on.
[[nodiscard]] time_ms end_of(const bot_run& run, time_ms at) noexcept;
[[nodiscard]] time_ms end_of(const bot_run& run, const bot_commit& made) noexcept;

/// Each account with the worth of the runs of its mode and currency.
result<std::vector<account_view>> with_runs(std::vector<account> accounts,
                                            const std::vector<run_with_figures>& open);

/// Finds a bot's stored order by its client id.
using find_order = std::function<result<std::optional<order>>(const std::string&)>;

/// `conflict` at "client_id" where a stored order, or one before in the commit, has the
/// id of another one; `invalid` there for a fill of no order.
result<void> check_orders(const bot_commit& made, const find_order& find);

/// A run's number from its id; nothing where it is no run's of this bot.
[[nodiscard]] std::optional<std::uint32_t> run_number(std::string_view bot_id,
                                                      std::string_view run_id);

/// A sum of two; `internal` beyond all amounts.
result<decimal> sum(decimal a, decimal b);

} // namespace tradeeon::storage
