#include "domain/conditions/graph.hpp"

#include "domain/conditions/compare.hpp"

#include <algorithm>
#include <map>

namespace tradeeon {

using graph::item;
using graph::node;
using graph::slot;

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

std::vector<operand_reading> condition_graph::readings() const {
  std::vector<operand_reading> out(slots_.size());
  for (std::size_t i = 0; i < slots_.size(); ++i)
    out[i] = {slots_[i].now(), slots_[i].previous(), slots_[i].bar_time};
  return out;
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
      n.out = n.computation->commit(input, bar);
    }
  }
}

void condition_graph::commit_slots(timeframe base) {
  for (const int index : frame_of(base).slots) {
    auto& s = slots_[static_cast<std::size_t>(index)];
    const auto& n = nodes_[static_cast<std::size_t>(s.from)];
    s.values.push(s.value(n.out[s.output]));
    const auto& bars = frame_of(n.base).bars;
    const auto ago = static_cast<std::size_t>(s.offset);
    s.bar_time = bars.size() > ago ? bars[ago].open_time : 0;
  }
}

truth condition_graph::evaluate(const item& x) const {
  const auto slot_of = [this](const operand_view& view) -> const slot& {
    return slots_[static_cast<std::size_t>(view.slot)];
  };
  if (x.what.how >= comparison::rising) {
    const auto& values = slot_of(x.view.left).values;
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
  const auto now = [&](const operand_view& v) {
    return v.slot < 0 ? v.number : slot_of(v).now();
  };
  const auto before = [&](const operand_view& v) {
    return v.slot < 0 ? v.number : slot_of(v).previous();
  };
  return compare(x.what.how,
                 {now(x.view.left), before(x.view.left), now(x.view.right),
                  before(x.view.right), now(x.view.high), before(x.view.high)});
}

void condition_graph::evaluate(timeframe base, std::vector<truth_change>* changes) {
  for (const auto index : frame_of(base).conditions) {
    auto& x = items_[index];
    ++evaluations_;
    const auto now = evaluate(x);
    if (now == x.view.now)
      continue;
    x.view.now = now;
    if (changes != nullptr)
      changes->push_back({index, now});
  }
}

void condition_graph::close_at(time_ms at, std::vector<dated_bar> closed,
                               std::vector<bar_step>& out) {
  for (const auto& x : closed)
    commit_bar(x.base, x.bar);
  for (const auto& x : closed)
    commit_slots(x.base);
  bar_step step;
  step.at = at;
  for (const auto& x : closed)
    evaluate(x.base, &step.changes);
  step.closed = std::move(closed);
  step.readings = readings();
  out.push_back(std::move(step));
}

void condition_graph::advance(const candle& bar, std::vector<bar_step>& out) {
  // Higher bars whose last base candles never came end at their own times, in
  // order, before anything of this candle is seen.
  std::map<time_ms, std::vector<dated_bar>> ended;
  for (const auto tf : all_timeframes())
    if (auto& builder = frame_of(tf).builder; builder)
      if (auto done = builder->close_before(bar.open_time); done)
        ended[bar_close(tf, done->open_time)].push_back({tf, *done});
  for (auto& [at, bars] : ended)
    close_at(at, std::move(bars), out);

  newest_ = bar.open_time;
  std::vector<dated_bar> closed{{*base_, bar}};
  closed.front().bar.closed = true;
  for (const auto tf : all_timeframes())
    if (auto& builder = frame_of(tf).builder; builder)
      if (auto done = builder->add(bar); done)
        closed.push_back({tf, *done});
  close_at(bar_close(*base_, bar.open_time), std::move(closed), out);
}

// -- forming bars --------------------------------------------------------------

bar_step condition_graph::preview(const candle& forming) const {
  bar_step step;
  step.at = forming.update_time;
  step.readings = readings();
  std::vector<dated_bar> bars{{*base_, forming}};
  for (const auto tf : all_timeframes())
    if (const auto& builder = frame_of(tf).builder; builder)
      bars.push_back({tf, builder->peek(forming)});
  preview_forming(bars, step);
  return step;
}

void condition_graph::preview_forming(const std::vector<dated_bar>& forming,
                                      bar_step& step) const {
  step.forming = forming;
  if (intrabar_uses_ == 0)
    return;
  // Outputs as they would be: forming frames peeked, the others as they are.
  std::vector<output_values> outputs(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    outputs[i] = nodes_[i].out;
  std::array<const candle*, timeframe_count> bar_of{};
  for (const auto& [tf, bar] : forming) {
    bar_of[static_cast<std::size_t>(tf)] = &bar;
    for (const int index : frame_of(tf).nodes) {
      const auto& n = nodes_[static_cast<std::size_t>(index)];
      auto& to = outputs[static_cast<std::size_t>(index)];
      if (n.what == node::kind::price) {
        to[0] = price_of(bar, n.source);
        continue;
      }
      const double input =
        n.input < 0 ? 0 : outputs[static_cast<std::size_t>(n.input)][n.input_output];
      if (n.what == node::kind::lag) {
        const auto ago = static_cast<std::size_t>(n.offset);
        to[0] = n.past.size() >= ago ? n.past[ago - 1] : no_value;
      } else if (has_value(input)) {
        to = n.computation->peek(input, bar);
      }
    }
  }
  preview_truths(outputs, bar_of, step);
}

void condition_graph::preview_truths(
  const std::vector<output_values>& outputs,
  const std::array<const candle*, timeframe_count>& bar_of, bar_step& step) const {
  step.tentative_readings = step.readings;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const auto& s = slots_[i];
    if (s.users == 0 || bar_of[static_cast<std::size_t>(s.home)] == nullptr)
      continue;
    const auto& n = nodes_[static_cast<std::size_t>(s.from)];
    auto& reading = step.tentative_readings[i];
    reading.previous = s.now();
    reading.now = s.value(outputs[static_cast<std::size_t>(s.from)][s.output]);
    if (s.offset == 0)
      if (const auto* bar = bar_of[static_cast<std::size_t>(n.base)]; bar != nullptr)
        reading.bar_time = bar->open_time;
  }
  for (condition_index i = 0; i < items_.size(); ++i) {
    const auto& x = items_[i];
    if (x.in_use && x.intrabar_users > 0 &&
        bar_of[static_cast<std::size_t>(x.what.base)] != nullptr)
      step.tentative.push_back({i, evaluate_forming(x, step.tentative_readings)});
  }
}

truth condition_graph::evaluate_forming(const item& x,
                                        const std::vector<operand_reading>& now) const {
  const auto at = [&](const operand_view& v) {
    return v.slot < 0 ? operand_reading{v.number, v.number, 0}
                      : now[static_cast<std::size_t>(v.slot)];
  };
  const auto left = at(x.view.left);
  if (x.what.how < comparison::rising) {
    const auto right = at(x.view.right);
    const auto high = at(x.view.high);
    return compare(x.what.how, {left.now, left.previous, right.now, right.previous,
                                high.now, high.previous});
  }
  const auto& values = slots_[static_cast<std::size_t>(x.view.left.slot)].values;
  const auto depth = static_cast<std::size_t>(x.what.bars);
  if (values.size() < depth || !has_value(left.now))
    return truth::unknown;
  double newer = left.now;
  auto all = truth::yes;
  for (std::size_t i = 0; i < depth; ++i) {
    if (!has_value(values[i]))
      return truth::unknown;
    if (x.what.how == comparison::rising ? newer <= values[i] : newer >= values[i])
      all = truth::no;
    newer = values[i];
  }
  return all;
}

} // namespace tradeeon
