// The rows of bots and of what their runs leave.
#pragma once

#include "storage/bot_queries.hpp"
#include "storage/equity_curve.hpp"
#include "storage/memory/table.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

namespace tradeeon::storage::memory {

struct bot_entry {
  std::int64_t number = 0; ///< order of creation
  bot row;
};

struct bot_state {
  std::uint64_t step = 0;
  std::string state;
  bot_cursor cursor;
};

struct order_entry {
  std::uint32_t run = 0;
  order row;
};

struct fill_entry {
  std::uint32_t run = 0;
  order_fill row;
};

using run_key = std::pair<std::string, std::uint32_t>;
using numbered_key = std::pair<std::string, std::int64_t>;
using account_key = std::tuple<std::string, trading_mode, std::string>;

/// By bot id first, where it is a bot's.
struct bot_tables {
  table<std::string, bot_entry> rows;
  table<std::string, bot_state> states;
  table<run_key, run_with_figures> runs;
  table<std::tuple<std::string, std::uint32_t, time_ms>, equity_sample> equity;
  table<numbered_key, order_entry> orders;
  table<std::pair<std::string, std::string>, std::int64_t> order_ids; ///< by client id
  table<numbered_key, fill_entry> fills;
  table<std::tuple<std::string, std::string, std::string>, std::int64_t> fill_ids;
  table<std::tuple<std::string, std::uint32_t, std::uint32_t>, deal> deals;
  table<std::int64_t, logged_bot_event> diary; ///< by seq
  table<account_key, account> accounts;
  table<std::string, trading_switch> switches;

  /// Calls `use` with each table.
  template <class Use>
  void each(Use use) {
    use(rows), use(states), use(runs), use(equity), use(orders), use(order_ids);
    use(fills), use(fill_ids), use(deals), use(diary), use(accounts), use(switches);
  }
};

} // namespace tradeeon::storage::memory
