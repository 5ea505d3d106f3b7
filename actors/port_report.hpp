#pragma once

#include "domain/support/result.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace tradeeon {

/// Where the starter of an engine learns which port its web server got.
class port_report {
public:
  void listening(std::uint16_t port) { set(port); }
  void failed(const problem& why) { set(why); }

  /// Waits for the first report.
  result<std::uint16_t> wait(std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    ready_.wait_for(lock, timeout, [this] { return outcome_.has_value(); });
    if (!outcome_)
      return problem{
        problem_code::unavailable, "the web server did not start in time", {}};
    return *outcome_;
  }

private:
  void set(result<std::uint16_t> outcome) {
    const std::lock_guard guard{mutex_};
    outcome_ = std::move(outcome);
    ready_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<result<std::uint16_t>> outcome_;
};

} // namespace tradeeon
