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
  };
  kind what = kind::leaf;
  condition leaf;
  std::vector<expression> parts;
};

[[nodiscard]] expression leaf_of(condition x);
/// `all` or `any` of the parts; a single part stands for itself.
[[nodiscard]] expression combine(expression::kind what, std::vector<expression> parts);

/// Every condition of the tree, normalised, left to right, duplicates once.
[[nodiscard]] std::vector<condition> conditions_of(const expression& x);

/// Text form; a leaf away from the home (symbol, timeframe) says so (`@ 1h`).
/// `parse_expression` with the same home reads it back to an equal tree.
[[nodiscard]] std::string print(const expression& x, timeframe home);

/// Most conditions, nesting levels and characters one expression may have.
inline constexpr std::size_t max_expression_conditions = 64;
inline constexpr std::size_t max_expression_depth = 16;
inline constexpr std::size_t max_expression_length = 8'192;

} // namespace tradeeon
