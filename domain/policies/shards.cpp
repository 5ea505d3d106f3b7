#include "domain/policies/shards.hpp"

#include <algorithm>
#include <iterator>

namespace tradeeon {

namespace {

/// FNV-1a, then mixed so that all bits depend on all bytes.
std::uint64_t stable_hash(std::string_view text, std::uint64_t seed) noexcept {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325U ^ seed;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x0000'0100'0000'01b3U;
  }
  hash ^= hash >> 33U;
  hash *= 0xff51'afd7'ed55'8ccdU;
  hash ^= hash >> 33U;
  return hash;
}

/// How much a node wants a shard.
std::uint64_t score(const std::string& node, std::size_t shard) noexcept {
  return stable_hash(node, 0x9e37'79b9'7f4a'7c15U * (shard + 1));
}

using loads = std::map<std::string, std::size_t>;

bool better(const std::string& a, const std::string& b, std::size_t shard) {
  const auto of_a = score(a, shard);
  const auto of_b = score(b, shard);
  return of_a != of_b ? of_a > of_b : a < b;
}

/// The node with the best hash among those with the least load.
const std::string& home_for(std::size_t shard, const loads& load) {
  const auto least = std::min_element(load.begin(), load.end(), [](auto& a, auto& b) {
                       return a.second < b.second;
                     })->second;
  const std::string* best = nullptr;
  for (const auto& [node, count] : load)
    if (count == least && (best == nullptr || better(node, *best, shard)))
      best = &node;
  return *best;
}

/// Moves one shard from the fullest node to the emptiest; false once they are level.
bool level_once(shard_map& shards, loads& load, const shard_pins& pins) {
  const auto by_count = [](auto& a, auto& b) { return a.second < b.second; };
  const auto least = std::min_element(load.begin(), load.end(), by_count);
  std::size_t chosen = shard_count;
  auto most = load.end();
  for (std::size_t i = 0; i < shard_count; ++i) {
    if (pins.count(static_cast<std::uint16_t>(i)) != 0)
      continue;
    const auto owner = load.find(shards[i]);
    if (owner->second < least->second + 2)
      continue;
    const bool fuller = most == load.end() || owner->second > most->second;
    const bool hashes_better = most != load.end() && owner->second == most->second &&
                               score(least->first, i) > score(least->first, chosen);
    if (fuller || hashes_better) {
      chosen = i;
      most = owner;
    }
  }
  if (chosen == shard_count)
    return false;
  shards[chosen] = least->first;
  --most->second;
  ++least->second;
  return true;
}

} // namespace

std::uint16_t shard_of(std::string_view symbol) noexcept {
  return static_cast<std::uint16_t>(stable_hash(symbol, 0) % shard_count);
}

shard_map placed(const shard_map& now, std::vector<std::string> nodes,
                 const shard_pins& pins) {
  shard_map out;
  loads load;
  for (auto& node : nodes)
    load.emplace(std::move(node), 0);
  if (load.empty())
    return out;
  shard_pins held;
  for (const auto& [shard, node] : pins)
    if (load.count(node) != 0)
      held.emplace(shard, node);
  for (std::size_t i = 0; i < shard_count; ++i) {
    const auto pin = held.find(static_cast<std::uint16_t>(i));
    const auto& wanted = pin == held.end() ? now[i] : pin->second;
    const auto owner = load.find(wanted);
    if (owner == load.end())
      continue;
    out[i] = wanted;
    ++owner->second;
  }
  for (std::size_t i = 0; i < shard_count; ++i)
    if (out[i].empty()) {
      out[i] = home_for(i, load);
      ++load[out[i]];
    }
  while (level_once(out, load, held)) {
  }
  return out;
}

} // namespace tradeeon
