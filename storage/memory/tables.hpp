#pragma once

#include "storage/memory/bot_tables.hpp"
#include "storage/memory/table.hpp"
#include "storage/records.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tradeeon::storage::memory {

struct symbol_entry {
  timeframe base = timeframe::m1;
  std::string checkpoint;
  std::vector<peer_series> peers; ///< what it reads of others; without history
};

struct series_entry {
  std::int64_t id = 0;
  time_ms watermark = -1;
  std::uint64_t bar_count = 0;
  std::uint64_t stored = 0;
};

struct alert_entry {
  std::int64_t number = 0; ///< order of creation
  alert row;
};

/// Figures are those of `row` plus what the series has counted since.
struct condition_entry {
  registered_condition row;
  std::uint64_t subscribers = 0;
  std::uint64_t counting_from = 0;
};

using series_key = std::pair<std::string, timeframe>;
using bar_key = std::tuple<std::string, timeframe, time_ms>;
using lease_key = std::pair<node_role, std::uint16_t>;
using place = std::pair<std::int64_t, std::size_t>; ///< trigger seq, action

/// Numbers given out in order.
struct counters {
  std::int64_t seq = 0; ///< of triggers, attempts, handoffs and diaries together
  std::int64_t series = 0;
  std::int64_t alerts = 0;
  std::int64_t subscriptions = 0;
  std::int64_t bots = 0;
  std::int64_t orders = 0;
  std::int64_t fills = 0;
  std::int64_t handed_over = 0; ///< seq of the last condition trigger handed over
};

struct tables {
  table<std::string, std::string> facts;
  table<std::string, symbol_entry> symbols;
  table<series_key, series_entry> series;
  table<std::pair<std::int64_t, time_ms>, candle> candles; ///< by series id
  table<bar_key, gap> gaps;
  table<bar_key, quarantined_bar> quarantine;
  table<std::string, alert_entry> alerts;
  table<std::string, alert_state> states;
  table<std::string, condition_entry> conditions;
  table<std::string, std::string> former_ids; ///< to the condition's present id
  table<std::int64_t, subscription> subscriptions;
  table<std::int64_t, trigger> triggers;
  table<std::string, std::int64_t> events; ///< event id to seq
  table<place, delivery> outbox;
  table<std::string, place> places; ///< delivery id to outbox
  table<std::int64_t, attempt> attempts;
  table<std::int64_t, handoff> handoffs;
  table<place, notification> notifications;
  table<lease_key, lease> leases;
  table<std::string, std::int64_t> marks; ///< "log": a seq that the log has reached
  bot_tables bots;

  /// Calls `use` with each table.
  template <class Use>
  void each(Use use) {
    use(facts), use(symbols), use(series), use(candles), use(gaps), use(quarantine);
    use(alerts), use(states), use(conditions), use(subscriptions);
    use(triggers), use(events), use(outbox), use(places), use(attempts);
    use(handoffs), use(notifications), use(former_ids), use(leases), use(marks);
    bots.each(use);
  }
};

/// What the writer and the readers share.
struct shared_tables {
  explicit shared_tables(retention bars) : keep(bars) {}
  const retention keep;
  std::mutex mutex; ///< guards the committed side and `has_writer`
  bool has_writer = false;
  tables data;
  counters numbers; ///< the writer's alone
};

} // namespace tradeeon::storage::memory
