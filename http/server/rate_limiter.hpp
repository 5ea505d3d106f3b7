#pragma once

#include "domain/market/candle.hpp"

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tradeeon::http {

/// A token bucket per key: `per_minute` requests in any minute on average, and
/// as many at once after a quiet minute. Remembers the `max_keys` keys used last;
/// time comes from the caller. Thread-safe.
class rate_limiter {
public:
  rate_limiter(std::uint32_t per_minute, std::size_t max_keys)
      : per_minute_(per_minute), max_keys_(max_keys) {}

  /// Takes one token. 0: taken; else the milliseconds until there is one again.
  /// A limit of 0 means none.
  time_ms take(const std::string& key, time_ms now);

  [[nodiscard]] std::size_t keys() const;

private:
  struct bucket {
    std::string key;
    double tokens = 0;
    time_ms filled_at = 0;
  };
  using bucket_list = std::list<bucket>; // most recently used first

  const std::uint32_t per_minute_;
  const std::size_t max_keys_;
  mutable std::mutex mutex_;
  bucket_list buckets_;
  std::unordered_map<std::string_view, bucket_list::iterator> by_key_; // views into it
};

} // namespace tradeeon::http
