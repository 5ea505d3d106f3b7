#include "actors/cluster/placement_book.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

bool has_role(const hello& who, node_role role) {
  return std::find(who.roles.begin(), who.roles.end(), role) != who.roles.end();
}

} // namespace

void placement_book::restore(const std::vector<lease>& granted) {
  note(granted);
  for (const auto& x : granted)
    expected_.insert(x.node);
  had_former_ = !expected_.empty();
}

void placement_book::join(const hello& who, std::int64_t now) {
  members_[who.node] = {who, false, now};
  expected_.erase(who.node);
}

void placement_book::leave(const std::string& node, std::uint64_t incarnation) {
  const auto found = members_.find(node);
  if (found == members_.end() || found->second.who.incarnation != incarnation)
    return;
  members_.erase(found);
  for (auto& [role, pins] : pins_)
    for (auto at = pins.begin(); at != pins.end();)
      at = at->second == node ? pins.erase(at) : std::next(at);
}

bool placement_book::renew(const std::string& node, std::uint64_t incarnation,
                           std::int64_t now) {
  const auto found = members_.find(node);
  if (found == members_.end() || found->second.who.incarnation != incarnation)
    return false;
  found->second.seen = now;
  return true;
}

std::vector<hello> placement_book::silent(std::int64_t now,
                                          std::int64_t longer_than) const {
  std::vector<hello> out;
  for (const auto& [name, x] : members_)
    if (now - x.seen > longer_than)
      out.push_back(x.who);
  return out;
}

bool placement_book::drain(const std::string& node, bool on) {
  const auto found = members_.find(node);
  if (found == members_.end())
    return false;
  found->second.draining = on;
  return true;
}

result<void> placement_book::pin(node_role role, std::uint16_t shard,
                                 const std::string& node) {
  const auto most = role == node_role::notifier ? 1 : shard_count;
  if (std::find(leased_roles.begin(), leased_roles.end(), role) == leased_roles.end())
    return bad_input("role", "only the shards of evaluator, alerts and notifier move");
  if (shard >= most)
    return bad_input("shard", "the role " + std::string{to_string(role)} +
                                " has the shards 0 to " + std::to_string(most - 1));
  const auto* to = find(node);
  if (to == nullptr)
    return problem{problem_code::not_found, "no living node has this name", "node"};
  if (!has_role(to->who, role))
    return bad_input("node",
                     "the node does not have the role " + std::string{to_string(role)});
  pins_[role][shard] = node;
  return {};
}

bool placement_book::all_back() const {
  return had_former_ && expected_.empty();
}

/// A draining node is used where nobody else has the role: late is better than never.
std::vector<std::string> placement_book::nodes_with(node_role role) const {
  std::vector<std::string> staying;
  std::vector<std::string> all;
  for (const auto& [name, x] : members_) {
    if (!has_role(x.who, role))
      continue;
    all.push_back(name);
    if (!x.draining)
      staying.push_back(name);
  }
  return staying.empty() ? all : staying;
}

shard_map placement_book::placed_now(node_role role) const {
  shard_map now;
  for (std::uint16_t shard = 0; shard < shard_count; ++shard)
    if (const auto held = leases_.find({role, shard}); held != leases_.end())
      now[shard] = held->second.node;
  const auto pins = pins_.find(role);
  return placed(now, nodes_with(role), pins == pins_.end() ? shard_pins{} : pins->second);
}

void placement_book::add_due(node_role role, const shard_map& wanted, std::size_t shards,
                             std::vector<lease>& out) const {
  for (std::uint16_t shard = 0; shard < shards; ++shard) {
    const auto& node = wanted[shard];
    const auto* owner = find(node);
    if (owner == nullptr)
      continue;
    const auto held = leases_.find({role, shard});
    if (held != leases_.end() && held->second.node == node &&
        held->second.incarnation == owner->who.incarnation)
      continue;
    lease grant;
    grant.right = {role, shard, 0};
    grant.node = node;
    grant.incarnation = owner->who.incarnation;
    out.push_back(std::move(grant));
  }
}

std::vector<lease> placement_book::due() const {
  std::vector<lease> out;
  const auto evaluators = placed_now(node_role::evaluator);
  add_due(node_role::evaluator, evaluators, shard_count, out);
  // Where whoever evaluates can run the alerts as well, results need not travel.
  const auto evaluating = nodes_with(node_role::evaluator);
  const auto running = nodes_with(node_role::alerts);
  const bool together =
    !evaluating.empty() &&
    std::all_of(evaluating.begin(), evaluating.end(), [&](const auto& node) {
      return std::find(running.begin(), running.end(), node) != running.end();
    });
  const bool pinned = pins_.count(node_role::alerts) != 0;
  add_due(node_role::alerts,
          together && !pinned ? evaluators : placed_now(node_role::alerts), shard_count,
          out);
  // One notifier works, the others stand by; the one that works goes on.
  add_due(node_role::notifier, placed_now(node_role::notifier), 1, out);
  return out;
}

void placement_book::note(const std::vector<lease>& granted) {
  for (const auto& x : granted)
    leases_[{x.right.what, x.right.shard}] = x;
}

std::optional<lease> placement_book::holder(node_role role, std::uint16_t shard) const {
  const auto held = leases_.find({role, shard});
  if (held == leases_.end())
    return std::nullopt;
  const auto* owner = find(held->second.node);
  if (owner == nullptr || owner->who.incarnation != held->second.incarnation)
    return std::nullopt;
  return held->second;
}

const placement_book::member* placement_book::find(const std::string& node) const {
  const auto found = members_.find(node);
  return found == members_.end() ? nullptr : &found->second;
}

cluster_view placement_book::view(std::int64_t now) const {
  cluster_view out;
  for (const auto& [name, x] : members_)
    out.nodes.push_back(
      {name, x.who.version, x.who.incarnation, x.who.roles, x.draining, now - x.seen});
  for (const auto& [key, held] : leases_)
    out.leases.push_back(held);
  for (const auto role : leased_roles)
    if (nodes_with(role).empty())
      out.missing.push_back(role);
  return out;
}

} // namespace tradeeon
