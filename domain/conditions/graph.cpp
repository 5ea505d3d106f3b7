#include "domain/conditions/graph.hpp"

#include "domain/conditions/compare.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tradeeon {

using graph::item;
using graph::node;
using graph::other_condition;
using kind = series_expression::kind;

condition_graph::condition_graph(std::string symbol, std::size_t history)
    : symbol_(std::move(symbol)), history_(history),
      items_(std::make_unique<std::vector<item>>()),
      item_by_meaning_(0, meaning_hash{items_.get()}, same_meaning{items_.get()}) {
  markets_.emplace_back(symbol_, history);
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
std::optional<std::pair<int, threshold_index::entry>> indexed(const item& x,
                                                              condition_index which) {
  if (x.how == comparison::holds)
    return std::pair{x.left.slot,
                     threshold_index::entry{0.5, which, comparison::greater, false}};
  const bool turned = x.left.slot < 0;
  const double constant = turned ? x.left.number : x.right.number;
  if (!threshold_index::holds(x.how) || turned == (x.right.slot < 0) ||
      !has_value(constant))
    return std::nullopt;
  return std::pair{turned ? x.right.slot : x.left.slot,
                   threshold_index::entry{constant, which, x.how, turned}};
}

other_condition unindexed(const item& x, condition_index which) {
  return {which, x.how, x.bars, x.left, x.right, x.high};
}

} // namespace

/// From here on every close of its timeframe evaluates it.
void condition_graph::enlist(condition_index which) {
  auto& x = (*items_)[which];
  net_.know(which, evaluate(unindexed(x, which)));
  auto& where = frame_of(x.base);
  ++where.conditions;
  if (const auto at = indexed(x, which)) {
    auto& s = slots_[static_cast<std::size_t>(at->first)];
    if (s.thresholds.empty()) {
      s.indexed_place = where.indexed_slots.size();
      where.indexed_slots.push_back(at->first);
    }
    return s.thresholds.add(at->second);
  }
  x.place = static_cast<std::uint32_t>(where.others.size());
  where.others.push_back(unindexed(x, which));
}

void condition_graph::delist(condition_index which) {
  const auto& x = (*items_)[which];
  auto& where = frame_of(x.base);
  --where.conditions;
  net_.know(which, truth::unknown);
  if (const auto at = indexed(x, which)) {
    auto& s = slots_[static_cast<std::size_t>(at->first)];
    s.thresholds.remove(at->second);
    if (!s.thresholds.empty())
      return;
    if (const auto* moved = graph::take_out(where.indexed_slots, s.indexed_place))
      slots_[static_cast<std::size_t>(*moved)].indexed_place = s.indexed_place;
    return;
  }
  if (const auto* moved = graph::take_out(where.others, x.place))
    (*items_)[moved->which].place = x.place;
}

// -- closed bars ---------------------------------------------------------------

namespace {

/// Two values combined; none where the result is no number.
double paired(kind how, double a, double b) {
  double out = no_value;
  switch (how) {
  case kind::add:
    out = a + b;
    break;
  case kind::subtract:
    out = a - b;
    break;
  case kind::multiply:
    out = a * b;
    break;
  case kind::divide:
    out = a / b;
    break;
  default:
    break;
  }
  return std::isfinite(out) ? out : no_value;
}

} // namespace

double condition_graph::computed(const node& n, const candle& bar, double first,
                                 double second) {
  switch (n.what) {
  case kind::price:
    return price_of(bar, n.source);
  case kind::number:
    return n.number;
  case kind::call:
  case kind::lag:
  case kind::sample:
    return no_value;
  default:
    return has_value(first) && has_value(second) ? paired(n.what, first, second)
                                                 : no_value;
  }
}

/// The bars of one symbol that close at one instant: first what needs nothing but
/// these, then, level by level, what samples other timeframes at this instant.
void condition_graph::commit_bars(std::uint32_t market, time_ms at,
                                  const std::vector<dated_bar>& bars) {
  for (const auto& x : bars) {
    auto& where = markets_[market].of(x.base);
    where.bars.push(x.bar);
    commit_nodes(where.nodes, x.bar, at);
  }
  for (std::size_t level = 0; level < deepest_; ++level)
    for (const auto& x : bars) {
      const auto& later = markets_[market].of(x.base).later;
      if (level < later.size())
        commit_nodes(later[level], x.bar, at);
    }
}

