#pragma once

#include "actors/context.hpp"
#include "domain/conditions/graph.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

using snapshot_ptr = std::shared_ptr<const storage::symbol_snapshot>;

[[nodiscard]] peer_candles to_candles(const storage::peer_series& from);

/// Plain logic of a symbol's evaluation around its condition graph.
class symbol_evaluation {
public:
  symbol_evaluation(const storage::symbol_snapshot& from, std::size_t history,
                    std::uint32_t checkpoint_every);

  /// What is to be asked of other symbols before a batch can be evaluated.
  [[nodiscard]] std::vector<peer_ask> asks(const candle_batch& batch) const;
  /// Candles of another symbol that is read; those that closed by `until` are taken.
  void offer(const std::string& peer, timeframe base, const std::vector<candle>& bars,
             time_ms until);
  /// The other symbols that `wanted` reads and the graph does not know.
  [[nodiscard]] std::vector<std::string>
  unknown_peers(const std::vector<watch_request>& wanted) const;
  /// Their candles, before they are read.
  void hold(const peer_candles& from) { graph_.hold_peer(from); }

  /// Evaluates a batch. Candles of another timeframe than the symbol's base are
  /// refused; those not newer than the newest closed one count as duplicates.
  step_batch apply(const candle_batch& batch);

  /// A problem if a text can't be read; then nothing was added.
  result<std::vector<watched_question>> watch(const std::vector<watch_request>& wanted);
  void release(const std::vector<watch_release>& gone);
  void prune() { graph_.prune(); }

  /// Why nothing can be known on bars of `base`, or by `expression` (in text form;
  /// may be empty) of other symbols; empty where something can.
  [[nodiscard]] std::string blind_reason(timeframe base,
                                         const std::string& expression) const;
  [[nodiscard]] const condition_graph& graph() const noexcept { return graph_; }

private:
  void restore(const storage::symbol_snapshot& from, std::size_t history);
  [[nodiscard]] std::string wrong_base(timeframe base) const;
  void take(const candle& bar, step_batch& out);
  void note_peers(const std::vector<condition_graph::peer_state>& before,
                  time_ms before_at, step_batch& out);

  condition_graph graph_;
  std::uint32_t checkpoint_every_;
  std::uint32_t bars_since_checkpoint_ = 0;
  candle last_forming_; ///< the newest update taken
  /// Candles of other symbols that were offered and are not committed.
  std::map<std::string, std::vector<candle>> offered_;
  bool told_of_revision_ = false;
};

struct symbol_evaluator_state {
  static inline const char* name = "tradeeon.symbol_evaluator";
  symbol_evaluator_state() = default;
  ~symbol_evaluator_state();
  context_ptr context;
  std::unique_ptr<symbol_evaluation> logic;
  tenure right;
  std::int64_t counted_conditions = 0; ///< this symbol's part of the gauge
  /// What changes or depends on the set of conditions, in order: reading a symbol for
  /// the first time takes a look into the store.
  std::deque<std::function<void()>> turns;
  bool turn_under_way = false;
  caf::response_promise waiting; ///< of the batch that waits for other symbols
};

/// Evaluates one symbol's conditions, each once per bar, by `right`. Answers:
///   candle_batch → ingest_receipt   (from the store, by way of the runner)
///   watch [watch_request] → [watched_question] · release [watch_release]
///   prune · settle → settle   after all that was asked before
///   blind tf expression → text
/// Before a batch it asks the router for the candles of the other symbols it reads.
caf::behavior symbol_evaluator(caf::stateful_actor<symbol_evaluator_state>* self,
                               context_ptr context, snapshot_ptr from, caf::actor runner,
                               tenure right);

} // namespace tradeeon
