#pragma once

#include "actors/cluster/wire.hpp"
#include "domain/policies/shards.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon {

/// Who lives in the cluster and who holds which lease; decides what should be granted
/// to whom. Plain logic: no clock, no actor, no store. Times are milliseconds of any
/// clock that does not go backwards.
class placement_book {
public:
  struct member {
    hello who;
    bool draining = false;
    std::int64_t seen = 0; ///< when it last renewed
  };

  /// The leases of a former run. Their nodes get the same shards again if they come back.
  void restore(const std::vector<lease>& granted);

  /// A node has come. One of the same name with another incarnation is gone with it.
  void join(const hello& who, std::int64_t now);
  /// A node has gone; nothing where a later incarnation has taken its place.
  void leave(const std::string& node, std::uint64_t incarnation);
  /// False where no such node lives: it has to join again.
  bool renew(const std::string& node, std::uint64_t incarnation, std::int64_t now);
  /// Living nodes that have not renewed for `longer_than`.
  [[nodiscard]] std::vector<hello> silent(std::int64_t now,
                                          std::int64_t longer_than) const;

  /// A draining node loses its shards where another can take them. False: no such node.
  bool drain(const std::string& node, bool on);
  /// Puts a shard on a node until that node goes. A problem where the node does not live
  /// or does not have the role, or the shard does not exist.
  result<void> pin(node_role role, std::uint16_t shard, const std::string& node);

  /// True once every node that held a lease in the former run has come back; false
  /// where there was none.
  [[nodiscard]] bool all_back() const;

  /// What has to be granted now, without epochs; `granted_at` is not set.
  [[nodiscard]] std::vector<lease> due() const;
  /// The store has granted these.
  void note(const std::vector<lease>& granted);

  /// The lease of a living node; nothing where nobody holds it.
  [[nodiscard]] std::optional<lease> holder(node_role role, std::uint16_t shard) const;
  [[nodiscard]] const member* find(const std::string& node) const;
  /// All but `fenced_writes`.
  [[nodiscard]] cluster_view view(std::int64_t now) const;

private:
  [[nodiscard]] std::vector<std::string> nodes_with(node_role role) const;
  [[nodiscard]] shard_map placed_now(node_role role) const;
  void add_due(node_role role, const shard_map& wanted, std::size_t shards,
               std::vector<lease>& out) const;

  std::map<std::string, member> members_;
  std::map<std::pair<node_role, std::uint16_t>, lease> leases_;
  std::map<node_role, shard_pins> pins_;
  std::set<std::string> expected_; ///< held leases in the former run, not back yet
  bool had_former_ = false;
};

} // namespace tradeeon
