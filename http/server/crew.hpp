#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace tradeeon::http {

/// Threads that come when there is work and go when there is none. Thread-safe.
class crew {
public:
  struct limits {
    std::size_t threads = 128; ///< at work at the same time
    std::size_t queue = 256;   ///< jobs that wait when all are
    std::chrono::milliseconds idle{5'000};
  };

  explicit crew(limits bounds) : limits_(bounds) {}
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;
  ~crew() { finish(); }

  /// Has the job done as soon as possible; false where too many wait already,
  /// or after `finish`. The job must not throw.
  bool take(std::function<void()> job);
  /// Takes no more jobs and returns when those taken are done.
  void finish();
  /// True while more than half of the threads are busy, or a job waits.
  [[nodiscard]] bool crowded() const;
  [[nodiscard]] std::size_t busy() const;

private:
  bool grow();
  void work(std::list<std::thread>::iterator self);

  limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::condition_variable fewer_;
  std::deque<std::function<void()>> jobs_;
  std::list<std::thread> threads_;
  std::list<std::thread> ended_; ///< to be joined
  std::size_t idle_ = 0;
  bool finished_ = false;
};

} // namespace tradeeon::http
