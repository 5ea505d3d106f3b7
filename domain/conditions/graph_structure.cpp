// How conditions enter and leave a graph: equal parts are found by their text.
#include "domain/conditions/graph.hpp"
#include "domain/indicators/registry.hpp"

#include <algorithm>
#include <tuple>

namespace tradeeon {

using graph::item;
using graph::node;
using graph::slot;

namespace {

std::string key_of(timeframe base, const std::string& text) {
  return std::string{to_string(base)} + '|' + text;
}

template <class T>
void remove_value(std::vector<T>& from, T value) {
  from.erase(std::remove(from.begin(), from.end(), value), from.end());
}

/// Puts `made` into a free place of a slab, or at its end.
template <class T, class Index>
Index place(std::vector<T>& slab, std::vector<Index>& free, T made) {
  if (free.empty()) {
    slab.push_back(std::move(made));
    return static_cast<Index>(slab.size() - 1);
  }
  const auto index = free.back();
  free.pop_back();
  slab[static_cast<std::size_t>(index)] = std::move(made);
  return index;
}

} // namespace

// -- adding --------------------------------------------------------------------

condition_view condition_graph::add(const condition& x) {
  const auto same = normalised(x);
  auto text = canonical_text(same);
  if (const auto found = item_by_text_.find(text); found != item_by_text_.end()) {
    auto& known = items_[found->second];
    ++known.users;
    return known.view;
  }
  fresh_nodes_.clear();
  fresh_slots_.clear();
  const auto index = build(same, std::move(text));
  fill_from_history(same);
  auto& made = items_[index];
  ++made.users;
  enlist(index);
  return made.view;
}

condition_view condition_graph::view(condition_index which) const {
  return items_[which].view;
}

condition_index condition_graph::build(const condition& x, std::string text) {
  item made;
  made.what = x;
  made.in_use = true;
  made.view.id = condition_id(x);
  made.view.text = text;
  made.view.how = x.how;
  // Rising and falling read `bars` values back, all others one.
  const auto depth = static_cast<std::size_t>(std::max(1, x.bars)) + 1;
  made.view.left = operand_of(x.left, x.base, depth);
  if (x.how < comparison::rising)
    made.view.right = operand_of(x.right, x.base, depth);
  else
    made.view.right.number = no_value;
  if (x.how >= comparison::between && x.how <= comparison::exits)
    made.view.high = operand_of(x.high, x.base, depth);
  else
    made.view.high.number = no_value;
  const auto index = place(items_, free_items_, std::move(made));
  items_[index].view.index = index;
  item_by_text_.emplace(std::move(text), index);
  structure_changed_ = true;
  return index;
}

operand_view condition_graph::operand_of(const operand& x, timeframe home,
                                         std::size_t depth) {
  if (x.constant)
    return {-1, x.number};
  return {ensure_slot(x, home, depth), 0};
}

int condition_graph::ensure_slot(const operand& x, timeframe home, std::size_t depth) {
  const auto key = key_of(home, print(x)) + '#' + std::to_string(depth);
  if (const auto found = slot_by_key_.find(key); found != slot_by_key_.end()) {
    ++slots_[static_cast<std::size_t>(found->second)].users;
    return found->second;
  }
  const auto frame = x.frame.value_or(home);
  slot made;
  made.key = key;
  made.home = home;
  made.output = x.series.call ? x.series.call->output : 0;
  made.from = ensure_node(x.series, frame);
  if (x.offset > 0) {
    made.from = ensure_lag(made.from, made.output, print(x.series), frame, x.offset);
    made.output = 0;
  }
  made.offset = x.offset;
  made.scale = x.scale;
  made.shift = x.shift + 0.0; // -0 and 0 have the same key: they must act the same
  made.values = ring<double>{depth};
  made.users = 1;
  ++nodes_[static_cast<std::size_t>(made.from)].users;
  const auto index = place(slots_, free_slots_, std::move(made));
  slot_by_key_.emplace(key, index);
  frame_of(home).slots.push_back(index);
  note_reading(index);
  fresh_slots_.push_back(index);
  return index;
}

int condition_graph::ensure_node(const series_expression& x, timeframe base) {
  // All outputs of one computation share a node: the key leaves the output out.
  auto without_output = x;
  if (without_output.call)
    without_output.call->output = 0;
  const auto key = key_of(base, print(without_output));
  if (const auto found = node_by_key_.find(key); found != node_by_key_.end())
    return found->second;
  node made;
  made.key = key;
  made.base = base;
  if (!x.call) {
    made.what = node::kind::price;
    made.source = x.source;
    return add_node(std::move(made));
  }
  made.what = node::kind::indicator;
  made.computation = find_indicator(x.call->name)->make(x.call->parameters);
  if (x.call->source) {
    made.input = ensure_node(*x.call->source, base);
    made.input_output = x.call->source->call ? x.call->source->call->output : 0;
    ++nodes_[static_cast<std::size_t>(made.input)].users;
  }
  return add_node(std::move(made));
}

int condition_graph::ensure_lag(int input, std::size_t output, const std::string& text,
                                timeframe base, int offset) {
  const auto key = key_of(base, text) + '[' + std::to_string(offset) + ']';
  if (const auto found = node_by_key_.find(key); found != node_by_key_.end())
    return found->second;
  node made;
  made.key = key;
  made.base = base;
  made.what = node::kind::lag;
  made.input = input;
  made.input_output = output;
  made.offset = offset;
  made.past = ring<double>{static_cast<std::size_t>(offset) + 1};
  ++nodes_[static_cast<std::size_t>(input)].users;
  return add_node(std::move(made));
}

int condition_graph::add_node(node made) {
  auto key = made.key;
  const auto base = made.base;
  const auto index = place(nodes_, free_nodes_, std::move(made));
  node_by_key_.emplace(std::move(key), index);
  frame_of(base).nodes.push_back(index);
  fresh_nodes_.push_back(index);
  return index;
}

// -- what the bars still held can tell a newcomer --------------------------------

void condition_graph::fill_from_history(const condition& x) {
  if (newest_ < 0 || (fresh_nodes_.empty() && fresh_slots_.empty()))
    return;
  condition_graph scratch{symbol_, history_};
  scratch.base_ = base_;
  scratch.build(x, canonical_text(x));
  scratch.replay(frames_);
  for (const int index : fresh_nodes_) {
    auto& mine = nodes_[static_cast<std::size_t>(index)];
    auto& theirs =
      scratch.nodes_[static_cast<std::size_t>(scratch.node_by_key_.at(mine.key))];
    mine.computation = std::move(theirs.computation);
    mine.past = std::move(theirs.past);
    mine.out = theirs.out;
    mine.before = theirs.before;
  }
  for (const int index : fresh_slots_) {
    auto& mine = slots_[static_cast<std::size_t>(index)];
    const auto& theirs =
      scratch.slots_[static_cast<std::size_t>(scratch.slot_by_key_.at(mine.key))];
    mine.bar_time = theirs.bar_time;
    const bool known = std::find(fresh_nodes_.begin(), fresh_nodes_.end(), mine.from) ==
                       fresh_nodes_.end();
    for (std::size_t i = theirs.values.size(); i-- > 0;) {
      // A computation older than the bars held knows its last two values better.
      const auto better = known ? remembered(mine, i) : std::nullopt;
      mine.values.push(better.value_or(theirs.values[i]));
    }
    note_reading(index);
  }
}

/// What an operand's series was at its home's n-th newest close, where the series
/// itself still knows that.
std::optional<double> condition_graph::remembered(const graph::slot& x,
                                                  std::size_t n) const {
  const auto& home = frame_of(x.home).bars;
  const auto& from = nodes_[static_cast<std::size_t>(x.from)];
  const auto& bars = frame_of(from.base).bars;
  if (n >= home.size())
    return std::nullopt;
  const auto at = bar_close(x.home, home[n].open_time);
  const auto closed_by_then = [&](std::size_t i) {
    return i < bars.size() && bar_close(from.base, bars[i].open_time) <= at;
  };
  if (closed_by_then(0))
    return x.value(from.out[x.output]);
  if (closed_by_then(1))
    return x.value(from.before[x.output]);
  return std::nullopt;
}

void condition_graph::replay(const std::vector<graph::frame>& bars) {
  std::vector<std::tuple<time_ms, timeframe, std::size_t>> events;
  for (const auto tf : all_timeframes()) {
    const auto& mine = frame_of(tf);
    if (mine.nodes.empty() && mine.slots.empty())
      continue;
    const auto& held = bars[static_cast<std::size_t>(tf)].bars;
    for (std::size_t i = held.size(); i-- > 0;)
      events.emplace_back(bar_close(tf, held[i].open_time), tf, i);
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) <
           std::tie(std::get<0>(b), std::get<1>(b));
  });
  for (std::size_t i = 0; i < events.size();) {
    const auto first = i;
    const auto at = std::get<0>(events[i]);
    for (; i < events.size() && std::get<0>(events[i]) == at; ++i) {
      const auto tf = std::get<1>(events[i]);
      commit_bar(tf, bars[static_cast<std::size_t>(tf)].bars[std::get<2>(events[i])]);
    }
    for (auto k = first; k < i; ++k)
      commit_slots(std::get<1>(events[k]));
  }
}

