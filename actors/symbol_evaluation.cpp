#include "actors/journal.hpp"
#include "actors/symbol_evaluator.hpp"
#include "domain/conditions/question.hpp"
#include "domain/market/series_gate.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tradeeon {

peer_candles to_candles(const storage::peer_series& from) {
  peer_candles out{from.symbol, from.base, {}};
  for (const auto& series : from.history)
    out.bars.emplace_back(series.base, series.bars);
  return out;
}

symbol_evaluation::symbol_evaluation(const storage::symbol_snapshot& from,
                                     std::size_t history, std::uint32_t checkpoint_every)
    : graph_(from.symbol, history),
      // The way from a checkpoint to the newest bar must lie within what is kept.
      checkpoint_every_(static_cast<std::uint32_t>(
        std::min<std::size_t>(checkpoint_every, std::max<std::size_t>(1, history / 2)))) {
  if (from.has_base)
    restore(from, history);
}

void symbol_evaluation::restore(const storage::symbol_snapshot& from,
                                std::size_t history) {
  std::vector<std::pair<timeframe, std::vector<candle>>> bars;
  const std::vector<candle>* base_bars = nullptr;
  for (const auto& series : from.history) {
    bars.emplace_back(series.base, series.bars);
    if (series.base == from.base)
      base_bars = &series.bars;
  }
  if (!from.checkpoint.empty()) {
    std::vector<peer_candles> peers;
    for (const auto& peer : from.peers)
      peers.push_back(to_candles(peer));
    if (auto done = graph_.restore(from.checkpoint, bars, peers); !done) {
      journal::error("symbol.checkpoint_lost",
                     "the checkpoint can't be read; computing from the stored candles",
                     {{"symbol", from.symbol}, {"why", done.error().text}});
      graph_ = condition_graph{from.symbol, history};
    }
  }
  if (!graph_.base())
    graph_.set_base(from.base);
  // Of other symbols just what the commits since then have taken in.
  for (const auto& peer : from.peers)
    for (const auto& series : peer.history)
      if (series.base == peer.base)
        for (const auto& bar : series.bars)
          graph_.offer(peer.symbol, peer.base, bar);
  // Brought forward over what was committed after the checkpoint: its effects
  // are durable already, so the steps are of no further interest.
  std::vector<bar_step> steps;
  const bool torn = base_bars != nullptr && !base_bars->empty() && graph_.newest() >= 0 &&
                    base_bars->size() >= history &&
                    base_bars->front().open_time > bar_close(from.base, graph_.newest());
  if (torn)
    journal::error("symbol.checkpoint_old",
                   "the stored candles do not reach back to the checkpoint; recursive "
                   "indicators go on with what is there",
                   {{"symbol", from.symbol}});
  if (base_bars != nullptr)
    for (const auto& bar : *base_bars)
      if (bar.open_time > graph_.newest()) {
        steps.clear();
        graph_.advance(bar, steps);
        ++bars_since_checkpoint_; // restarts must not put the next one off
      }
  if (graph_.newest() < from.watermark)
    graph_.pass_over(from.watermark); // the last bars were quarantined
}

std::string symbol_evaluation::wrong_base(timeframe base) const {
  if (!graph_.base() || *graph_.base() == base)
    return {};
  const std::string own{to_string(*graph_.base())};
  return graph_.symbol() + " is fed with " + own + " candles" +
         (divides(*graph_.base(), base) ? "; higher bars are built from those"
                                        : ", send those");
}

step_batch symbol_evaluation::apply(const candle_batch& batch) {
  step_batch out;
  out.symbol = batch.symbol;
  out.base = batch.base;
  out.received_at = batch.received_at;
  const auto refused = wrong_base(batch.base);
  if (refused.empty() && !graph_.base())
    graph_.set_base(batch.base);
  const auto peers_before = graph_.peers();
  const auto newest_before = graph_.newest();
  for (std::size_t i = 0; i < batch.candles.size(); ++i) {
    const auto& bar = batch.candles[i];
    if (!refused.empty()) {
      out.receipt.refused.push_back({batch.indices[i], refused});
    } else if (batch.quarantine && !bar.closed) {
      // Only this update is set aside: the bar itself is still to come.
      out.receipt.refused.push_back({batch.indices[i], batch.reason});
    } else if (batch.quarantine && bar.open_time > graph_.newest()) {
      graph_.pass_over(bar.open_time);
      out.watermark = bar.open_time;
      out.quarantined.push_back(
        {batch.symbol, batch.base, bar, batch.reason, batch.received_at});
      out.receipt.refused.push_back({batch.indices[i], batch.reason});
    } else {
      take(bar, out);
    }
  }
  if (out.watermark >= 0)
    note_peers(peers_before,
               newest_before < 0 ? -1 : bar_close(batch.base, newest_before), out);
  // A checkpoint belongs to a watermark: only batches that move it carry one.
  if (out.watermark >= 0 &&
      (graph_.structure_changed() || bars_since_checkpoint_ >= checkpoint_every_)) {
    out.checkpoint = graph_.save();
    bars_since_checkpoint_ = 0;
  }
  return out;
}

namespace {

/// An update that brings no other number is the same one sent again.
bool is_same_update(const candle& a, const candle& b) {
  return a.open_time == b.open_time && a.open == b.open && a.high == b.high &&
         a.low == b.low && a.close == b.close && a.volume == b.volume;
}

} // namespace

