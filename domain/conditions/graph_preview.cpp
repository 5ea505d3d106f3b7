// What a graph's conditions would be if the forming bars closed now.
#include "domain/conditions/compare.hpp"
#include "domain/conditions/graph.hpp"

namespace tradeeon {

using graph::item;
using graph::node;

bar_step condition_graph::preview(const candle& forming) const {
  bar_step step;
  step.at = forming.update_time;
  step.readings = readings_;
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
        to = n.computation->peek({input, 0}, bar);
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
    const auto* bar = bar_of[static_cast<std::size_t>(n.base)];
    if (bar == nullptr)
      continue;
    // The forming bar is the newest one now: all others are one further back.
    const auto& closed = frame_of(n.base).bars;
    const auto ago = static_cast<std::size_t>(s.offset);
    if (ago == 0)
      reading.bar_time = bar->open_time;
    else
      reading.bar_time = closed.size() >= ago ? closed[ago - 1].open_time : 0;
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
