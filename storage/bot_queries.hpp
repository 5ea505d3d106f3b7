// What readers may ask about bots.
#pragma once

#include "domain/support/result.hpp"
#include "storage/bot_records.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon::storage {

/// Some rows of a list, and how many there are in all.
template <class Row>
struct page {
  std::vector<Row> rows;
  std::uint64_t total = 0;
};

/// A run with its figures as of its newest bar.
struct run_with_figures {
  bot_run run;
  run_figures figures;
};

/// A fill as lists show it.
struct bot_fill {
  std::int64_t number = 0; ///< grows with every fill; a list goes on after it
  std::string bot_id;
  std::string run_id;
  std::string symbol;
  order_side side = order_side::buy;
  order_fill row;
};

/// An account with what is at work.
struct account_view {
  account row;
  decimal in_runs; ///< equity of the user's runs that go on, in this mode and currency
};

/// An order with its owner, for the auditor.
struct audited_order {
  std::int64_t number = 0; ///< grows with every new order; a list goes on after it
  std::string user_id;
  bot_order row;
};

/// Which part of one bot's history is wanted.
struct history_filter {
  std::string user_id;
  std::string bot_id;
  std::string run_id; ///< empty: of all runs
  std::size_t limit = 100;
  std::size_t offset = 0;
};

/// Read-only queries about bots on committed data. Part of `queries`: thread-safe. Each
/// of a user's is `not_found` for a bot that is absent or another user's.
class bot_queries {
public:
  bot_queries() = default;
  bot_queries(const bot_queries&) = delete;
  bot_queries& operator=(const bot_queries&) = delete;
  virtual ~bot_queries() = default;

  /// Newest first; of any status where none is given.
  virtual result<std::vector<bot_with_figures>>
  bots_of(const std::string& user_id, std::optional<bot_status> status) = 0;
  virtual result<bot_with_figures> bot_of(const std::string& user_id,
                                          const std::string& bot_id) = 0;
  /// Also `not_found` where the bot has no such run.
  virtual result<run_with_figures>
  run_of(const std::string& user_id, const std::string& bot_id, std::uint32_t number) = 0;
  /// Newest first.
  virtual result<std::vector<run_with_figures>> runs_of(const std::string& user_id,
                                                        const std::string& bot_id) = 0;

  /// What was decided last comes first.
  virtual result<page<bot_order>> orders(const history_filter& of,
                                         std::optional<order_side> side) = 0;
  /// Those with numbers above `after`, in order; the filter's offset has no meaning.
  virtual result<std::vector<bot_fill>> fills(const history_filter& of,
                                              std::int64_t after) = 0;
  /// What was opened last comes first.
  virtual result<page<bot_deal>> deals(const history_filter& of) = 0;
  /// Newest first; of any type and category where these are empty.
  virtual result<page<logged_bot_event>> bot_events(const history_filter& of,
                                                    const std::string& type,
                                                    const std::string& category) = 0;

  virtual result<std::vector<account_view>>
  accounts_of(const std::string& user_id) = 0; ///< by mode and currency
  virtual result<std::vector<trading_switch>> trading_states() = 0; ///< by user

  /// Orders of all bots with numbers above `after`, in order. For the auditor, never
  /// for an answer to a user.
  virtual result<std::vector<audited_order>> audit(std::int64_t after,
                                                   std::size_t limit) = 0;
};

} // namespace tradeeon::storage