void symbol_evaluation::take(const candle& bar, step_batch& out) {
  const auto newest = graph_.newest();
  const auto how = classify(bar, out.base, newest);
  if (how == arrival::repeated) {
    ++out.receipt.duplicates;
    const auto held = graph_.last_bar(out.base);
    if (bar.closed && held && held->open_time == bar.open_time &&
        (held->close != bar.close || held->volume != bar.volume) &&
        !std::exchange(told_of_revision_, true))
      journal::warn("candle.revised",
                    "a closed candle came again with other numbers; the first stays",
                    {{"symbol", out.symbol}, {"open_time", bar.open_time}});
    return;
  }
  if (!bar.closed && is_same_update(bar, last_forming_)) {
    ++out.receipt.duplicates;
    return;
  }
  ++out.receipt.accepted;
  if (!bar.closed) {
    last_forming_ = bar;
    out.steps.push_back(graph_.preview(bar));
    return;
  }
  if (how == arrival::after_gap)
    out.gaps.push_back({out.base, bar_close(out.base, newest), bar.open_time});
  graph_.advance(bar, out.steps);
  out.watermark = bar.open_time;
  ++bars_since_checkpoint_;
}

result<std::vector<watched_question>>
symbol_evaluation::watch(const std::vector<watch_request>& wanted) {
  std::vector<question> parsed;
  for (const auto& x : wanted) {
    auto one = parse_question(x.text, {graph_.symbol(), x.base});
    if (!one)
      return std::move(one).error();
    parsed.push_back(*std::move(one));
  }
  std::vector<watched_question> out;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto& views = out.emplace_back().items;
    for (const auto& item : parsed[i].items) {
      views.push_back(graph_.add(item.asks, wanted[i].base));
      if (wanted[i].intrabar)
        graph_.use_intrabar(views.back().root);
    }
  }
  return out;
}

void symbol_evaluation::release(const std::vector<watch_release>& gone) {
  for (const auto& x : gone) {
    if (x.intrabar)
      graph_.release_intrabar(x.which);
    graph_.release(x.which);
  }
}

std::string symbol_evaluation::blind_reason(timeframe base,
                                            const std::string& expression) const {
  if (!graph_.base() || graph_.newest() < 0)
    return "no feed has delivered " + graph_.symbol() + " yet";
  if (!divides(*graph_.base(), base))
    return graph_.symbol() + " is fed with " + std::string{to_string(*graph_.base())} +
           " candles; " + std::string{to_string(base)} +
           " bars can't be built from those";
  if (const auto asks = parse_question(expression, {graph_.symbol(), base});
      asks && !expression.empty())
    for (const auto& part : conditions_of(*asks))
      if (auto why = graph_.missing_peer(part); !why.empty())
        return why;
  return {};
}

// -- other symbols -----------------------------------------------------------------

std::vector<peer_ask> symbol_evaluation::asks(const candle_batch& batch) const {
  std::vector<peer_ask> out;
  if (!graph_.has_peers() || batch.quarantine || !wrong_base(batch.base).empty())
    return out;
  time_ms until = -1;
  for (const auto& bar : batch.candles)
    if (bar.closed && bar.open_time > graph_.newest())
      until = std::max(until, bar_close(batch.base, bar.open_time));
  if (until < 0)
    return out; // no step: nothing new is seen of others
  for (const auto& peer : graph_.peers())
    out.push_back({graph_.symbol(), peer.symbol, peer.newest, until,
                   peer.base.has_value(), peer.base.value_or(timeframe::m1), true});
  return out;
}

void symbol_evaluation::offer(const std::string& peer, timeframe base,
                              const std::vector<candle>& bars, time_ms until) {
  for (const auto& bar : bars)
    if (bar_close(base, bar.open_time) <= until && graph_.offer(peer, base, bar))
      offered_[peer].push_back(bar);
}

std::vector<std::string>
symbol_evaluation::unknown_peers(const std::vector<watch_request>& wanted) const {
  std::set<std::string> out;
  for (const auto& x : wanted)
    if (const auto asks = parse_question(x.text, {graph_.symbol(), x.base}))
      for (const auto& part : conditions_of(*asks))
        for (const auto& peer : peers_of(part))
          if (!graph_.peer(peer))
            out.insert(peer);
  return {out.begin(), out.end()};
}

/// Says in the commit what was taken in of other symbols. What came late could not be
/// told from the candles' times after a restart: then the state itself is kept.
void symbol_evaluation::note_peers(const std::vector<condition_graph::peer_state>& before,
                                   time_ms before_at, step_batch& out) {
  bool late = false;
  for (const auto& peer : graph_.peers()) {
    if (!peer.base)
      continue;
    time_ms known = -1;
    for (const auto& x : before)
      if (x.symbol == peer.symbol)
        known = x.newest;
    storage::series_bars taken{*peer.base, {}};
    auto& offered = offered_[peer.symbol];
    for (const auto& bar : offered)
      if (bar.open_time > known && bar.open_time <= peer.newest) {
        taken.bars.push_back(bar);
        late = late || bar_close(*peer.base, bar.open_time) <= before_at;
      }
    offered.erase(
      std::remove_if(offered.begin(), offered.end(),
                     [&](const candle& bar) { return bar.open_time <= peer.newest; }),
      offered.end());
    out.peers.push_back({peer.symbol, *peer.base, peer.newest, {std::move(taken)}});
  }
  if (late)
    bars_since_checkpoint_ = checkpoint_every_;
}

} // namespace tradeeon
