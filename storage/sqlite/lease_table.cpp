#include "storage/sqlite/lease_table.hpp"

#include "storage/effects.hpp"

#include <utility>

namespace tradeeon::storage::sqlite {

result<std::vector<lease>> lease_table::grant(const std::vector<lease>& wanted) {
  std::vector<lease> granted;
  for (auto x : wanted) {
    auto given =
      db_.run("INSERT INTO leases VALUES(?, ?, 1, ?, ?, ?)"
              " ON CONFLICT(role, shard) DO UPDATE SET epoch = epoch + 1,"
              " node = excluded.node, incarnation = excluded.incarnation,"
              " granted_at = excluded.granted_at",
              x.right.what, x.right.shard, x.node, x.incarnation, x.granted_at);
    if (!given)
      return std::move(given).error();
    auto epoch = db_.number("SELECT epoch FROM leases WHERE role = ? AND shard = ?",
                            x.right.what, x.right.shard);
    if (!epoch)
      return std::move(epoch).error();
    x.right.epoch = static_cast<std::uint64_t>(*epoch);
    granted.push_back(std::move(x));
  }
  return granted;
}

result<void> lease_table::check(const tenure& right) {
  auto epoch = db_.number("SELECT epoch FROM leases WHERE role = ? AND shard = ?",
                          right.what, right.shard);
  if (!epoch)
    return std::move(epoch).error();
  return still_holds(right, static_cast<std::uint64_t>(*epoch));
}

result<std::vector<lease>> lease_table::all() {
  std::vector<lease> found;
  auto listed = db_.each(
    [&](const row& r) {
      lease x;
      x.right = {r.as<node_role>(0), r.as<std::uint16_t>(1), r.as<std::uint64_t>(2)};
      x.node = r.text(3);
      x.incarnation = r.as<std::uint64_t>(4);
      x.granted_at = r.integer(5);
      found.push_back(std::move(x));
    },
    "SELECT role, shard, epoch, node, incarnation, granted_at FROM leases"
    " ORDER BY role, shard");
  if (!listed)
    return std::move(listed).error();
  return found;
}

} // namespace tradeeon::storage::sqlite