// -- leaving -------------------------------------------------------------------

void condition_graph::release(condition_index which) {
  auto& x = items_[which];
  if (x.users > 0 && --x.users == 0)
    drop_condition(which);
}

void condition_graph::use_intrabar(condition_index which) {
  ++items_[which].intrabar_users;
  ++intrabar_uses_;
}

void condition_graph::release_intrabar(condition_index which) {
  if (items_[which].intrabar_users == 0)
    return;
  --items_[which].intrabar_users;
  --intrabar_uses_;
}

void condition_graph::prune() {
  for (condition_index i = 0; i < items_.size(); ++i)
    if (items_[i].in_use && items_[i].users == 0)
      drop_condition(i);
}

void condition_graph::drop_condition(condition_index which) {
  auto& x = items_[which];
  item_by_text_.erase(x.view.text);
  delist(which);
  for (const auto& side : {x.view.left, x.view.right, x.view.high})
    if (side.slot >= 0)
      drop_slot(side.slot);
  x = item{};
  free_items_.push_back(which);
  structure_changed_ = true;
}

void condition_graph::drop_slot(int which) {
  auto& s = slots_[static_cast<std::size_t>(which)];
  if (--s.users > 0)
    return;
  slot_by_key_.erase(s.key);
  remove_value(frame_of(s.home).slots, which);
  const auto from = s.from;
  s = slot{};
  free_slots_.push_back(which);
  drop_node(from);
}

void condition_graph::drop_node(int which) {
  auto& n = nodes_[static_cast<std::size_t>(which)];
  if (--n.users > 0)
    return;
  node_by_key_.erase(n.key);
  remove_value(frame_of(n.base).nodes, which);
  const auto input = n.input;
  n = node{};
  free_nodes_.push_back(which);
  if (input >= 0)
    drop_node(input);
}

} // namespace tradeeon
