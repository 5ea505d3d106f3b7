// The pieces a condition graph is made of; private to domain/conditions.
#pragma once

#include "domain/conditions/bar_step.hpp"
#include "domain/conditions/threshold_index.hpp"
#include "domain/indicators/indicator.hpp"
#include "domain/market/resampler.hpp"
#include "domain/market/ring.hpp"
#include "domain/support/numbers.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tradeeon::graph {

inline output_values nothing() {
  output_values out;
  out.fill(no_value);
  return out;
}

/// The output of a node: where a series is read.
struct tap {
  int node = -1; ///< -1: the bar
  std::size_t output = 0;
};

/// A series of values on one timeframe: a price, an indicator's outputs, another
/// series some bars ago, or two combined. Equal ones exist once.
struct node {
  // First what every bar touches: a symbol may have thousands of these.
  timeframe base = timeframe::m1;
  series_expression::kind what = series_expression::kind::price;
  price_source source = price_source::close;
  std::uint8_t outputs = 1; ///< how many of `out` are in use
  tap first;                ///< what it reads
  tap second;
  std::unique_ptr<indicator> computation;
  output_values out = nothing();
  output_values before = nothing(); ///< outputs one closed bar earlier
  double number = 0;
  int offset = 0;    ///< lag: how many bars
  ring<double> past; ///< lag: the newest offset + 1 values of the input
  std::string key;
  std::uint32_t users = 0;
  std::size_t place = 0; ///< in its frame's list

  node() : past(1) {}
};

/// An operand read at the closes of a home timeframe: keeps the values there,
/// so that "one bar before" means one home bar before, whatever the operand's
/// own timeframe.
struct slot {
  // First what every bar touches.
  int from = -1;
  int offset = 0;
  std::size_t output = 0;
  double scale = 1;
  double shift = 0;
  ring<double> values;
  double older = no_value; ///< the value before `previous()`
  time_ms bar_time = 0;
  threshold_index thresholds; ///< the conditions that compare it with a constant
  std::string text;           ///< the operand's
  std::string key;
  timeframe home = timeframe::m1;
  std::uint32_t users = 0;
  std::size_t place = 0;         ///< in its frame's list
  std::size_t indexed_place = 0; ///< in its frame's `indexed_slots`

  slot() : values(2) {}
  [[nodiscard]] double value(double x) const { return x * scale + shift; }
  [[nodiscard]] double now() const { return values.empty() ? no_value : values[0]; }
  [[nodiscard]] double previous() const {
    return values.size() < 2 ? no_value : values[1];
  }
};

/// One distinct condition, as small as can be: a symbol may have a million. Its
/// text is made from its operands' when somebody asks.
struct item {
  operand_view left;
  operand_view right;
  operand_view high;
  std::uint32_t users = 0;
  std::uint32_t place = 0; ///< in its frame's `others`, where it is there
  std::int16_t bars = 0;
  timeframe base = timeframe::m1;
  comparison how = comparison::greater;
  bool in_use = false;
};

/// A condition that no index decides, with all that evaluating it takes.
struct other_condition {
  condition_index which = 0;
  comparison how = comparison::greater;
  std::int16_t bars = 0;
  operand_view left;
  operand_view right;
  operand_view high;
};

/// One timeframe of the symbol: its bars and what lives on them.
struct frame {
  explicit frame(std::size_t history) : bars(history) {}
  std::optional<resampler> builder; ///< higher than the base
  ring<candle> bars;
  /// Inputs before their readers; -1 where one has gone.
  std::vector<int> nodes;
  std::size_t gone = 0;           ///< how many of `nodes` are -1
  std::vector<int> slots;         ///< at home here
  std::vector<int> indexed_slots; ///< those of `slots` with thresholds
  std::vector<other_condition> others;
  std::size_t conditions = 0; ///< in `others` and in the slots' indexes
};

/// Takes the element at `place` out; the last one fills the gap and is returned,
/// where there is one.
template <class T>
const T* take_out(std::vector<T>& from, std::size_t place) {
  from[place] = from.back();
  from.pop_back();
  return place < from.size() ? &from[place] : nullptr;
}

} // namespace tradeeon::graph
