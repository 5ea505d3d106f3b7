#pragma once

#include "domain/market/candle.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tradeeon {

/// When each feed of present candles last had one taken in. A feed that nobody
/// has reported, such as a replay or candles pushed from outside, is never stale:
/// its silence says nothing. Thread-safe.
class feed_board {
public:
  /// `bar_length` in ms of the feed's bars; `now` by the wall clock.
  void taken(const std::string& feed, time_ms bar_length, time_ms now) {
    const std::lock_guard guard{mutex_};
    rows_[feed] = {bar_length, now};
  }

  /// Feeds of which no candle came for more than two bars and some seconds.
  [[nodiscard]] std::vector<std::string> stale(time_ms now) const {
    constexpr time_ms grace = 10'000;
    const std::lock_guard guard{mutex_};
    std::vector<std::string> names;
    for (const auto& [name, x] : rows_)
      if (now - x.at > 2 * x.bar_length + grace)
        names.push_back(name);
    return names;
  }

private:
  struct row {
    time_ms bar_length = 0;
    time_ms at = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, row> rows_;
};

} // namespace tradeeon
