#pragma once

#include "domain/conditions/bar_step.hpp"
#include "domain/conditions/graph_parts.hpp"
#include "domain/conditions/truth_net.hpp"
#include "domain/market/candle_history.hpp"
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
/// begins when it is added.
///
/// Conditions may read other symbols, its *peers*. Their closed candles are
/// offered; each is taken in before the first step at or after its close, so that a
/// step at t sees what had closed by t. A peer's series has a value at t only where
/// its newest bar is the one that had to have closed by t. Not thread-safe.
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
  void set_base(timeframe base) { home().set_base(base); }
  [[nodiscard]] std::optional<timeframe> base() const noexcept { return home().base; }
  /// Open time of the newest closed base candle; -1 before the first.
  [[nodiscard]] time_ms newest() const noexcept { return home().newest; }

  /// Applies a closed base candle newer than `newest()`. Appends one step for
  /// each instant: higher bars that ended in a gap before it, then its own.
  void advance(const candle& bar, std::vector<bar_step>& out);
  /// Takes steps back that nobody needs any more and leaves the list empty; the
  /// next bars use their memory.
  void take_back(std::vector<bar_step>& done);
  /// Into a graph with a base and nothing else: the bars that had closed by `until`,
  /// where the feed goes on. What is added later is computed over them.
  void hold(const candle_history& history, time_ms until);
  /// Counts a base bar as seen without evaluating it: it stays a gap.
  void pass_over(time_ms open_time) noexcept { home().newest = open_time; }
  /// What is in intrabar use would be on a forming base candle; changes nothing.
  [[nodiscard]] bar_step preview(const candle& forming) const;

  /// The newest closed bar of a timeframe; nothing before the first.
  [[nodiscard]] std::optional<candle> last_bar(timeframe base) const;

  // -- other symbols -------------------------------------------------------------

  /// How far a peer's candles have been taken in.
  struct peer_state {
    std::string symbol;
    std::optional<timeframe> base; ///< nothing: none was ever offered
    time_ms newest = -1;           ///< open time of the newest bar taken in
  };
  /// The peers that are read, in no order.
  [[nodiscard]] std::vector<peer_state> peers() const;
  [[nodiscard]] bool has_peers() const noexcept { return markets_.size() > 1; }
  [[nodiscard]] std::optional<peer_state> peer(const std::string& symbol) const;
  /// Takes a peer that nobody reads yet, with those of its candles that had closed by
  /// the newest step's time; what is added later is computed over them.
  void hold_peer(const peer_candles& from);
  /// The same up to a time, before the first step.
  void hold_peer(const peer_candles& from, time_ms until);
  /// A closed candle of a peer. False, and nothing is taken, where nobody reads that
  /// symbol, it is fed with another timeframe, or the candle is not newer than those
  /// before it.
  bool offer(const std::string& peer, timeframe base, const candle& bar);
  /// Forgets the peers that nobody reads.
  void drop_unread_peers();
  /// Why a condition can't be known at the newest step as far as other symbols go;
  /// empty where they are all there.
  [[nodiscard]] std::string missing_peer(const condition& x) const;

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
  result<void> restore(std::string_view checkpoint, const candle_history& history,
                       const std::vector<peer_candles>& peers = {});

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
  /// Whose bars of which length.
  struct spot {
    std::uint32_t market = 0;
    timeframe base = timeframe::m1;
  };
  std::uint32_t ensure_market(const std::string& symbol);
  [[nodiscard]] std::uint32_t find_market(const std::string& symbol) const;
  [[nodiscard]] spot spot_of(const series_expression& x, spot reader);
  [[nodiscard]] std::string key_of(spot at, const std::string& text) const;
  int ensure_node(const series_expression& x, spot at);
  int ensure_sample(const series_expression& x, spot from, spot at);
  graph::tap ensure_tap(const series_ptr& x, spot at);
  graph::tap ensure_input(const series_expression& x, spot at);
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
  void replay(const std::vector<graph::market>& bars);
  [[nodiscard]] std::string text_of(const graph::item& x) const;

  result<void> restore_peers(byte_reader& in, const std::vector<peer_candles>& bars);
  result<void> restore_parts(byte_reader& in);
  void restore_net(byte_reader& in, const std::vector<condition_index>& saved);

  // evaluation
  graph::market& home() { return markets_.front(); }
  [[nodiscard]] const graph::market& home() const { return markets_.front(); }
  graph::frame& frame_of(timeframe base) { return home().of(base); }
  [[nodiscard]] const graph::frame& frame_of(timeframe base) const {
    return home().of(base);
  }
  [[nodiscard]] graph::node_list& list_of(const graph::node& n);
  /// False where a series of another symbol lacks the bar that had to be there.
  [[nodiscard]] bool readable(const graph::node& from, time_ms at) const {
    return from.market == 0 || markets_[from.market].fresh(from.base, at);
  }
  [[nodiscard]] double read(const graph::tap& x) const {
    return x.node < 0 ? 0 : nodes_[static_cast<std::size_t>(x.node)].out[x.output];
  }
  /// A price, a number or two series combined: what needs no state.
  [[nodiscard]] static double computed(const graph::node& n, const candle& bar,
                                       double first, double second);
  void commit_bars(std::uint32_t market, time_ms at, const std::vector<dated_bar>& bars);
  void commit_nodes(const graph::node_list& nodes, const candle& bar, time_ms at);
  void commit_slots(timeframe base, time_ms at);
  void catch_up(time_ms at);
  void take_peer_bar(std::uint32_t market, const candle& bar);
  void note_reading(int which);
  [[nodiscard]] bar_step empty_step();
  void close_at(time_ms at, bar_step step, std::vector<bar_step>& out);
  void evaluate(timeframe base, std::vector<truth_change>& changes);
  [[nodiscard]] truth evaluate(const graph::other_condition& x) const;
  [[nodiscard]] truth evaluate_movement(comparison how, int bars, int slot,
                                        double percent) const;
  void preview_nodes(const graph::node_list& nodes, const candle& bar, time_ms at,
                     std::vector<output_values>& outputs) const;
  void preview_slots(const std::vector<output_values>& outputs, time_ms at,
                     bar_step& step) const;
  void preview_truths(bar_step& step) const;
  [[nodiscard]] truth evaluate_forming(const graph::item& x, const bar_step& step) const;

  std::string symbol_;
  std::size_t history_;
  std::vector<graph::market> markets_; ///< the home first
  std::uint8_t deepest_ = 0;           ///< the highest level that a node ever had
  time_ms at_ = -1;                    ///< of the newest step
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
