// What a graph's conditions would be if the forming bars closed now.
#include "domain/conditions/compare.hpp"
#include "domain/conditions/graph.hpp"

#include <array>

namespace tradeeon {

using graph::item;
using kind = series_expression::kind;

namespace {

/// The forming bar of a timeframe; null where none forms.
const candle* forming_of(const bar_step& step, timeframe base) {
  for (const auto& x : step.forming)
    if (x.base == base)
      return &x.bar;
  return nullptr;
}

} // namespace

bar_step condition_graph::preview(const candle& forming) const {
  bar_step step;
  step.at = forming.update_time;
  step.readings = readings_;
  step.forming.push_back({*base(), forming});
  for (const auto tf : all_timeframes())
    if (const auto& builder = frame_of(tf).builder; builder)
      step.forming.push_back({tf, builder->peek(forming)});
  if (intrabar_.empty())
    return step;
  // Outputs as they would be: forming frames peeked, the others as they are.
  std::vector<output_values> outputs(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    outputs[i] = nodes_[i].out;
  // Other symbols are as of what had closed when the bar opened.
  const auto at = forming.open_time;
  for (const auto& [tf, bar] : step.forming)
    preview_nodes(frame_of(tf).nodes, bar, at, outputs);
  for (std::size_t level = 0; level < deepest_; ++level)
    for (const auto& [tf, bar] : step.forming)
      if (const auto& later = frame_of(tf).later; level < later.size())
        preview_nodes(later[level], bar, at, outputs);
  preview_slots(outputs, at, step);
  preview_truths(step);
  return step;
}

void condition_graph::preview_nodes(const graph::node_list& nodes, const candle& bar,
                                    time_ms at,
                                    std::vector<output_values>& outputs) const {
  const auto tapped = [&](const graph::tap& x) {
    return x.node < 0 ? 0. : outputs[static_cast<std::size_t>(x.node)][x.output];
  };
  for (const int index : nodes.all) {
    if (index < 0)
      continue;
    const auto& n = nodes_[static_cast<std::size_t>(index)];
    auto& to = outputs[static_cast<std::size_t>(index)];
    const double first = tapped(n.first);
    const double second = tapped(n.second);
    if (n.what == kind::call) {
      if (has_value(first) && has_value(second))
        to = n.computation->peek({first, second}, bar);
    } else if (n.what == kind::lag) {
      const auto ago = static_cast<std::size_t>(n.offset);
      to[0] = n.past.size() >= ago ? n.past[ago - 1] : no_value;
    } else if (n.what == kind::sample) {
      to[0] =
        readable(nodes_[static_cast<std::size_t>(n.first.node)], at) ? first : no_value;
    } else {
      to[0] = computed(n, bar, first, second);
    }
  }
}

void condition_graph::preview_slots(const std::vector<output_values>& outputs, time_ms at,
                                    bar_step& step) const {
  step.tentative_readings = step.readings;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const auto& s = slots_[i];
    if (s.users == 0 || forming_of(step, s.home) == nullptr)
      continue;
    const auto& n = nodes_[static_cast<std::size_t>(s.from)];
    auto& reading = step.tentative_readings[i];
    reading.previous = s.now();
    reading.now = readable(n, at)
                    ? s.value(outputs[static_cast<std::size_t>(s.from)][s.output])
                    : no_value;
    const auto* bar = n.market == 0 ? forming_of(step, n.base) : nullptr;
    if (bar == nullptr) {
      if (n.market != 0) {
        const auto& held = markets_[n.market].of(n.base).bars;
        const auto back = static_cast<std::size_t>(s.offset);
        reading.bar_time = held.size() > back ? held[back].open_time : 0;
      }
      continue;
    }
    // The forming bar is the newest one now: all others are one further back.
    const auto& closed = frame_of(n.base).bars;
    const auto ago = static_cast<std::size_t>(s.offset);
    if (ago == 0)
      reading.bar_time = bar->open_time;
    else
      reading.bar_time = closed.size() >= ago ? closed[ago - 1].open_time : 0;
  }
}

void condition_graph::preview_truths(bar_step& step) const {
  constexpr unsigned char unasked = 0xff;
  std::vector<unsigned char> known(items_->size(), unasked);
  const auto part = [&](condition_index which) {
    auto& at = known[which];
    if (at == unasked) {
      const auto& x = (*items_)[which];
      const auto state =
        forming_of(step, x.base) == nullptr ? now(which) : evaluate_forming(x, step);
      at = static_cast<unsigned char>(state);
      step.tentative.push_back({which, state});
    }
    return static_cast<truth>(at);
  };
  for (const auto& [which, users] : intrabar_) {
    const auto state = net_.forming(which, step.forming, part);
    if (is_combination(which))
      step.tentative.push_back({which, state});
  }
}

truth condition_graph::evaluate_forming(const item& x, const bar_step& step) const {
  const auto at = [&](const operand_view& v) {
    return v.slot < 0 ? operand_reading{v.number, v.number, 0}
                      : step.tentative_readings[static_cast<std::size_t>(v.slot)];
  };
  const auto left = at(x.left);
  if (!takes_bars(x.how)) {
    const auto right = at(x.right);
    const auto high = at(x.high);
    return compare(x.how, {left.now, left.previous, right.now, right.previous, high.now,
                           high.previous});
  }
  const auto& values = slots_[static_cast<std::size_t>(x.left.slot)].values;
  const auto depth = static_cast<std::size_t>(x.bars);
  if (values.size() < depth)
    return truth::unknown;
  return moved(x.how, depth, x.right.number,
               [&](std::size_t ago) { return ago == 0 ? left.now : values[ago - 1]; });
}

} // namespace tradeeon
