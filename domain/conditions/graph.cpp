#include "domain/conditions/graph.hpp"

#include "domain/conditions/compare.hpp"

#include <algorithm>
#include <map>

namespace tradeeon {

using graph::item;
using graph::node;
using graph::other_condition;

condition_graph::condition_graph(std::string symbol, std::size_t history)
    : symbol_(std::move(symbol)), history_(history) {
  frames_.reserve(timeframe_count);
  for (std::size_t i = 0; i < timeframe_count; ++i)
    frames_.emplace_back(history);
}

void condition_graph::set_base(timeframe base) {
  base_ = base;
  for (const auto tf : all_timeframes())
    if (tf != base && divides(base, tf))
      frame_of(tf).builder.emplace(base, tf);
}

std::size_t condition_graph::distinct_conditions() const noexcept {
  return item_by_text_.size();
}

std::optional<candle> condition_graph::last_bar(timeframe base) const {
  const auto& bars = frame_of(base).bars;
  if (bars.empty())
    return std::nullopt;
  return bars[0];
}

// -- who evaluates it ------------------------------------------------------------

namespace {

/// Where a condition can be decided by an index: which slot's, and as what.
std::optional<std::pair<int, threshold_index::entry>> indexed(const item& x) {
  const auto& left = x.view.left;
  const auto& right = x.view.right;
  const bool turned = left.slot < 0;
  const double constant = turned ? left.number : right.number;
  if (!threshold_index::holds(x.what.how) || turned == (right.slot < 0) ||
      !has_value(constant))
    return std::nullopt;
  return std::pair{turned ? right.slot : left.slot,
                   threshold_index::entry{constant, x.view.index, x.what.how, turned}};
}

} // namespace

/// From here on every close of its timeframe evaluates it.
void condition_graph::enlist(condition_index which) {
  auto& x = items_[which];
  x.view.now = evaluate(x);
  auto& where = frame_of(x.what.base);
  ++where.conditions;
  if (const auto at = indexed(x)) {
    auto& thresholds = slots_[static_cast<std::size_t>(at->first)].thresholds;
    if (thresholds.empty())
      where.indexed_slots.push_back(at->first);
    return thresholds.add(at->second);
  }
  x.place = where.others.size();
  where.others.push_back(
    {which, x.what.how, x.view.now, x.view.left, x.view.right, x.view.high});
}

void condition_graph::delist(condition_index which) {
  const auto& x = items_[which];
  auto& where = frame_of(x.what.base);
  --where.conditions;
  if (const auto at = indexed(x)) {
    auto& thresholds = slots_[static_cast<std::size_t>(at->first)].thresholds;
    thresholds.remove(at->second);
    auto& all = where.indexed_slots;
    if (thresholds.empty())
      all.erase(std::remove(all.begin(), all.end(), at->first), all.end());
    return;
  }
  where.others[x.place] = where.others.back();
  items_[where.others[x.place].which].place = x.place;
  where.others.pop_back();
}

// -- closed bars ---------------------------------------------------------------

void condition_graph::commit_bar(timeframe base, const candle& bar) {
  auto& where = frame_of(base);
  where.bars.push(bar);
  for (const int index : where.nodes) {
    auto& n = nodes_[static_cast<std::size_t>(index)];
    n.before = n.out;
    if (n.what == node::kind::price) {
      n.out[0] = price_of(bar, n.source);
      continue;
    }
    const double input =
      n.input < 0 ? 0 : nodes_[static_cast<std::size_t>(n.input)].out[n.input_output];
    if (n.what == node::kind::lag) {
      n.past.push(input);
      const auto ago = static_cast<std::size_t>(n.offset);
      n.out[0] = n.past.size() > ago ? n.past[ago] : no_value;
    } else if (has_value(input)) {
      n.out = n.computation->commit({input, 0}, bar);
    }
  }
}

void condition_graph::commit_slots(timeframe base) {
  for (const int index : frame_of(base).slots) {
    auto& s = slots_[static_cast<std::size_t>(index)];
    const auto& n = nodes_[static_cast<std::size_t>(s.from)];
    s.older = s.previous();
    s.values.push(s.value(n.out[s.output]));
    const auto& bars = frame_of(n.base).bars;
    const auto ago = static_cast<std::size_t>(s.offset);
    s.bar_time = bars.size() > ago ? bars[ago].open_time : 0;
    note_reading(index);
  }
}

void condition_graph::note_reading(int which) {
  const auto at = static_cast<std::size_t>(which);
  const auto& s = slots_[at];
  if (readings_.size() < slots_.size())
    readings_.resize(slots_.size());
  readings_[at] = {s.now(), s.previous(), s.bar_time};
}

truth condition_graph::evaluate_trend(const item& x) const {
  const auto& values = slots_[static_cast<std::size_t>(x.view.left.slot)].values;
  const auto depth = static_cast<std::size_t>(x.what.bars);
  if (values.size() <= depth)
    return truth::unknown;
  auto all = truth::yes;
  for (std::size_t i = 0; i < depth; ++i) {
    if (!has_value(values[i]) || !has_value(values[i + 1]))
      return truth::unknown;
    if (x.what.how == comparison::rising ? values[i] <= values[i + 1]
                                         : values[i] >= values[i + 1])
      all = truth::no;
  }
  return all;
}

truth condition_graph::evaluate(const other_condition& x) const {
  if (x.how >= comparison::rising)
    return evaluate_trend(items_[x.which]);
  const auto read = [this](const operand_view& v) {
    return v.slot < 0 ? operand_reading{v.number, v.number, 0}
                      : readings_[static_cast<std::size_t>(v.slot)];
  };
  const auto left = read(x.left);
  const auto right = read(x.right);
  const auto high = read(x.high);
  return compare(
    x.how, {left.now, left.previous, right.now, right.previous, high.now, high.previous});
}

truth condition_graph::evaluate(const item& x) const {
  return evaluate(other_condition{x.view.index, x.what.how, x.view.now, x.view.left,
                                  x.view.right, x.view.high});
}

void condition_graph::evaluate(timeframe base, std::vector<truth_change>& changes) {
  auto& where = frame_of(base);
  evaluations_ += where.conditions; // the indexes decide all that they hold
  const auto settle = [&](condition_index which, truth now) {
    auto& known = items_[which].view.now;
    if (known == now)
      return;
    known = now;
    changes.push_back({which, now});
  };
  for (const int index : where.indexed_slots) {
    const auto& s = slots_[static_cast<std::size_t>(index)];
    s.thresholds.visit({s.now(), s.previous(), s.older}, settle);
  }
  for (auto& x : where.others) {
    const auto now = evaluate(x);
    if (now == x.now)
      continue;
    x.now = now;
    settle(x.which, now);
  }
}

void condition_graph::take_back(std::vector<bar_step>& done) {
  constexpr std::size_t most = 4; // a close rarely makes more steps than one
  for (auto& step : done)
    if (spare_.size() < most)
      spare_.push_back(std::move(step));
  done.clear();
}

bar_step condition_graph::empty_step() {
  if (spare_.empty())
    return {};
  auto step = std::move(spare_.back());
  spare_.pop_back();
  step.closed.clear();
  step.forming.clear();
  step.changes.clear();
  step.tentative.clear();
  step.tentative_readings.clear();
  return step;
}

void condition_graph::close_at(time_ms at, bar_step step, std::vector<bar_step>& out) {
  for (const auto& x : step.closed)
    commit_bar(x.base, x.bar);
  for (const auto& x : step.closed)
    commit_slots(x.base);
  step.at = at;
  for (const auto& x : step.closed)
    evaluate(x.base, step.changes);
  step.readings = readings_;
  out.push_back(std::move(step));
}

void condition_graph::advance(const candle& bar, std::vector<bar_step>& out) {
  // Higher bars whose last base candles never came end at their own times, in
  // order, before anything of this candle is seen.
  std::map<time_ms, bar_step> ended;
  for (const auto tf : all_timeframes())
    if (auto& builder = frame_of(tf).builder; builder)
      if (auto done = builder->close_before(bar.open_time); done)
        ended[bar_close(tf, done->open_time)].closed.push_back({tf, *done});
  for (auto& [at, step] : ended)
    close_at(at, std::move(step), out);

  newest_ = bar.open_time;
  auto step = empty_step();
  step.closed.push_back({*base_, bar});
  step.closed.front().bar.closed = true;
  for (const auto tf : all_timeframes())
    if (auto& builder = frame_of(tf).builder; builder)
      if (auto done = builder->add(bar); done)
        step.closed.push_back({tf, *done});
  close_at(bar_close(*base_, bar.open_time), std::move(step), out);
}

} // namespace tradeeon
