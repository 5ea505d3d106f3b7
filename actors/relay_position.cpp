#include "actors/relay_position.hpp"

#include <algorithm>
#include <charconv>

namespace tradeeon {

namespace {

/// Takes a number and the blank after it from the front.
template <class T>
bool take(std::string_view& from, T& into) {
  const auto* end = from.data() + from.size();
  const auto [stop, failure] = std::from_chars(from.data(), end, into);
  if (failure != std::errc{})
    return false;
  from.remove_prefix(static_cast<std::size_t>(stop - from.data()));
  if (!from.empty() && from.front() == ' ')
    from.remove_prefix(1);
  return true;
}

} // namespace

std::string to_string(const relay_position& x) {
  return std::to_string(x.epoch) + ' ' + std::to_string(x.first) + ' ' +
         std::to_string(x.sent);
}

result<relay_position> parse_relay_position(std::string_view text) {
  relay_position x;
  if (text.empty())
    return x;
  if (!take(text, x.epoch) || !take(text, x.first) || !take(text, x.sent) ||
      !text.empty() || x.epoch == 0 || x.first < 0 || x.sent < x.first)
    return problem{problem_code::internal, "the stored position is unreadable",
                   "redis.position"};
  return x;
}

std::int64_t relay_wait_ms(std::uint32_t failures, const relay_position& at) {
  constexpr std::int64_t first = 100;
  constexpr std::int64_t most = 5'000;
  const auto doublings = std::min<std::uint32_t>(failures == 0 ? 0 : failures - 1, 10);
  const auto wait = std::min(first << doublings, most);
  std::uint64_t hash = 14'695'981'039'346'656'037ULL; // FNV-1a over both numbers
  for (const auto part : {at.epoch, static_cast<std::uint64_t>(at.sent),
                          static_cast<std::uint64_t>(failures)})
    hash = (hash ^ part) * 1'099'511'628'211ULL;
  return wait - wait * static_cast<std::int64_t>((hash >> 32) % 21) / 100;
}

} // namespace tradeeon
