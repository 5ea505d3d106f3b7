#include "app/log_limiter.hpp"

#include <utility>

namespace tradeeon {

std::optional<std::uint64_t> log_limiter::admit(std::string_view event, time_ms now) {
  auto found = rows_.find(event);
  if (found == rows_.end())
    found = rows_.emplace(std::string{event}, row{}).first;
  auto& mine = found->second;
  const auto second = now / 1'000;
  if (second != mine.second) { // also where the clock was set back
    mine.second = second;
    mine.written = 0;
  }
  if (mine.written >= per_second_) {
    ++mine.left_out;
    return std::nullopt;
  }
  ++mine.written;
  return std::exchange(mine.left_out, 0);
}

std::vector<std::pair<std::string, std::uint64_t>> log_limiter::take_untold() {
  std::vector<std::pair<std::string, std::uint64_t>> out;
  for (auto& [event, mine] : rows_)
    if (mine.left_out > 0)
      out.emplace_back(event, std::exchange(mine.left_out, 0));
  return out;
}

} // namespace tradeeon
