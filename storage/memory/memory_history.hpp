#pragma once

#include "storage/memory/tables.hpp"

#include <string>

namespace tradeeon::storage::memory {

/// Changes to what runs have done, on the working side.
class memory_history {
public:
  memory_history(bot_tables& data, counters& numbers) noexcept
      : data_(data), numbers_(numbers) {}

  /// Writes the commit's orders, fills and deals.
  void record(const bot_commit& made);
  /// Replaces the run and its figures, and takes a sample of these where one is due.
  void save(const run_with_figures& x);
  /// Removes all runs of a bot with what they did.
  void forget(const std::string& bot_id);

private:
  void put(const bot_commit& made, const order& x);
  void add(const bot_commit& made, const order_fill& x);

  bot_tables& data_;
  counters& numbers_;
};

} // namespace tradeeon::storage::memory
