#pragma once

#include "domain/market/candle.hpp"

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tradeeon::http {

/// A token bucket per key: so many requests in any minute on average, and as
/// many at once after a quiet minute. Remembers the `max_keys` keys used last;
/// time and limit come from the caller. Thread-safe.
class rate_limiter {
public:
  explicit rate_limiter(std::size_t max_keys) : max_keys_(max_keys) {}

  /// Takes one token. 0: taken; else the milliseconds until there is one again.
  /// A limit of 0 means none. A limit that changes holds from this call on: what
  /// a bucket holds over and above a lower one is lost, a higher one fills up.
  time_ms take(const std::string& key, std::uint32_t per_minute, time_ms now);

  [[nodiscard]] std::size_t keys() const;

private:
  struct bucket {
    std::string key;
    double tokens = 0;
    time_ms filled_at = 0;
  };
  using bucket_list = std::list<bucket>; // most recently used first

  const std::size_t max_keys_;
  mutable std::mutex mutex_;
  bucket_list buckets_;
  std::unordered_map<std::string_view, bucket_list::iterator> by_key_; // views into it
};

} // namespace tradeeon::http
