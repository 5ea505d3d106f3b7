// What crosses the border between the engine and its store.
#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/delivery.hpp"
#include "domain/alerts/subscription.hpp"
#include "domain/alerts/trigger.hpp"
#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/policies/tenure.hpp"
#include "storage/bot_records.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon::storage {

/// Closed candles of one timeframe, oldest first.
struct series_bars {
  timeframe base = timeframe::m1;
  std::vector<candle> bars;
};

/// Bars that never came: open times from `from` up to but not including `to`.
struct gap {
  timeframe base = timeframe::m1;
  time_ms from = 0;
  time_ms to = 0;
};

/// A bar that crashed its evaluator twice and was passed over.
struct quarantined_bar {
  std::string symbol;
  timeframe base = timeframe::m1;
  candle bar;
  std::string reason;
  time_ms at = 0;
};

/// Candles of another symbol that a symbol's conditions read.
struct peer_series {
  std::string symbol;
  timeframe base = timeframe::m1; ///< what it is fed with
  /// Open time of its newest bar that the reader has taken in; -1: none yet.
  time_ms cursor = -1;
  std::vector<series_bars> history;
};

/// All that processing one batch of a symbol's base bars has brought about.
/// Applied whole or not at all.
struct symbol_commit {
  /// Who evaluated and who ran the alerts; checked in the same transaction.
  std::vector<tenure> rights;
  std::string symbol;
  timeframe base = timeframe::m1;
  /// Newest base bar processed. A commit whose watermark is not newer than the
  /// stored one is a repetition: it changes nothing. -1: none was processed.
  time_ms watermark = -1;
  std::vector<series_bars> bars; ///< the base series and every higher one
  std::vector<gap> gaps;
  std::vector<firing> firings;     ///< in log order
  std::vector<alert_state> states; ///< only changed ones
  std::string checkpoint;          ///< evaluator state after the watermark; may be empty
  std::vector<quarantined_bar> quarantined;
  /// Every other symbol that is read after the watermark, with the base bars of it
  /// that this batch took in. They are added to that symbol's series where they are
  /// absent, without moving it on: its own commit is still to come.
  std::vector<peer_series> peers;
  /// Firings of forming bars carry no watermark of their own: applied always,
  /// deduplicated by event id alone.
  bool intrabar = false;
};

/// A condition that subscriptions want evaluated.
struct watched_condition {
  std::string condition_id;
  std::string text;   ///< canonical text form
  bool level = false; ///< some subscription wants every true bar
};

/// All that a symbol's actors need to go on where the last commit ended.
struct symbol_snapshot {
  std::string symbol;
  bool has_base = false; ///< false: no candle was ever committed
  timeframe base = timeframe::m1;
  time_ms watermark = -1;
  /// Per timeframe the newest bars, oldest first; base bars up to the watermark.
  std::vector<series_bars> history;
  std::string checkpoint;          ///< empty: none yet
  std::vector<alert> alerts;       ///< active ones only
  std::vector<alert_state> states; ///< of those alerts, where one was written
  std::vector<watched_condition> conditions;
  /// The other symbols read, each with its stored bars: base bars up to the cursor.
  std::vector<peer_series> peers;
};

/// A message in a user's inbox.
struct notification {
  std::int64_t seq = 0; ///< of its trigger, or of the line of a diary
  std::string notification_id;
  std::string user_id;
  std::string alert_id;
  std::string event_id;
  std::string symbol;
  std::string text;
  time_ms at = 0;
};

/// One entry of a user's event stream. Triggers, delivery attempts, handoffs and lines
/// of bots' diaries share one sequence, so a stream resumes at any of them.
struct log_event {
  enum class kind : std::uint8_t { trigger, delivery, bot, bot_event };
  std::int64_t seq = 0;
  kind what = kind::trigger;
  trigger fact;           ///< when a trigger
  attempt delivered;      ///< when a delivery
  handoff handed;         ///< when a bot handoff
  logged_bot_event noted; ///< when a line of a diary
};

/// What a commit has added, for those who act on it afterwards.
struct commit_outcome {
  std::vector<trigger> triggers;    ///< new ones only, with their seq
  std::vector<delivery> deliveries; ///< new pending webhooks
  std::vector<notification> notifications;
  std::vector<handoff> handoffs; ///< from alerts' bot actions
};

} // namespace tradeeon::storage
