#include "http/server/crew.hpp"

#include <system_error>

namespace tradeeon::http {

bool crew::take(std::function<void()> job) {
  std::list<std::thread> ended;
  {
    const std::lock_guard lock(mutex_);
    if (finished_)
      return false;
    const bool may_grow = threads_.size() < limits_.threads;
    if (jobs_.size() >= idle_ && !may_grow && jobs_.size() >= limits_.queue)
      return false;
    jobs_.push_back(std::move(job));
    if (jobs_.size() > idle_ && may_grow && !grow() && threads_.empty()) {
      jobs_.pop_back();
      return false;
    }
    ended.swap(ended_);
  }
  more_.notify_one();
  for (auto& one : ended)
    one.join();
  return true;
}

bool crew::grow() {
  const auto self = threads_.emplace(threads_.end());
  try {
    *self = std::thread([this, self] { work(self); });
  } catch (const std::system_error&) {
    threads_.erase(self); // the system has no thread left; those at work go on
    return false;
  }
  return true;
}

void crew::work(std::list<std::thread>::iterator self) {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    const bool called =
      more_.wait_for(lock, limits_.idle, [&] { return !jobs_.empty() || finished_; });
    --idle_;
    if (jobs_.empty()) {
      if (called || threads_.size() > 1 || finished_)
        break;
      continue; // the last one stays: the next request comes sooner or later
    }
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr; // what it holds ends outside the lock
    lock.lock();
  }
  ended_.splice(ended_.end(), threads_, self);
  fewer_.notify_all();
}

void crew::finish() {
  std::list<std::thread> ended;
  {
    std::unique_lock lock(mutex_);
    finished_ = true;
    more_.notify_all();
    fewer_.wait(lock, [&] { return threads_.empty(); });
    ended.swap(ended_);
  }
  for (auto& one : ended)
    one.join();
}

bool crew::crowded() const {
  const std::lock_guard lock(mutex_);
  return !jobs_.empty() || (threads_.size() - idle_) * 2 > limits_.threads;
}

std::size_t crew::busy() const {
  const std::lock_guard lock(mutex_);
  return threads_.size() - idle_;
}

} // namespace tradeeon::http
