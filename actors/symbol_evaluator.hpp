#pragma once

#include "actors/context.hpp"
#include "domain/conditions/graph.hpp"

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

using snapshot_ptr = std::shared_ptr<const storage::symbol_snapshot>;

/// Plain logic of a symbol's evaluation around its condition graph.
class symbol_evaluation {
public:
  symbol_evaluation(const storage::symbol_snapshot& from, std::size_t history,
                    std::uint32_t checkpoint_every);

  /// Evaluates a batch. Candles of another timeframe than the symbol's base are
  /// refused; those not newer than the newest closed one count as duplicates.
  step_batch apply(const candle_batch& batch);

  /// A problem if a text can't be read; then nothing was added.
  result<std::vector<watched_question>> watch(const std::vector<watch_request>& wanted);
  void release(const std::vector<watch_release>& gone);
  void prune() { graph_.prune(); }

  /// Why nothing can be known on bars of `base`; empty where something can.
  [[nodiscard]] std::string blind_reason(timeframe base) const;
  [[nodiscard]] const condition_graph& graph() const noexcept { return graph_; }

private:
  void restore(const storage::symbol_snapshot& from, std::size_t history);
  [[nodiscard]] std::string wrong_base(timeframe base) const;
  void take(const candle& bar, step_batch& out);

  condition_graph graph_;
  std::uint32_t checkpoint_every_;
  std::uint32_t bars_since_checkpoint_ = 0;
  candle last_forming_; ///< the newest update taken
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
};

/// Evaluates one symbol's conditions, each once per bar, by `right`. Answers:
///   candle_batch → ingest_receipt   (from the store, by way of the runner)
///   watch [watch_request] → [watched_question] · release [watch_release]
///   prune · settle → settle · blind tf → text
caf::behavior symbol_evaluator(caf::stateful_actor<symbol_evaluator_state>* self,
                               context_ptr context, snapshot_ptr from, caf::actor runner,
                               tenure right);

} // namespace tradeeon
