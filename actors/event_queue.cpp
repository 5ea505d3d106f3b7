#include "actors/engine_api.hpp"

#include <algorithm>

namespace tradeeon {

bool event_queue::push(std::shared_ptr<const live_event> event) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_)
      return false;
    if (events_.size() >= capacity_) {
      if (event->seq == 0)
        return false;
      const auto bar = std::find_if(events_.begin(), events_.end(),
                                    [](const auto& x) { return x->seq == 0; });
      if (bar == events_.end()) {
        closed_ = true;
        ready_.notify_all();
        return false;
      }
      events_.erase(bar);
    }
    events_.push_back(std::move(event));
  }
  ready_.notify_one();
  return true;
}

std::shared_ptr<const live_event> event_queue::pop(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  ready_.wait_for(lock, timeout, [&] { return !events_.empty() || closed_; });
  if (events_.empty())
    return nullptr;
  auto first = std::move(events_.front());
  events_.pop_front();
  return first;
}

void event_queue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  ready_.notify_all();
}

bool event_queue::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

} // namespace tradeeon
