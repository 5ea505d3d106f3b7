#pragma once

#include "domain/conditions/bar_step.hpp"
#include "domain/conditions/graph_parts.hpp"
#include "domain/conditions/truth_net.hpp"
#include "domain/support/bytes.hpp"
#include "domain/support/result.hpp"

#include <absl/container/flat_hash_set.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tradeeon {

/// Evaluates every distinct condition of one symbol once per bar, and every
/// distinct combination of them once per change.
///
/// Equal sub-expressions exist once, whoever asks for them. Higher timeframes
/// are built from the base candles; nothing ever reads a bar before it was
/// available. A condition added later is computed over the bars still held, so
/// that it knows at once what an older one knows; what `A then B` remembers
/// begins when it is added. Not thread-safe.
class condition_graph {
public:
  /// `history`: closed bars held per timeframe.
  condition_graph(std::string symbol, std::size_t history);

  [[nodiscard]] const std::string& symbol() const noexcept { return symbol_; }

  // -- conditions --------------------------------------------------------------

  /// Counts one more user of a condition and returns how it stands.
  /// Precondition: `check(x)` is fine.
  condition_view add(const condition& x);
  /// The same for a whole expression, whose `then` counts bars of `home`.
  expression_view add(const expression& x, timeframe home);
  /// Counts one user less; what nobody uses is dropped.
  void release(truth_index which);
  /// A user looks at it on forming bars too; undone by `release_intrabar`.
  void use_intrabar(truth_index which);
  void release_intrabar(truth_index which);
  /// Drops what a restored checkpoint brought and nobody has asked for since.
  void prune();

  [[nodiscard]] condition_view view(condition_index which) const;
  /// How a condition or a combination stands on the newest closed bars.
  [[nodiscard]] truth now(truth_index which) const { return net_.now(which); }
  /// Readings of all operands on the newest closed bars, by slot.
  [[nodiscard]] const std::vector<operand_reading>& readings() const noexcept {
    return readings_;
  }
  [[nodiscard]] std::size_t distinct_conditions() const noexcept {
    return item_by_meaning_.size();
  }
  [[nodiscard]] std::size_t combinations() const noexcept { return net_.size(); }
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
  /// Into a graph with a base and nothing else: the bars that had closed by `until`,
  /// where the feed goes on. What is added later is computed over them.
  void hold(const std::vector<std::pair<timeframe, std::vector<candle>>>& history,
            time_ms until);
  /// Counts a base bar as seen without evaluating it: it stays a gap.
  void pass_over(time_ms open_time) noexcept { newest_ = open_time; }
  /// What is in intrabar use would be on a forming base candle; changes nothing.
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
  /// Items by what they mean: the operands' places, not their texts.
  struct meaning_hash {
    const std::vector<graph::item>* items;
    std::size_t operator()(condition_index which) const noexcept;
  };
  struct same_meaning {
    const std::vector<graph::item>* items;
    bool operator()(condition_index a, condition_index b) const noexcept;
  };
  using meaning_set = absl::flat_hash_set<condition_index, meaning_hash, same_meaning>;

  // structure
  condition_index ensure_item(const condition& x, bool& made);
  truth_index ensure(const expression& x, timeframe home,
                     std::map<condition_index, std::size_t>& seen,
                     std::vector<condition_view>& parts);
  int ensure_node(const series_expression& x, timeframe base);
  graph::tap ensure_tap(const series_ptr& x, timeframe base);
  int ensure_slot(const operand& x, timeframe home, std::size_t depth);
  operand_view operand_of(const operand& x, timeframe home, std::size_t depth);
  int add_node(graph::node made);
  void enlist(condition_index which);
  void delist(condition_index which);
  void drop_item(condition_index which);
  void drop_operands(const graph::item& x);
  void drop_slot(int which);
  void drop_node(int which);
  void fill_from_history(const condition& x);
  [[nodiscard]] std::optional<double> remembered(const graph::slot& x,
                                                 std::size_t n) const;
  void replay(const std::vector<graph::frame>& bars);
  [[nodiscard]] std::string text_of(const graph::item& x) const;

  result<void> restore_parts(byte_reader& in);
  void restore_net(byte_reader& in, const std::vector<condition_index>& saved);

  // evaluation
  graph::frame& frame_of(timeframe base) {
    return frames_[static_cast<std::size_t>(base)];
  }
  [[nodiscard]] const graph::frame& frame_of(timeframe base) const {
    return frames_[static_cast<std::size_t>(base)];
  }
  [[nodiscard]] double read(const graph::tap& x) const {
    return x.node < 0 ? 0 : nodes_[static_cast<std::size_t>(x.node)].out[x.output];
  }
  /// A price, a number or two series combined: what needs no state.
  [[nodiscard]] static double computed(const graph::node& n, const candle& bar,
                                       double first, double second);
  void commit_bar(timeframe base, const candle& bar);
  void commit_slots(timeframe base);
  void note_reading(int which);
  [[nodiscard]] bar_step empty_step();
  void close_at(time_ms at, bar_step step, std::vector<bar_step>& out);
  void evaluate(timeframe base, std::vector<truth_change>& changes);
  [[nodiscard]] truth evaluate(const graph::other_condition& x) const;
  [[nodiscard]] truth evaluate_movement(comparison how, int bars, int slot,
                                        double percent) const;
  void preview_slots(const std::vector<output_values>& outputs, bar_step& step) const;
  void preview_truths(bar_step& step) const;
  [[nodiscard]] truth evaluate_forming(const graph::item& x, const bar_step& step) const;

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
  std::unique_ptr<std::vector<graph::item>> items_; ///< where the set below finds them
  std::vector<condition_index> free_items_;
  meaning_set item_by_meaning_;
  truth_net net_;
  std::map<truth_index, std::uint32_t> intrabar_; ///< what is in intrabar use
  // What the condition being added has brought with it.
  std::vector<int> fresh_nodes_;
  std::vector<int> fresh_slots_;
  std::vector<bar_step> spare_; ///< taken back, for their memory
  std::uint64_t evaluations_ = 0;
  bool structure_changed_ = true;
};

} // namespace tradeeon
