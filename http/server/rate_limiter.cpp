#include "http/server/rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon::http {

namespace {

constexpr double minute = 60'000;

} // namespace

time_ms rate_limiter::take(const std::string& key, std::uint32_t per_minute,
                           time_ms now) {
  if (per_minute == 0)
    return 0;
  const double size = per_minute;
  const std::lock_guard lock(mutex_);
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) {
    if (buckets_.size() >= max_keys_) {
      by_key_.erase(buckets_.back().key);
      buckets_.pop_back();
    }
    buckets_.push_front({key, size - 1, now});
    by_key_.emplace(buckets_.front().key, buckets_.begin());
    return 0;
  }
  auto& mine = *known->second;
  buckets_.splice(buckets_.begin(), buckets_, known->second);
  // A clock that was set back must not take tokens away.
  const auto passed = static_cast<double>(std::max<time_ms>(0, now - mine.filled_at));
  mine.tokens = std::min(size, mine.tokens + passed * size / minute);
  mine.filled_at = now;
  if (mine.tokens >= 1) {
    mine.tokens -= 1;
    return 0;
  }
  return std::max<time_ms>(
    1, static_cast<time_ms>(std::ceil((1 - mine.tokens) * minute / size)));
}

std::size_t rate_limiter::keys() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

} // namespace tradeeon::http
