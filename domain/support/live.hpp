#pragma once

#include <memory>
#include <utility>

namespace tradeeon {

/// A value that is replaced as a whole while others read it: settings that may
/// change while the process runs. Thread-safe; whoever took a value keeps it
/// unchanged for as long as they hold it.
template <class T>
class live {
public:
  explicit live(T first = {}) : now_(std::make_shared<const T>(std::move(first))) {}
  live(const live&) = delete;
  live& operator=(const live&) = delete;

  [[nodiscard]] std::shared_ptr<const T> get() const { return std::atomic_load(&now_); }
  void set(T next) {
    std::atomic_store(&now_, std::make_shared<const T>(std::move(next)));
  }

private:
  std::shared_ptr<const T> now_; ///< by the atomic functions only
};

} // namespace tradeeon
