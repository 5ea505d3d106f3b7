#pragma once

#include "domain/conditions/bar_step.hpp"

#include <absl/container/btree_set.h>

namespace tradeeon {

/// What a slot read on the last three of its bars; NaN where there is no value.
struct recent_values {
  double now;
  double previous;
  double older;
};

/// The conditions that compare one operand with a constant, in the order of the
/// constants: a new value decides all of them, and touches only those whose
/// constant it has passed. Adding and removing take O(log n).
class threshold_index {
public:
  /// One condition; `turned`: the constant is its left side.
  struct entry {
    double threshold;
    condition_index which;
    comparison how;
    bool turned;
  };

  /// True for the comparisons that an index can hold (orders and crosses).
  [[nodiscard]] static bool holds(comparison how) noexcept;

  /// Preconditions: `holds(x.how)`, `x.threshold` is not NaN.
  void add(const entry& x);
  /// `x` as it was added.
  void remove(const entry& x);
  [[nodiscard]] bool empty() const noexcept { return levels_.empty() && turns_.empty(); }

  /// Calls `on_truth(which, truth)` for at least every condition whose truth is
  /// another than it was one bar before.
  template <class OnTruth>
  void visit(const recent_values& x, OnTruth on_truth) const {
    const auto report = [&](const entry& e) { on_truth(e.which, truth_of(e, x)); };
    // The constant of a level that changed lies between the last two values; a
    // cross also ends one bar later.
    visit_between(levels_, hull_of_levels(x), report);
    visit_between(turns_, hull_of_turns(x), report);
  }

  [[nodiscard]] static truth truth_of(const entry& e, const recent_values& x) noexcept;

private:
  struct by_threshold {
    bool operator()(const entry& a, const entry& b) const noexcept {
      return a.threshold < b.threshold ||
             (a.threshold == b.threshold && a.which < b.which);
    }
  };
  using sorted = absl::btree_set<entry, by_threshold>;
  /// Both ends included; none where `low > high`.
  struct range {
    double low;
    double high;
  };

  [[nodiscard]] static range hull_of_levels(const recent_values& x) noexcept;
  [[nodiscard]] static range hull_of_turns(const recent_values& x) noexcept;
  [[nodiscard]] static bool is_turn(comparison how) noexcept;

  template <class Report>
  static void visit_between(const sorted& all, const range& within, Report report) {
    if (all.empty() || within.low > within.high)
      return;
    auto at = all.lower_bound({within.low, 0, comparison::less, false});
    for (; at != all.end() && at->threshold <= within.high; ++at)
      report(*at);
  }

  sorted levels_;
  sorted turns_; ///< crosses
};

} // namespace tradeeon
