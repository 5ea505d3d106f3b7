#pragma once

#include "domain/conditions/condition.hpp"
#include "domain/conditions/truth.hpp"

#include <string>
#include <vector>

namespace tradeeon {

/// A tree of conditions: what an alert asks.
struct expression {
  enum class kind : std::uint8_t {
    leaf, ///< one condition
    all,  ///< and
    any,  ///< or
    none, ///< not; exactly one part
    /// True while at least `count` parts are true.
    at_least,
    /// Two parts: true on the home bar on which the second becomes true, if the
    /// first was true on that bar or on one of the `count` home bars before.
    then,
  };
  kind what = kind::leaf;
  condition leaf;
  std::vector<expression> parts;
  int count = 0; ///< of at_least: 1 to the number of parts; of then: 0 to 5000
};

[[nodiscard]] expression leaf_of(condition x);
/// `all` or `any` of the parts; a single part stands for itself.
[[nodiscard]] expression combine(expression::kind what, std::vector<expression> parts);

/// `count` of the parts.
[[nodiscard]] expression at_least(int count, std::vector<expression> parts);
/// `first`, then `second` within `bars` home bars.
[[nodiscard]] expression then_within(expression first, expression second, int bars);

/// The same question with conditions normalised, groups of the same kind merged,
/// what is asked twice asked once, and no doubled not.
[[nodiscard]] expression simplified(const expression& x);

/// Every condition of the tree, normalised, left to right, duplicates once.
[[nodiscard]] std::vector<condition> conditions_of(const expression& x);

/// Text form; a leaf away from the home (symbol, timeframe) says so (`@ 1h`).
/// `parse_expression` with the same home reads it back to an equal tree.
[[nodiscard]] std::string print(const expression& x, timeframe home);

/// Most conditions, nesting levels and characters one expression may have.
inline constexpr std::size_t max_expression_conditions = 64;
inline constexpr std::size_t max_expression_depth = 16;
inline constexpr std::size_t max_expression_length = 8'192;
/// Most values that an expression may keep in memory: the lengths of all its
/// windows, offsets and look-backs together.
inline constexpr std::size_t max_expression_cost = 100'000;

/// What an expression is held against that limit with.
[[nodiscard]] std::size_t cost_of(const expression& x);
/// Nesting levels: 0 for a single condition.
[[nodiscard]] std::size_t depth_of(const expression& x);

} // namespace tradeeon
