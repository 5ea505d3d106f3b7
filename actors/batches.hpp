// What travels along the way of a candle: feed → router → evaluator → alert
// runner → store, one message per hop and batch.
#pragma once

#include "domain/conditions/bar_step.hpp"
#include "domain/market/tagged_candle.hpp"
#include "storage/records.hpp"

#include <limits>
#include <string>
#include <vector>

namespace tradeeon {

/// Candles of one symbol and timeframe, oldest first, with their places in the
/// batch that the feed sent.
struct candle_batch {
  std::string symbol;
  timeframe base = timeframe::m1;
  std::vector<candle> candles;
  std::vector<std::uint32_t> indices;
  time_ms received_at = 0; ///< wall clock; 0: candles of the past, replayed
  /// The one candle of this batch crashed its evaluation twice: pass it over.
  bool quarantine = false;
  std::string reason; ///< of the quarantine
};

/// What the evaluator made of a batch.
struct step_batch {
  tenure right; ///< of who evaluated it
  std::string symbol;
  timeframe base = timeframe::m1;
  time_ms received_at = 0;
  time_ms watermark = -1; ///< newest closed base bar; -1: none in this batch
  std::vector<bar_step> steps;
  std::vector<storage::gap> gaps;
  std::vector<storage::quarantined_bar> quarantined;
  std::string checkpoint;                  ///< state after the last step; may be empty
  std::vector<storage::peer_series> peers; ///< as in the commit that follows
  ingest_receipt receipt;
};

/// Asks the router for another symbol's closed candles.
struct peer_ask {
  std::string home; ///< who reads them
  std::string peer;
  time_ms after = -1; ///< open time of the newest one that is known
  time_ms until = 0;  ///< those that closed by then
  bool has_base = false;
  timeframe base = timeframe::m1; ///< what the peer is fed with, where that is known
  /// Waits for a while where they have not come yet.
  bool waits = true;
};

/// The answer: the candles that were accepted, oldest first.
struct peer_bars {
  static constexpr time_ms nothing_kept = std::numeric_limits<time_ms>::max();
  std::string symbol;
  bool has_base = false; ///< false: none has come
  timeframe base = timeframe::m1;
  std::vector<candle> bars;
  /// All that open later than this are here; older ones are in the store.
  time_ms complete_after = nothing_kept;
};

/// What an alert or a subscription wants evaluated.
struct watch_request {
  std::string text;               ///< text form of the question …
  timeframe base = timeframe::m1; ///< … at home on these bars
  bool intrabar = false;          ///< on forming bars too
};

/// The answer: how each item of the question stands.
struct watched_question {
  std::vector<expression_view> items;
};

/// Undoes one item of a watch_request.
struct watch_release {
  truth_index which = 0;
  bool intrabar = false;
};

/// Facts that the store publishes after each commit.
struct committed {
  std::vector<trigger> triggers;
  std::vector<delivery> deliveries; ///< new ones, pending
  std::vector<attempt> attempts;
  std::vector<handoff> handoffs;
  std::vector<tagged_candle> bars;   ///< closed base bars
  std::vector<alert> alerts;         ///< created or changed (paused ones too)
  std::vector<alert> deleted_alerts; ///< id, user and symbol only
  /// Conditions whose subscriptions changed, with what is wanted now; an empty
  /// text means that nobody subscribes any more.
  std::vector<storage::watched_condition> conditions;
  std::vector<std::string> condition_symbols; ///< of `conditions`, same order
  std::vector<storage::logged_bot_event> bot_lines; ///< of bots' diaries
  std::vector<bot> bots; ///< those that have begun to work, or ended
};

/// A registry row, and whether it is new.
struct registration {
  registered_condition row;
  bool fresh = false;
};

/// A subscription row, and whether it is new.
struct enrolment {
  subscription row;
  bool fresh = false;
};

/// What handing condition triggers over has brought.
struct handover {
  std::vector<handoff> made;
  bool more = false;
};

} // namespace tradeeon
