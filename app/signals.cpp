#include "app/signals.hpp"

#include "actors/journal.hpp"

#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace tradeeon {

namespace {

using std::chrono::milliseconds;

/// Without destructors: other threads are at work with what those would destroy.
/// Says why, but a log that nobody reads must not keep the process from ending.
[[noreturn]] void end_now(int code, journal::level how, const char* event,
                          const char* why) {
  std::thread{[code] {
    std::this_thread::sleep_for(std::chrono::seconds{1});
    ::_exit(code);
  }}.detach();
  journal::write(how, event, why);
  ::_exit(code);
}

} // namespace

signal_watch::signal_watch() {
  sigemptyset(&signals_);
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    sigaddset(&signals_, number);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread{[this] { watch(); }};
}

signal_watch::~signal_watch() {
  {
    const std::lock_guard guard{mutex_};
    over_ = true;
  }
  pthread_kill(thread_.native_handle(), SIGHUP); // wakes it; counts for nothing now
  thread_.join();
}

void signal_watch::watch() {
  for (;;) {
    const auto time = patience();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    timespec limit{};
    limit.tv_sec = seconds.count();
    limit.tv_nsec = std::chrono::nanoseconds{time - seconds}.count();
    const int number = sigtimedwait(&signals_, nullptr, &limit);
    const std::lock_guard guard{mutex_};
    if (over_)
      return;
    if (number > 0)
      on_signal(number);
    else if (ending_ && clock::now() >= deadline_)
      end_now(1, journal::level::err, "node.end_overdue",
              "stopping took too long; ending at once");
  }
}

milliseconds signal_watch::patience() {
  constexpr milliseconds ordinary{3'600'000};
  constexpr milliseconds step{50};
  const std::lock_guard guard{mutex_};
  return ending_ ? step : ordinary;
}

/// Under the lock.
void signal_watch::on_signal(int number) {
  if (number == SIGHUP) {
    reload_asked_ = true;
  } else if (!begun_) {
    end_now(0, journal::level::info, "node.end", "asked to end before it was ready");
  } else if (end_asked_ || ending_) {
    constexpr int by_signal = 128; // as a shell tells it
    end_now(by_signal + number, journal::level::warn, "node.end_again",
            "asked to end again; ending at once");
  } else {
    end_asked_ = true;
  }
  changed_.notify_all();
}

void signal_watch::begin() {
  const std::lock_guard guard{mutex_};
  begun_ = true;
}

asked signal_watch::wait(milliseconds time) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, time,
                    [this] { return reload_asked_ || (end_asked_ && !ending_); });
  if (end_asked_)
    return asked::end;
  if (!reload_asked_)
    return asked::nothing;
  reload_asked_ = false;
  return asked::reload;
}

void signal_watch::end_within(milliseconds time) {
  {
    const std::lock_guard guard{mutex_};
    ending_ = true;
    deadline_ = clock::now() + time;
  }
  pthread_kill(thread_.native_handle(), SIGHUP); // so that it looks at the deadline
}

} // namespace tradeeon
