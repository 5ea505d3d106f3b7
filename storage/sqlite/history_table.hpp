#pragma once

#include "storage/sqlite/bot_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon::storage::sqlite {

/// The writer's hold on what runs have done: orders, fills and deals.
class history_table {
public:
  explicit history_table(connection& db) noexcept : db_(db) {}

  /// One of the bot's orders, of whichever run.
  result<std::optional<order>> find(std::int64_t bot, const std::string& client_id);

  /// Writes the commit's orders, fills and deals.
  result<void> record(std::int64_t bot, const bot_commit& made);

private:
  result<std::int64_t> number_of(std::int64_t bot, const std::string& client_id);
  result<void> put(std::int64_t bot, std::uint32_t run, const order& x);
  result<void> add(std::int64_t bot, std::uint32_t run, const order_fill& x);
  result<void> put(std::int64_t bot, std::uint32_t run, const deal& x);

  connection& db_;
};

} // namespace tradeeon::storage::sqlite
