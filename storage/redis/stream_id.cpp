#include "storage/redis/stream_id.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace tradeeon::storage::redis {

namespace {

std::optional<std::uint64_t> whole(std::string_view text) {
  std::uint64_t x = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, x);
  if (failure != std::errc{} || stop != end)
    return std::nullopt;
  return x;
}

bus_place next_after(const bus_place& x) {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  if (x.seq < most)
    return {x.epoch, x.seq + 1};
  return x.epoch < most ? bus_place{x.epoch + 1, 0} : x;
}

} // namespace

std::string to_string(const bus_place& x) {
  return std::to_string(x.epoch) + '-' + std::to_string(x.seq);
}

std::optional<bus_place> parse_stream_id(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos)
    return std::nullopt;
  const auto epoch = whole(text.substr(0, dash));
  const auto seq = whole(text.substr(dash + 1));
  if (!epoch || !seq)
    return std::nullopt;
  return bus_place{*epoch, *seq};
}

bus_place trim_limit(const std::vector<group_progress>& groups, const bus_place& wanted) {
  auto limit = wanted;
  for (const auto& x : groups)
    limit =
      std::min(limit, x.oldest_unacked ? *x.oldest_unacked : next_after(x.delivered));
  return limit;
}

} // namespace tradeeon::storage::redis
