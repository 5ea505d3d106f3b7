#include "storage/memory/memory_writer.hpp"

#include "storage/effects.hpp"

#include <algorithm>
#include <limits>

namespace tradeeon::storage::memory {

namespace {
constexpr auto now_side = side::working;
}

commit_outcome memory_writer::apply(const symbol_commit& batch) {
  commit_outcome outcome;
  if (repeats(batch))
    return outcome;
  add_series(batch);
  add_oddities(batch);
  for (const auto& fired : batch.firings)
    record(fired, outcome);
  for (const auto& state : batch.states)
    save(state);
  return outcome;
}

bool memory_writer::repeats(const symbol_commit& batch) const {
  if (batch.intrabar || batch.watermark < 0)
    return false;
  const auto* base = data_.series.find(now_side, {batch.symbol, batch.base});
  return base != nullptr && batch.watermark <= base->watermark;
}

void memory_writer::add_series(const symbol_commit& batch) {
  const bool moves = !batch.intrabar && batch.watermark >= 0;
  if (moves || !batch.bars.empty() || !batch.checkpoint.empty()) {
    const auto* known = data_.symbols.find(now_side, batch.symbol);
    symbol_entry entry = known == nullptr ? symbol_entry{} : *known;
    entry.base = batch.base;
    if (!batch.checkpoint.empty())
      entry.checkpoint = batch.checkpoint;
    if (moves && (!batch.peers.empty() || !batch.checkpoint.empty())) {
      entry.peers = batch.peers;
      for (auto& peer : entry.peers)
        peer.history.clear();
    }
    data_.symbols.put(batch.symbol, std::move(entry));
  }
  for (const auto& part : batch.bars) {
    auto entry = series_of(batch.symbol, part.base);
    add_bars(entry, part.bars);
    if (part.base != batch.base && !part.bars.empty())
      entry.watermark = std::max(entry.watermark, part.bars.back().open_time);
    forget_old(entry);
    data_.series.put({batch.symbol, part.base}, entry);
  }
  if (moves) {
    auto entry = series_of(batch.symbol, batch.base);
    entry.watermark = batch.watermark;
    data_.series.put({batch.symbol, batch.base}, entry);
  }
  if (moves)
    for (const auto& peer : batch.peers)
      add_peer_bars(peer);
}

void memory_writer::add_peer_bars(const peer_series& from) {
  for (const auto& part : from.history) {
    if (part.bars.empty())
      continue;
    auto entry = series_of(from.symbol, part.base);
    const auto counted = entry.bar_count;
    add_bars(entry, part.bars);
    entry.bar_count = counted; // its own commit counts them
    forget_old(entry);
    data_.series.put({from.symbol, part.base}, entry);
  }
}

void memory_writer::add_bars(series_entry& to, const std::vector<candle>& bars) {
  for (const auto& bar : bars) {
    if (data_.candles.find(now_side, {to.id, bar.open_time}) != nullptr) {
      // One that another symbol has read counts when its own commit brings it.
      to.bar_count += bar.open_time > to.watermark ? 1 : 0;
      continue;
    }
    auto kept = bar;
    kept.closed = true;
    kept.update_time = 0;
    data_.candles.put({to.id, bar.open_time}, kept);
    ++to.stored;
    ++to.bar_count;
  }
}

void memory_writer::forget_old(series_entry& of) {
  if (of.stored <= keep_.bars + keep_.bars / 10)
    return;
  const auto& all = data_.candles.in(now_side);
  auto at = all.lower_bound({of.id, std::numeric_limits<time_ms>::min()});
  while (of.stored > keep_.bars) {
    const auto oldest = (at++)->first;
    data_.candles.erase(oldest);
    --of.stored;
  }
}

series_entry memory_writer::series_of(const std::string& symbol, timeframe tf) {
  if (const auto* known = data_.series.find(now_side, {symbol, tf}))
    return *known;
  series_entry entry;
  entry.id = ++numbers_.series;
  return entry;
}

void memory_writer::add_oddities(const symbol_commit& batch) {
  for (const auto& hole : batch.gaps) {
    const bar_key key{batch.symbol, hole.base, hole.from};
    auto kept = hole;
    if (const auto* known = data_.gaps.find(now_side, key))
      kept.to = std::max(kept.to, known->to);
    data_.gaps.put(key, kept);
  }
  for (const auto& bad : batch.quarantined) {
    auto kept = bad;
    kept.bar.closed = true;
    kept.bar.update_time = 0;
    data_.quarantine.put({bad.symbol, bad.base, bad.bar.open_time}, std::move(kept));
  }
}

void memory_writer::record(const firing& fired, commit_outcome& into) {
  std::string expression;
  if (fired.fact.kind == trigger_kind::alert) {
    const auto* owner = data_.alerts.find(now_side, fired.fact.subject);
    if (owner == nullptr)
      return;
    expression = owner->row.expression;
  }
  if (data_.events.find(now_side, fired.fact.event_id) != nullptr)
    return;
  auto fact = fired.fact;
  fact.seq = ++numbers_.seq;
  data_.events.put(fact.event_id, fact.seq);
  data_.triggers.put(fact.seq, fact);
  act(fact, fired.actions, expression, into);
  note_trigger(fact);
  into.triggers.push_back(std::move(fact));
}

void memory_writer::act(const trigger& fact, const std::vector<action>& actions,
                        const std::string& expression, commit_outcome& into) {
  for (std::size_t n = 0; n < actions.size(); ++n) {
    const place at{fact.seq, n};
    switch (actions[n].kind) {
    case action_kind::webhook: {
      auto owed = delivery_for(fact, actions[n], n);
      data_.outbox.put(at, owed);
      data_.places.put(owed.delivery_id, at);
      into.deliveries.push_back(std::move(owed));
      break;
    }
    case action_kind::notify: {
      auto message = notification_for(fact, expression, n);
      data_.notifications.put(at, message);
      into.notifications.push_back(std::move(message));
      break;
    }
    case action_kind::bot: {
      auto given = handoff_for(fact, actions[n], n);
      given.seq = ++numbers_.seq;
      data_.handoffs.put(given.seq, given);
      into.handoffs.push_back(std::move(given));
      break;
    }
    }
  }
}

void memory_writer::note_trigger(const trigger& fact) {
  if (fact.kind == trigger_kind::alert) {
    auto owner = *data_.alerts.find(now_side, fact.subject);
    owner.row.last_triggered_at =
      std::max(owner.row.last_triggered_at, fact.triggered_at);
    data_.alerts.put(fact.subject, std::move(owner));
  } else if (const auto* known = data_.conditions.find(now_side, fact.subject)) {
    auto entry = *known;
    ++entry.row.trigger_count;
    entry.row.last_triggered_at =
      std::max(entry.row.last_triggered_at, fact.triggered_at);
    data_.conditions.put(fact.subject, std::move(entry));
  }
}

void memory_writer::save(const alert_state& state) {
  const auto* owner = data_.alerts.find(now_side, state.alert_id);
  if (owner == nullptr || owner->row.version != state.version)
    return;
  data_.states.put(state.alert_id, state);
  if (!state.completed)
    return;
  auto entry = *owner;
  entry.row.status = alert_status::completed;
  data_.alerts.put(state.alert_id, std::move(entry));
}

result<attempt> memory_writer::record_attempt(const attempt& made) {
  const auto* at = data_.places.find(now_side, made.delivery_id);
  if (at == nullptr)
    return problem{problem_code::not_found, "no such delivery", made.delivery_id};
  auto owed = *data_.outbox.find(now_side, *at);
  owed.state = made.state;
  owed.attempts = made.number;
  owed.next_at = made.next_at;
  owed.last_status = made.status;
  owed.last_error = made.error;
  auto kept = made;
  kept.seq = ++numbers_.seq;
  kept.event_id = owed.event_id;
  kept.alert_id = owed.alert_id;
  kept.user_id = owed.user_id;
  data_.outbox.put(*at, std::move(owed));
  data_.attempts.put(kept.seq, kept);
  return kept;
}

std::pair<std::vector<handoff>, bool> memory_writer::hand_over(std::size_t limit,
                                                               time_ms now) {
  std::pair<std::vector<handoff>, bool> given{{}, false};
  const auto& log = data_.triggers.in(now_side);
  std::size_t seen = 0;
  for (auto at = log.upper_bound(numbers_.handed_over); at != log.end(); ++at) {
    const auto& fact = *at->second;
    if (fact.kind != trigger_kind::condition)
      continue;
    if (seen++ == limit) {
      given.second = true;
      break;
    }
    for (const auto& [number, to] : data_.subscriptions.in(now_side)) {
      if (to->condition_id != fact.subject || !wants(*to, fact.edge))
        continue;
      auto one = handoff_for(fact, *to, now);
      one.seq = ++numbers_.seq;
      data_.handoffs.put(one.seq, one);
      given.first.push_back(std::move(one));
      auto noted = *to;
      noted.last_triggered_at = std::max(noted.last_triggered_at, fact.triggered_at);
      data_.subscriptions.put(number, std::move(noted));
    }
    numbers_.handed_over = fact.seq;
  }
  return given;
}

} // namespace tradeeon::storage::memory
