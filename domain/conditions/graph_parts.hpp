// The pieces a condition graph is made of; private to domain/conditions.
#pragma once

#include "domain/conditions/bar_step.hpp"
#include "domain/conditions/threshold_index.hpp"
#include "domain/indicators/indicator.hpp"
#include "domain/market/resampler.hpp"
#include "domain/market/ring.hpp"
#include "domain/support/numbers.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
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
  std::uint32_t market = 0; ///< whose bars it lives on
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
  /// Samples of other timeframes that lie between it and the bars: after how many
  /// rounds of an instant it can be computed.
  std::uint8_t level = 0;
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

/// Nodes in the order in which they are computed.
struct node_list {
  /// Inputs before their readers; -1 where one has gone.
  std::vector<int> all;
  std::size_t gone = 0; ///< how many of `all` are -1
};

/// One timeframe of a symbol: its bars and what lives on them.
struct frame {
  explicit frame(std::size_t history) : bars(history) {}
  std::optional<resampler> builder; ///< higher than the base
  ring<candle> bars;
  node_list nodes;                ///< those of level 0
  std::vector<node_list> later;   ///< those of the levels from 1
  std::vector<int> slots;         ///< at home here
  std::vector<int> indexed_slots; ///< those of `slots` with thresholds
  std::vector<other_condition> others;
  std::size_t conditions = 0; ///< in `others` and in the slots' indexes
};

/// The bars of one symbol, and how far they have been taken in. The first of a
/// graph's is its home; the others are read by it.
struct market {
  market(std::string name, std::size_t history) : symbol(std::move(name)) {
    frames.reserve(timeframe_count);
    for (std::size_t i = 0; i < timeframe_count; ++i)
      frames.emplace_back(history);
  }
  [[nodiscard]] frame& of(timeframe tf) { return frames[static_cast<std::size_t>(tf)]; }
  [[nodiscard]] const frame& of(timeframe tf) const {
    return frames[static_cast<std::size_t>(tf)];
  }
  void set_base(timeframe x);
  /// Close of the newest base bar taken in; -1 before the first.
  [[nodiscard]] time_ms taken_until() const {
    return newest < 0 ? -1 : bar_close(*base, newest);
  }
  /// True where the newest bar of `tf` is the one that had to have closed by `at`.
  [[nodiscard]] bool fresh(timeframe tf, time_ms at) const {
    const auto& bars = of(tf).bars;
    return !bars.empty() && bar_close(tf, bars[0].open_time) == bar_open(tf, at);
  }
  /// When a bar held was known to be complete: at its close, or with the first
  /// base bar after a hole at its end.
  [[nodiscard]] time_ms known_at(timeframe tf, const candle& bar) const;
  /// Higher bars that ended before a base bar opens, by when they closed.
  [[nodiscard]] std::map<time_ms, std::vector<dated_bar>> ended_before(time_ms open_time);
  /// The bars that a base bar closes, the base bar first.
  void close_with(const candle& bar, std::vector<dated_bar>& out);
  /// Takes the bars that were complete by `until`, and forms higher ones further.
  void hold(const std::vector<std::pair<timeframe, std::vector<candle>>>& history,
            time_ms until);

  std::string symbol; ///< empty: the place is free
  std::optional<timeframe> base;
  time_ms newest = -1; ///< open time of the newest closed base bar
  std::vector<frame> frames;
  std::deque<candle> waiting; ///< closed base bars that are still to come
  std::uint32_t users = 0;    ///< nodes that live here
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
