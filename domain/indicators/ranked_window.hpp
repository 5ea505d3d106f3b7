// The last n values in the order of their size, with sums: O(log n) a value.
#pragma once

#include "domain/support/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tradeeon {

/// How many values lie at or below a limit, and their sum; the same of those above.
struct parted_sums {
  double count_below = 0;
  double sum_below = 0;
  double count_above = 0;
  double sum_above = 0;
};

/// A treap over a ring of values: each value is a node, its place in the ring is its
/// name. Sums are made anew on the way up from each change, so that nothing drifts.
/// Allocates in its constructor only.
class ranked_window {
public:
  explicit ranked_window(std::size_t length);

  /// True once `length` values have been pushed.
  [[nodiscard]] bool full() const noexcept { return held_ == nodes_.size(); }
  /// The value that the next push displaces; meaningless before it is full.
  [[nodiscard]] double leaving() const noexcept { return nodes_[next_].value; }
  void push(double x) noexcept;
  /// The values parted at a limit.
  [[nodiscard]] parted_sums part(double limit) const noexcept;

  void save(byte_writer& out) const;
  void load(byte_reader& in);

private:
  static constexpr std::uint32_t none = 0xffff'ffffU;
  struct node {
    double value = 0;
    double sum = 0; ///< of the subtree
    std::uint32_t count = 0;
    std::uint32_t left = none;
    std::uint32_t right = none;
  };
  struct halves {
    std::uint32_t low;
    std::uint32_t high;
  };
  /// A node's priority: its place, mixed; the shape is as good as by chance.
  [[nodiscard]] static std::uint64_t priority(std::uint32_t place) noexcept;
  [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const noexcept;
  void sum_up(std::uint32_t at) noexcept;
  halves split(std::uint32_t at, std::uint32_t by) noexcept;
  std::uint32_t merge(std::uint32_t low, std::uint32_t high) noexcept;
  std::uint32_t insert(std::uint32_t at, std::uint32_t fresh) noexcept;
  std::uint32_t erase(std::uint32_t at, std::uint32_t gone) noexcept;

  std::vector<node> nodes_; ///< by place in the ring
  std::uint32_t root_ = none;
  std::uint32_t next_ = 0;
  std::size_t held_ = 0;
};

} // namespace tradeeon
