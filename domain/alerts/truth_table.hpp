#pragma once

#include "domain/conditions/bar_step.hpp"

#include <vector>

namespace tradeeon {

/// One value for each condition and each combination of a graph, in two slabs.
/// What was never set is `T{}`.
template <class T>
class truth_table {
public:
  /// Grows to hold `which`.
  T& at(truth_index which) {
    auto& slab = slab_of(which);
    const auto place = static_cast<std::size_t>(which & ~combination_bit);
    if (place >= slab.size())
      slab.resize(place + 1);
    return slab[place];
  }
  /// Null where nothing was ever set.
  [[nodiscard]] T* find(truth_index which) {
    auto& slab = slab_of(which);
    const auto place = static_cast<std::size_t>(which & ~combination_bit);
    return place < slab.size() ? &slab[place] : nullptr;
  }
  [[nodiscard]] const T* find(truth_index which) const {
    return const_cast<truth_table*>(this)->find(which); // NOLINT: no state is touched
  }

private:
  std::vector<T>& slab_of(truth_index which) {
    return is_combination(which) ? combinations_ : conditions_;
  }
  std::vector<T> conditions_;
  std::vector<T> combinations_;
};

} // namespace tradeeon
