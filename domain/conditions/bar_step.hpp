// What an evaluation tells those who act on it: plain data, shared read-only.
#pragma once

#include "domain/conditions/condition.hpp"
#include "domain/conditions/truth.hpp"
#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon {

/// Names a condition within one symbol's graph; stable while it is in use.
using condition_index = std::uint32_t;

/// Names a condition, or a combination of conditions, within one symbol's graph.
using truth_index = std::uint32_t;
/// Set in the indexes of combinations.
inline constexpr truth_index combination_bit = 0x8000'0000U;

[[nodiscard]] constexpr bool is_combination(truth_index x) noexcept {
  return (x & combination_bit) != 0;
}

struct truth_change {
  truth_index which = 0;
  truth now = truth::unknown;
};

struct dated_bar {
  timeframe base = timeframe::m1;
  candle bar;
};

/// What one operand read: its value, the value one home bar before, and the
/// open time of the bar it was read from.
struct operand_reading {
  double now = 0;
  double previous = 0;
  time_ms bar_time = 0;
};

/// One instant of a symbol: the bars that closed in it (lowest timeframe
/// first), or one update of forming bars, and what that made of the truths.
struct bar_step {
  time_ms at = 0; ///< the bars' close time, or the update time of forming ones
  std::vector<dated_bar> closed;
  /// Bars that are still forming and that `tentative` was computed on.
  std::vector<dated_bar> forming;
  /// Truths on closed bars, where they changed: of conditions, and of those
  /// combinations that somebody asked for.
  std::vector<truth_change> changes;
  /// Truths on the forming bars, of what is used in intrabar modes.
  std::vector<truth_change> tentative;
  std::vector<operand_reading> readings;           ///< by operand slot, on closed bars
  std::vector<operand_reading> tentative_readings; ///< the same on the forming bars
};

/// One operand as an evaluation result shows it.
struct operand_view {
  std::int32_t slot = -1; ///< index into the readings; -1: the constant
  double number = 0;
};

/// A condition as its users see it.
struct condition_view {
  condition_index index = 0;
  std::string id;
  std::string text; ///< canonical text
  comparison how = comparison::greater;
  operand_view left;
  operand_view right;
  operand_view high;
  truth now = truth::unknown;
};

/// An expression as its users see it.
struct expression_view {
  truth_index root = 0; ///< its conditions' combination, or its only condition
  truth now = truth::unknown;
  std::vector<condition_view> parts; ///< its distinct conditions, left to right
};

} // namespace tradeeon
