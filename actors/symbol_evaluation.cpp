#include "actors/journal.hpp"
#include "actors/symbol_evaluator.hpp"
#include "domain/conditions/question.hpp"
#include "domain/market/series_gate.hpp"

#include <algorithm>
#include <utility>

namespace tradeeon {

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
    if (auto done = graph_.restore(from.checkpoint, bars); !done) {
      journal::error("symbol.checkpoint_lost",
                     "the checkpoint can't be read; computing from the stored candles",
                     {{"symbol", from.symbol}, {"why", done.error().text}});
      graph_ = condition_graph{from.symbol, history};
    }
  }
  if (!graph_.base())
    graph_.set_base(from.base);
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

std::string symbol_evaluation::blind_reason(timeframe base) const {
  if (!graph_.base() || graph_.newest() < 0)
    return "no feed has delivered " + graph_.symbol() + " yet";
  if (!divides(*graph_.base(), base))
    return graph_.symbol() + " is fed with " + std::string{to_string(*graph_.base())} +
           " candles; " + std::string{to_string(base)} +
           " bars can't be built from those";
  return {};
}

} // namespace tradeeon
