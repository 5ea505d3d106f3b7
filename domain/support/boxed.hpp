#pragma once

#include <memory>
#include <utility>

namespace tradeeon {

/// An optional value on the heap: what is absent takes one pointer. For large parts that
/// few have. Copies are deep; what was moved from is absent.
template <class T>
class boxed {
public:
  boxed() = default;
  boxed(T x) : value_(std::make_unique<T>(std::move(x))) {} // NOLINT(*-explicit-*)
  boxed(const boxed& x) : value_(x ? std::make_unique<T>(*x) : nullptr) {}
  boxed(boxed&&) noexcept = default;
  boxed& operator=(boxed x) noexcept {
    value_ = std::move(x.value_);
    return *this;
  }
  ~boxed() = default;

  T& emplace() {
    value_ = std::make_unique<T>();
    return *value_;
  }
  void reset() noexcept { value_.reset(); }

  [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }
  explicit operator bool() const noexcept { return has_value(); }
  T& operator*() { return *value_; } ///< it must be there, as for `->`
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

private:
  std::unique_ptr<T> value_;
};

} // namespace tradeeon
