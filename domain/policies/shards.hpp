// Which node works on which symbols: symbols fall into shards, shards are placed on
// nodes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// How many shards the symbols fall into. Part of what nodes agree on: changing it
/// changes every symbol's shard.
inline constexpr std::size_t shard_count = 64;

/// A symbol's shard, the same on every machine and in every version.
[[nodiscard]] std::uint16_t shard_of(std::string_view symbol) noexcept;

/// The node of each shard; empty where none has it.
using shard_map = std::array<std::string, shard_count>;

/// Shards that an operator has put on a node by name.
using shard_pins = std::map<std::uint16_t, std::string>;

/// Where the shards belong, given where they are now and which nodes live.
///
/// A pinned shard goes to its node while that lives. Of the others, those of nodes
/// that are gone go where rendezvous hashing (highest hash of node and shard) wants
/// them, among the nodes with the fewest; then shards move from the fullest node to
/// the emptiest, the ones that hash best there first, until loads differ by one at
/// most. So a node that joins N-1 others takes 1/N of the shards and nothing else
/// moves. A function of its arguments alone; the order of `nodes` does not matter.
[[nodiscard]] shard_map placed(const shard_map& now, std::vector<std::string> nodes,
                               const shard_pins& pins = {});

} // namespace tradeeon
