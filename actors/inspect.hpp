// inspect() for the values that actors exchange, so that domain and storage
// never see CAF.
#pragma once

#include "actors/batches.hpp"
#include "actors/bots/inspect.hpp"
#include "actors/cluster/wire.hpp"

#include <caf/meta/type_name.hpp>

#define TRADEEON_INSPECT(Type, ...)                                                      \
  template <class Inspector>                                                             \
  typename Inspector::result_type inspect(Inspector& f, Type& x) {                       \
    return f(caf::meta::type_name(#Type), __VA_ARGS__);                                  \
  }

namespace tradeeon {

TRADEEON_INSPECT(candle, x.open_time, x.open, x.high, x.low, x.close, x.volume, x.closed,
                 x.update_time)
TRADEEON_INSPECT(tagged_candle, x.symbol, x.base, x.bar)
TRADEEON_INSPECT(refused_candle, x.index, x.reason)
TRADEEON_INSPECT(ingest_receipt, x.accepted, x.duplicates, x.refused)
TRADEEON_INSPECT(dated_bar, x.base, x.bar)
TRADEEON_INSPECT(truth_change, x.which, x.now)
TRADEEON_INSPECT(operand_reading, x.now, x.previous, x.bar_time)
TRADEEON_INSPECT(bar_step, x.at, x.closed, x.forming, x.changes, x.tentative, x.readings,
                 x.tentative_readings)
TRADEEON_INSPECT(operand_view, x.slot, x.number)
TRADEEON_INSPECT(condition_view, x.index, x.id, x.text, x.how, x.left, x.right, x.high,
                 x.now)
TRADEEON_INSPECT(expression_view, x.root, x.now, x.parts)
TRADEEON_INSPECT(action, x.kind, x.target, x.command, x.dca_index)
TRADEEON_INSPECT(alert, x.alert_id, x.user_id, x.symbol, x.base, x.expression, x.mode,
                 x.status, x.status_reason, x.actions, x.version, x.created_at,
                 x.last_triggered_at, x.document)
TRADEEON_INSPECT(alert_state, x.alert_id, x.version, x.known, x.fired_bar, x.fired_update,
                 x.trigger_count, x.completed, x.memory)
TRADEEON_INSPECT(explained_part, x.condition_id, x.text, x.state, x.left, x.right,
                 x.right_high, x.previous_left, x.previous_right, x.left_bar, x.right_bar)
TRADEEON_INSPECT(explanation, x.bar, x.parts)
TRADEEON_INSPECT(trigger, x.seq, x.event_id, x.kind, x.subject, x.user_id, x.symbol,
                 x.base, x.bar_time, x.price, x.triggered_at, x.late_by, x.edge, x.why)
TRADEEON_INSPECT(firing, x.fact, x.actions)
TRADEEON_INSPECT(delivery, x.delivery_id, x.trigger_seq, x.event_id, x.alert_id,
                 x.user_id, x.url, x.state, x.attempts, x.next_at, x.last_status,
                 x.last_error, x.created_at)
TRADEEON_INSPECT(attempt, x.seq, x.delivery_id, x.event_id, x.alert_id, x.user_id,
                 x.number, x.status, x.error, x.elapsed_ms, x.at, x.state, x.next_at)
TRADEEON_INSPECT(registered_condition, x.condition_id, x.type, x.symbol, x.base, x.text,
                 x.document, x.created_at, x.last_evaluated_at, x.evaluation_count,
                 x.last_triggered_at, x.trigger_count)
TRADEEON_INSPECT(subscription, x.subscription_id, x.user_id, x.bot_id, x.bot_type,
                 x.condition_id, x.bot_config, x.level, x.created_at, x.last_triggered_at)
TRADEEON_INSPECT(handoff, x.seq, x.handoff_id, x.event_id, x.subscription_id, x.bot_id,
                 x.user_id, x.symbol, x.command, x.base, x.bar_time, x.price, x.at)
TRADEEON_INSPECT(candle_batch, x.symbol, x.base, x.candles, x.indices, x.received_at,
                 x.quarantine, x.reason)
TRADEEON_INSPECT(step_batch, x.right, x.symbol, x.base, x.received_at, x.watermark,
                 x.steps, x.gaps, x.quarantined, x.checkpoint, x.peers, x.receipt)
TRADEEON_INSPECT(peer_ask, x.home, x.peer, x.after, x.until, x.has_base, x.base, x.waits)
TRADEEON_INSPECT(peer_bars, x.symbol, x.has_base, x.base, x.bars, x.complete_after)
TRADEEON_INSPECT(watch_request, x.text, x.base, x.intrabar)
TRADEEON_INSPECT(watched_question, x.items)
TRADEEON_INSPECT(watch_release, x.which, x.intrabar)
TRADEEON_INSPECT(committed, x.triggers, x.deliveries, x.attempts, x.handoffs, x.bars,
                 x.alerts, x.deleted_alerts, x.conditions, x.condition_symbols, x.bot_lines,
                 x.bots)
TRADEEON_INSPECT(tenure, x.what, x.shard, x.epoch)
TRADEEON_INSPECT(lease, x.right, x.node, x.incarnation, x.granted_at)
TRADEEON_INSPECT(hello, x.cluster, x.wire, x.version, x.node, x.incarnation, x.roles)
TRADEEON_INSPECT(welcome, x.store, x.router, x.coordinator, x.history, x.checkpoint_every,
                 x.webhook_attempts)
TRADEEON_INSPECT(assignment, x.evaluator_host, x.evaluates, x.runner_host, x.runs)
TRADEEON_INSPECT(node_view, x.node, x.version, x.incarnation, x.roles, x.draining,
                 x.seen_ms_ago)
TRADEEON_INSPECT(cluster_view, x.nodes, x.leases, x.missing, x.fenced_writes)
TRADEEON_INSPECT(registration, x.row, x.fresh)
TRADEEON_INSPECT(enrolment, x.row, x.fresh)
TRADEEON_INSPECT(handover, x.made, x.more)

namespace storage {

TRADEEON_INSPECT(series_bars, x.base, x.bars)
TRADEEON_INSPECT(peer_series, x.symbol, x.base, x.cursor, x.history)
TRADEEON_INSPECT(gap, x.base, x.from, x.to)
TRADEEON_INSPECT(quarantined_bar, x.symbol, x.base, x.bar, x.reason, x.at)
TRADEEON_INSPECT(symbol_commit, x.rights, x.symbol, x.base, x.watermark, x.bars, x.gaps,
                 x.firings, x.states, x.checkpoint, x.quarantined, x.peers, x.intrabar)
TRADEEON_INSPECT(watched_condition, x.condition_id, x.text, x.level)
TRADEEON_INSPECT(symbol_snapshot, x.symbol, x.has_base, x.base, x.watermark, x.history,
                 x.checkpoint, x.alerts, x.states, x.conditions, x.peers)

} // namespace storage
} // namespace tradeeon

#undef TRADEEON_INSPECT
