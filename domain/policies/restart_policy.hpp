#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace tradeeon {

/// How often a supervisor restarts a child before it gives up.
struct restart_limits {
  std::chrono::milliseconds min_backoff{100};
  std::chrono::milliseconds max_backoff{5'000};
  std::size_t max_restarts = 5;
  std::chrono::milliseconds window{60'000};
};

/// Decides whether and when a crashed child may start again: exponential
/// back-off, and at most `max_restarts` within `window`. Time comes in with
/// each call.
class restart_policy {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit restart_policy(restart_limits limits) : limits_(limits) {}

  /// Records a crash. Returns the delay before the next start; nothing once the
  /// child has crashed too often, which is for the level above to handle.
  std::optional<std::chrono::milliseconds> on_crash(time_point now) {
    crashes_.erase(
      std::remove_if(crashes_.begin(), crashes_.end(),
                     [&](time_point at) { return now - at > limits_.window; }),
      crashes_.end());
    crashes_.push_back(now);
    if (crashes_.size() > limits_.max_restarts)
      return std::nullopt;
    const auto doublings = std::min<std::size_t>(crashes_.size() - 1, 20);
    return std::min(limits_.max_backoff, limits_.min_backoff * (1 << doublings));
  }

private:
  restart_limits limits_;
  std::vector<time_point> crashes_; ///< few; there is one policy per bot
};

} // namespace tradeeon
