#pragma once

#include "storage/sqlite/bot_rows.hpp"

#include <cstdint>
#include <optional>

namespace tradeeon::storage::sqlite {

/// The run; number 0 where there is none of that number.
result<run_with_figures> find_run(connection& db, std::int64_t bot, std::uint32_t number);

/// What a run was worth at times; `db` must outlive it.
equity_history history_of(connection& db, std::int64_t bot, std::uint32_t number);

/// The writer's hold on runs, their figures and what they were worth.
class run_table {
public:
  explicit run_table(connection& db) noexcept : db_(db) {}

  result<run_with_figures> find(std::int64_t bot, std::uint32_t number) {
    return find_run(db_, bot, number);
  }
  result<void> insert(std::int64_t bot, const run_with_figures& x);
  /// Replaces end and figures, and takes a sample of these where one is due.
  result<void> save(std::int64_t bot, const run_with_figures& x);

private:
  result<void> sample(std::int64_t bot, const run_with_figures& x);
  result<void> thin(std::int64_t bot, std::uint32_t number);

  connection& db_;
};

} // namespace tradeeon::storage::sqlite
