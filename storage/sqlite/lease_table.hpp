#pragma once

#include "storage/records.hpp"
#include "storage/sqlite/connection.hpp"

#include <vector>

namespace tradeeon::storage::sqlite {

/// Who may act for which shard. Writing calls belong into a transaction.
class lease_table {
public:
  explicit lease_table(connection& db) noexcept : db_(db) {}

  /// As store::grant.
  result<std::vector<lease>> grant(const std::vector<lease>& wanted);
  /// As store::check.
  result<void> check(const tenure& right);
  result<std::vector<lease>> all();

private:
  connection& db_;
};

} // namespace tradeeon::storage::sqlite
