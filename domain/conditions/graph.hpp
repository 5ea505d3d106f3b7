#pragma once

#include "domain/conditions/bar_step.hpp"
#include "domain/conditions/graph_parts.hpp"
#include "domain/support/bytes.hpp"
#include "domain/support/result.hpp"

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tradeeon {

/// Evaluates every distinct condition of one symbol once per bar.
///
/// Equal sub-expressions exist once, whoever asks for them. Higher timeframes
/// are built from the base candles; nothing ever reads a bar before it was
/// available. A condition added later is computed over the bars still held, so
/// that it knows at once what an older one knows. Not thread-safe.
class condition_graph {
public:
  /// `history`: closed bars held per timeframe.
  condition_graph(std::string symbol, std::size_t history);

  [[nodiscard]] const std::string& symbol() const noexcept { return symbol_; }

  // -- conditions --------------------------------------------------------------

  /// Counts one more user of a condition and returns how it stands.
  /// Precondition: `check(x)` is fine.
  condition_view add(const condition& x);
  /// Counts one user less; a condition that nobody uses is dropped.
  void release(condition_index which);
  /// A user evaluates the condition on forming bars too; undone by
  /// `release_intrabar`.
  void use_intrabar(condition_index which);
  void release_intrabar(condition_index which);
  /// Drops what a restored checkpoint brought and nobody has asked for since.
  void prune();

  [[nodiscard]] condition_view view(condition_index which) const;
  /// Readings of all operands on the newest closed bars, by slot.
  [[nodiscard]] const std::vector<operand_reading>& readings() const noexcept {
    return readings_;
  }
  [[nodiscard]] std::size_t distinct_conditions() const noexcept;
  [[nodiscard]] std::uint64_t evaluations() const noexcept { return evaluations_; }

  // -- bars --------------------------------------------------------------------

  /// The base timeframe, set once, before the first candle.
  void set_base(timeframe base);
  [[nodiscard]] std::optional<timeframe> base() const noexcept { return base_; }
  /// Open time of the newest closed base candle; -1 before the first.
  [[nodiscard]] time_ms newest() const noexcept { return newest_; }

  /// Applies a closed base candle newer than `newest()`. Appends one step for
  /// each instant: higher bars that ended in a gap before it, then its own.
  void advance(const candle& bar, std::vector<bar_step>& out);
  /// Takes steps back that nobody needs any more and leaves the list empty; the
  /// next bars use their memory.
  void take_back(std::vector<bar_step>& done);
  /// Counts a base bar as seen without evaluating it: it stays a gap.
  void pass_over(time_ms open_time) noexcept { newest_ = open_time; }
  /// What the conditions in intrabar use would be on a forming base candle;
  /// changes nothing.
  [[nodiscard]] bar_step preview(const candle& forming) const;

  /// The newest closed bar of a timeframe; nothing before the first.
  [[nodiscard]] std::optional<candle> last_bar(timeframe base) const;

  // -- checkpoints -------------------------------------------------------------

  /// True when the set of computations has changed since the last `save`: the
  /// next commit should carry a checkpoint.
  [[nodiscard]] bool structure_changed() const noexcept { return structure_changed_; }
  /// The whole state except the bars held, bit for bit.
  [[nodiscard]] std::string save();
  /// Into a fresh graph: the state that `save` gave, and the bars that were
  /// held then (those of `history` that had closed by that time). Conditions
  /// come back without users. A blob of another version is a problem, and the
  /// graph must be thrown away.
  result<void>
  restore(std::string_view checkpoint,
          const std::vector<std::pair<timeframe, std::vector<candle>>>& history);

private:
  // structure
  condition_index build(const condition& x, std::string text);
  int ensure_node(const series_expression& x, timeframe base);
  int ensure_lag(int input, std::size_t output, const std::string& text, timeframe base,
                 int offset);
  int ensure_slot(const operand& x, timeframe home, std::size_t depth);
  operand_view operand_of(const operand& x, timeframe home, std::size_t depth);
  int add_node(graph::node made);
  void enlist(condition_index which);
  void delist(condition_index which);
  void drop_condition(condition_index which);
  void drop_slot(int which);
  void drop_node(int which);
  void fill_from_history(const condition& x);
  [[nodiscard]] std::optional<double> remembered(const graph::slot& x,
                                                 std::size_t n) const;
  void replay(const std::vector<graph::frame>& bars);

  result<void> restore_parts(byte_reader& in);

  // evaluation
  graph::frame& frame_of(timeframe base) {
    return frames_[static_cast<std::size_t>(base)];
  }
  [[nodiscard]] const graph::frame& frame_of(timeframe base) const {
    return frames_[static_cast<std::size_t>(base)];
  }
  void commit_bar(timeframe base, const candle& bar);
  void commit_slots(timeframe base);
  void note_reading(int which);
  [[nodiscard]] bar_step empty_step();
  void close_at(time_ms at, bar_step step, std::vector<bar_step>& out);
  void evaluate(timeframe base, std::vector<truth_change>& changes);
  [[nodiscard]] truth evaluate(const graph::item& x) const;
  [[nodiscard]] truth evaluate(const graph::other_condition& x) const;
  [[nodiscard]] truth evaluate_trend(const graph::item& x) const;
  void preview_forming(const std::vector<dated_bar>& forming, bar_step& step) const;
  void preview_truths(const std::vector<output_values>& outputs,
                      const std::array<const candle*, timeframe_count>& bar_of,
                      bar_step& step) const;
  [[nodiscard]] truth evaluate_forming(const graph::item& x,
                                       const std::vector<operand_reading>& now) const;

  std::string symbol_;
  std::size_t history_;
  std::optional<timeframe> base_;
  time_ms newest_ = -1;
  std::vector<graph::frame> frames_; ///< by timeframe
  std::vector<graph::node> nodes_;
  std::vector<int> free_nodes_;
  std::unordered_map<std::string, int> node_by_key_;
  std::vector<graph::slot> slots_;
  std::vector<operand_reading> readings_; ///< of `slots_`, side by side
  std::vector<int> free_slots_;
  std::unordered_map<std::string, int> slot_by_key_;
  std::vector<graph::item> items_;
  std::vector<condition_index> free_items_;
  std::unordered_map<std::string, condition_index> item_by_text_;
  std::size_t intrabar_uses_ = 0; ///< of all conditions together
  // What the condition being added has brought with it.
  std::vector<int> fresh_nodes_;
  std::vector<int> fresh_slots_;
  std::vector<bar_step> spare_; ///< taken back, for their memory
  std::uint64_t evaluations_ = 0;
  bool structure_changed_ = true;
};

} // namespace tradeeon
