#pragma once

#include <cstddef>
#include <vector>

namespace tradeeon {

/// The newest `capacity` values; [0] is the newest. Memory grows with what is
/// held, up to the capacity; pushing into a full ring does not allocate.
template <class T>
class ring {
public:
  explicit ring(std::size_t capacity) : capacity_(capacity == 0 ? 1 : capacity) {}

  void push(const T& x) {
    if (items_.size() < capacity_) {
      items_.push_back(x);
      newest_ = items_.size() - 1;
      return;
    }
    newest_ = newest_ + 1 == capacity_ ? 0 : newest_ + 1;
    items_[newest_] = x;
  }

  /// n values ago; n < size().
  [[nodiscard]] const T& operator[](std::size_t n) const {
    return items_[n <= newest_ ? newest_ - n : newest_ + items_.size() - n];
  }

  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  void clear() noexcept {
    items_.clear();
    newest_ = 0;
  }

private:
  std::vector<T> items_;
  std::size_t capacity_;
  std::size_t newest_ = 0;
};

} // namespace tradeeon
