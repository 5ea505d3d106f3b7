#pragma once

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace tradeeon {

/// What an operator may ask a running process for.
enum class asked : unsigned char { nothing, reload, end };

/// Takes SIGTERM, SIGINT (end) and SIGHUP (reload) on a thread of its own. They
/// are blocked for the thread that makes the watch and for all that it starts
/// afterwards, so make it before any other thread. Nothing is left to the
/// signals' default actions, which the kernel withholds from process 1 of a
/// container.
///
/// Whatever was acknowledged is durable, so ending at once is always safe: that
/// is what a first SIGTERM does before `begin`, and a second one at any time.
class signal_watch {
public:
  signal_watch();
  ~signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

  /// From now on a signal to end is handed out by `wait`.
  void begin();
  /// What has been asked for and not been handed out, as soon as there is
  /// something or `time` is over.
  [[nodiscard]] asked wait(std::chrono::milliseconds time);
  /// The process is ending: it does so at once, with exit code 1, when `time` is
  /// over or another signal comes (128 and its number).
  void end_within(std::chrono::milliseconds time);

private:
  using clock = std::chrono::steady_clock;

  void watch();
  void on_signal(int number);
  [[nodiscard]] std::chrono::milliseconds patience();

  sigset_t signals_{};
  std::mutex mutex_; ///< guards what follows
  std::condition_variable changed_;
  bool begun_ = false;
  bool end_asked_ = false;
  bool reload_asked_ = false;
  bool ending_ = false;
  bool over_ = false;
  clock::time_point deadline_{};
  std::thread thread_;
};

} // namespace tradeeon
