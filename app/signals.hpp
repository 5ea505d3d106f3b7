#pragma once

#include <chrono>
#include <csignal>

namespace tradeeon {

/// Waits for SIGINT or SIGTERM. Blocks both for this thread and all that it
/// starts afterwards, so make it before any thread.
class signal_watch {
public:
  signal_watch();
  /// True when one has arrived within `time`.
  [[nodiscard]] bool wait(std::chrono::milliseconds time) const;
  /// From now on the next one ends the process at once: stopping again means
  /// now. Safe, since whatever was acknowledged is durable.
  void exit_on_next() const;

private:
  sigset_t signals_{};
};

} // namespace tradeeon