void condition_graph::commit_nodes(const graph::node_list& nodes, const candle& bar,
                                   time_ms at) {
  for (const int index : nodes.all) {
    if (index < 0)
      continue;
    auto& n = nodes_[static_cast<std::size_t>(index)];
    // Most series have one value: the others are not worth carrying about.
    std::copy_n(n.out.begin(), n.outputs, n.before.begin());
    const double first = read(n.first);
    const double second = read(n.second);
    if (n.what == kind::call) {
      if (has_value(first) && has_value(second)) {
        const auto values = n.computation->commit({first, second}, bar);
        std::copy_n(values.begin(), n.outputs, n.out.begin());
      }
    } else if (n.what == kind::lag) {
      n.past.push(first);
      const auto ago = static_cast<std::size_t>(n.offset);
      n.out[0] = n.past.size() > ago ? n.past[ago] : no_value;
    } else if (n.what == kind::sample) {
      const auto& from = nodes_[static_cast<std::size_t>(n.first.node)];
      n.out[0] = from.market == n.market || readable(from, at) ? first : no_value;
    } else {
      n.out[0] = computed(n, bar, first, second);
    }
  }
}

void condition_graph::commit_slots(timeframe base, time_ms at) {
  for (const int index : frame_of(base).slots) {
    auto& s = slots_[static_cast<std::size_t>(index)];
    const auto& n = nodes_[static_cast<std::size_t>(s.from)];
    s.older = s.previous();
    s.values.push(readable(n, at) ? s.value(n.out[s.output]) : no_value);
    const auto& bars = markets_[n.market].of(n.base).bars;
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

/// Rising, falling and moving, over the values that a slot holds.
truth condition_graph::evaluate_movement(comparison how, int bars, int slot,
                                         double percent) const {
  const auto& values = slots_[static_cast<std::size_t>(slot)].values;
  const auto depth = static_cast<std::size_t>(bars);
  if (values.size() <= depth)
    return truth::unknown;
  return moved(how, depth, percent, [&](std::size_t ago) { return values[ago]; });
}

truth condition_graph::evaluate(const other_condition& x) const {
  if (takes_bars(x.how))
    return evaluate_movement(x.how, x.bars, x.left.slot, x.right.number);
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

void condition_graph::evaluate(timeframe base, std::vector<truth_change>& changes) {
  auto& where = frame_of(base);
  evaluations_ += where.conditions; // the indexes decide all that they hold
  const auto settle = [&](condition_index which, truth now) {
    if (net_.now(which) == now)
      return;
    net_.change(which, now);
    changes.push_back({which, now});
  };
  for (const int index : where.indexed_slots) {
    const auto& s = slots_[static_cast<std::size_t>(index)];
    s.thresholds.visit({s.now(), s.previous(), s.older}, settle);
  }
  for (const auto& x : where.others)
    settle(x.which, evaluate(x));
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
  at_ = at;
  commit_bars(0, at, step.closed);
  for (const auto& x : step.closed)
    commit_slots(x.base, at);
  step.at = at;
  for (const auto& x : step.closed)
    evaluate(x.base, step.changes);
  net_.settle(step.closed, step.changes);
  step.readings = readings_;
  out.push_back(std::move(step));
}

void condition_graph::advance(const candle& bar, std::vector<bar_step>& out) {
  // Higher bars whose last base candles never came end at their own times, in
  // order, before anything of this candle is seen.
  for (auto& [at, closed] : home().ended_before(bar.open_time)) {
    catch_up(at);
    auto step = empty_step();
    step.closed = std::move(closed);
    close_at(at, std::move(step), out);
  }
  const auto at = bar_close(*base(), bar.open_time);
  catch_up(at);
  auto step = empty_step();
  home().close_with(bar, step.closed);
  close_at(at, std::move(step), out);
}

/// Takes in what had closed of the other symbols by `at`.
void condition_graph::catch_up(time_ms at) {
  for (std::uint32_t i = 1; i < markets_.size(); ++i)
    for (auto& waiting = markets_[i].waiting;
         !waiting.empty() &&
         bar_close(*markets_[i].base, waiting.front().open_time) <= at;
         waiting.pop_front())
      take_peer_bar(i, waiting.front());
}

void condition_graph::take_peer_bar(std::uint32_t market, const candle& bar) {
  auto& of = markets_[market];
  for (const auto& [at, closed] : of.ended_before(bar.open_time))
    commit_bars(market, at, closed);
  std::vector<dated_bar> closed;
  of.close_with(bar, closed);
  commit_bars(market, bar_close(*of.base, bar.open_time), closed);
}

} // namespace tradeeon
