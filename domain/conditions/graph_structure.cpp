// How conditions enter and leave a graph: equal parts are found by what they are.
#include "domain/conditions/graph.hpp"
#include "domain/indicators/registry.hpp"

#include <algorithm>
#include <cstring>

namespace tradeeon {

using graph::item;
using graph::node;
using graph::slot;
using graph::tap;

namespace {

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

std::uint64_t bits_of(double x) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

bool same_operand(const operand_view& a, const operand_view& b) {
  return a.slot == b.slot && bits_of(a.number) == bits_of(b.number);
}

} // namespace

// -- adding --------------------------------------------------------------------

std::size_t
condition_graph::meaning_hash::operator()(condition_index which) const noexcept {
  const auto& x = (*items)[which];
  std::uint64_t sum = 0;
  const auto mix = [&](std::uint64_t y) {
    sum = (sum ^ y) * 0x9e37'79b9'7f4a'7c15U;
    sum ^= sum >> 29U;
  };
  for (const auto* side : {&x.left, &x.right, &x.high}) {
    mix(static_cast<std::uint32_t>(side->slot));
    mix(bits_of(side->number));
  }
  mix(static_cast<std::uint64_t>(x.how) << 32U |
      static_cast<std::uint64_t>(x.base) << 16U | static_cast<std::uint16_t>(x.bars));
  return sum;
}

bool condition_graph::same_meaning::operator()(condition_index a,
                                               condition_index b) const noexcept {
  const auto& x = (*items)[a];
  const auto& y = (*items)[b];
  return x.how == y.how && x.base == y.base && x.bars == y.bars &&
         same_operand(x.left, y.left) && same_operand(x.right, y.right) &&
         same_operand(x.high, y.high);
}

condition_view condition_graph::add(const condition& x) {
  bool made = false;
  const auto which = ensure_item(normalised(x), made);
  ++(*items_)[which].users;
  return view(which);
}

condition_index condition_graph::ensure_item(const condition& x, bool& made) {
  fresh_nodes_.clear();
  fresh_slots_.clear();
  item asked;
  asked.in_use = true;
  asked.base = x.base;
  asked.how = x.how;
  asked.bars = static_cast<std::int16_t>(x.bars);
  // What looks back reads `bars` values, all others one.
  const auto depth = static_cast<std::size_t>(std::max(1, x.bars)) + 1;
  asked.left = operand_of(x.left, x.base, depth);
  asked.right =
    takes_right(x.how) ? operand_of(x.right, x.base, depth) : operand_view{-1, no_value};
  asked.high =
    takes_bounds(x.how) ? operand_of(x.high, x.base, depth) : operand_view{-1, no_value};
  const auto index = place(*items_, free_items_, asked);
  const auto found = item_by_meaning_.find(index);
  made = found == item_by_meaning_.end();
  if (!made) {
    // It was there: what was counted for the newcomer is given back.
    const auto known = *found;
    drop_operands((*items_)[index]);
    (*items_)[index] = item{};
    free_items_.push_back(index);
    return known;
  }
  item_by_meaning_.insert(index);
  fill_from_history(x);
  enlist(index);
  structure_changed_ = true;
  return index;
}

expression_view condition_graph::add(const expression& x, timeframe home) {
  expression_view out;
  std::map<condition_index, std::size_t> seen;
  out.root = ensure(simplified(x), home, seen, out.parts);
  out.now = now(out.root);
  for (auto& part : out.parts)
    part.now = now(part.index);
  return out;
}

/// Makes what `x` is and counts one user of it.
truth_index condition_graph::ensure(const expression& x, timeframe home,
                                    std::map<condition_index, std::size_t>& seen,
                                    std::vector<condition_view>& parts) {
  if (x.what == expression::kind::leaf) {
    const auto leaf = add(x.leaf);
    if (seen.emplace(leaf.index, parts.size()).second)
      parts.push_back(leaf);
    return leaf.index;
  }
  truth_net::shape asked;
  asked.what = x.what;
  asked.count = x.count;
  asked.home = home;
  for (const auto& part : x.parts)
    asked.parts.push_back(ensure(part, home, seen, parts));
  const auto users = asked.parts;
  const auto& bars = frame_of(home).bars;
  bool made = false;
  const auto which =
    net_.add(std::move(asked), bars.empty() ? -1 : bars[0].open_time, made);
  if (made)
    structure_changed_ = true;
  else
    for (const auto part : users) // the one that is there uses them already
      release(part);
  return which;
}

condition_view condition_graph::view(condition_index which) const {
  const auto& x = (*items_)[which];
  condition_view out;
  out.index = which;
  out.text = text_of(x);
  out.id = id_of_canonical(out.text);
  out.how = x.how;
  out.left = x.left;
  out.right = x.right;
  out.high = x.high;
  out.now = now(which);
  return out;
}

std::string condition_graph::text_of(const item& x) const {
  const auto side = [this](const operand_view& v) {
    return v.slot < 0 ? format_number(v.number)
                      : slots_[static_cast<std::size_t>(v.slot)].text;
  };
  return canonical_text(symbol_, x.base, x.how, side(x.left), side(x.right), side(x.high),
                        x.bars);
}

operand_view condition_graph::operand_of(const operand& x, timeframe home,
                                         std::size_t depth) {
  if (x.constant)
    return {-1, x.number + 0.0}; // -0 and 0 have the same text: they must act the same
  return {ensure_slot(x, home, depth), 0};
}

int condition_graph::ensure_slot(const operand& x, timeframe home, std::size_t depth) {
  auto text = print(x);
  const auto key = key_of({0, home}, text) + '#' + std::to_string(depth);
  if (const auto found = slot_by_key_.find(key); found != slot_by_key_.end()) {
    ++slots_[static_cast<std::size_t>(found->second)].users;
    return found->second;
  }
  const auto frame = x.frame.value_or(home);
  slot made;
  made.key = key;
  made.text = std::move(text);
  made.home = home;
  auto series = x.series;
  if (x.offset > 0) {
    series.what = series_expression::kind::lag;
    series.call.reset();
    series.offset = x.offset;
    series.left = std::make_shared<const series_expression>(x.series);
    series.right.reset();
  }
  made.output = series.call ? series.call->output : 0;
  made.from = ensure_node(series, spot_of(series, {0, frame}));
  made.offset = x.offset;
  made.scale = x.scale;
  made.shift = x.shift + 0.0; // as above
  made.values = ring<double>{depth};
  made.users = 1;
  ++nodes_[static_cast<std::size_t>(made.from)].users;
  made.place = frame_of(home).slots.size();
  const auto index = place(slots_, free_slots_, std::move(made));
  slot_by_key_.emplace(key, index);
  frame_of(home).slots.push_back(index);
  note_reading(index);
  fresh_slots_.push_back(index);
  return index;
}

/// Keys of the home symbol's own parts have no symbol in front.
std::string condition_graph::key_of(spot at, const std::string& text) const {
  std::string out = at.market == 0 ? std::string{} : markets_[at.market].symbol + ' ';
  return out.append(to_string(at.base)) + '|' + text;
}

/// Where a series lives that is read at `reader`.
condition_graph::spot condition_graph::spot_of(const series_expression& x, spot reader) {
  const auto symbol = symbol_of(x);
  if (!symbol)
    return reader; // numbers only
  return {symbol->empty() ? 0 : ensure_market(*symbol), reader.base};
}

tap condition_graph::ensure_tap(const series_ptr& x, spot at) {
  if (!x)
    return {};
  if (x->what == series_expression::kind::sample)
    return ensure_input(*x, at); // it is a sample already
  const auto own = spot_of(*x, at);
  if (own.market == at.market)
    return ensure_input(*x, at);
  const auto node = ensure_sample(*x, own, at);
  ++nodes_[static_cast<std::size_t>(node)].users;
  return {node, 0};
}

/// One user more of a series that lives at `at`.
tap condition_graph::ensure_input(const series_expression& x, spot at) {
  const auto node = ensure_node(x, at);
  ++nodes_[static_cast<std::size_t>(node)].users;
  return {node, x.call ? x.call->output : 0};
}

/// A series at `from` as it is read at the closes of `at`.
int condition_graph::ensure_sample(const series_expression& x, spot from, spot at) {
  auto key = key_of(at, '@' + key_of(from, print(x)));
  if (const auto found = node_by_key_.find(key); found != node_by_key_.end())
    return found->second;
  node made;
  made.key = std::move(key);
  made.base = at.base;
  made.market = at.market;
  made.what = series_expression::kind::sample;
  made.first = ensure_input(x, from);
  return add_node(std::move(made));
}

int condition_graph::ensure_node(const series_expression& x, spot at) {
  if (x.what == series_expression::kind::sample)
    return ensure_sample(*x.left, spot_of(*x.left, {at.market, *x.frame}), at);
  // All outputs of one computation share a node: the key leaves the output out.
  auto without_output = x;
  if (without_output.call)
    without_output.call->output = 0;
  auto key = key_of(at, print(without_output));
  if (const auto found = node_by_key_.find(key); found != node_by_key_.end())
    return found->second;
  node made;
  made.key = std::move(key);
  made.base = at.base;
  made.market = at.market;
  made.what = x.what;
  made.source = x.source;
  made.number = x.number;
  made.offset = x.offset;
  if (x.call) {
    const auto& info = *find_indicator(x.call->name);
    made.computation = info.make(x.call->parameters);
    made.outputs = static_cast<std::uint8_t>(info.outputs.size());
    const auto& sources = x.call->sources;
    made.first = ensure_tap(sources.empty() ? nullptr : sources[0], at);
    made.second = ensure_tap(sources.size() < 2 ? nullptr : sources[1], at);
  } else {
    made.first = ensure_tap(x.left, at);
    made.second = ensure_tap(x.right, at);
  }
  if (x.what == series_expression::kind::lag)
    made.past = ring<double>{static_cast<std::size_t>(x.offset) + 1};
  return add_node(std::move(made));
}

graph::node_list& condition_graph::list_of(const node& n) {
  auto& where = markets_[n.market].of(n.base);
  if (n.level == 0)
    return where.nodes;
  if (where.later.size() < n.level)
    where.later.resize(n.level);
  return where.later[n.level - 1U];
}

int condition_graph::add_node(node made) {
  auto key = made.key;
  for (const auto& input : {made.first, made.second}) {
    if (input.node < 0)
      continue;
    // What is read from another symbol was computed before this one's bars closed.
    const auto& from = nodes_[static_cast<std::size_t>(input.node)];
    const bool samples = made.what == series_expression::kind::sample;
    if (from.market == made.market)
      made.level = std::max<std::uint8_t>(
        made.level, static_cast<std::uint8_t>(from.level + (samples ? 1 : 0)));
  }
  deepest_ = std::max(deepest_, made.level);
  auto& list = list_of(made).all;
  made.place = list.size();
  ++markets_[made.market].users;
  const auto index = place(nodes_, free_nodes_, std::move(made));
  node_by_key_.emplace(std::move(key), index);
  list.push_back(index);
  fresh_nodes_.push_back(index);
  return index;
}

// -- leaving -------------------------------------------------------------------

void condition_graph::release(truth_index which) {
  if (is_combination(which)) {
    for (const auto part : net_.release(which))
      release(part);
    return;
  }
  auto& x = (*items_)[which];
  if (x.users > 0 && --x.users == 0)
    drop_item(which);
}

void condition_graph::use_intrabar(truth_index which) {
  ++intrabar_[which];
}

void condition_graph::release_intrabar(truth_index which) {
  const auto found = intrabar_.find(which);
  if (found != intrabar_.end() && --found->second == 0)
    intrabar_.erase(found);
}

void condition_graph::prune() {
  for (auto gone = net_.unused(); !gone.empty(); gone = net_.unused())
    for (const auto which : gone)
      release(which);
  for (condition_index i = 0; i < items_->size(); ++i)
    if ((*items_)[i].in_use && (*items_)[i].users == 0)
      drop_item(i);
}

void condition_graph::drop_item(condition_index which) {
  item_by_meaning_.erase(which);
  delist(which);
  drop_operands((*items_)[which]);
  (*items_)[which] = item{};
  free_items_.push_back(which);
  structure_changed_ = true;
}

void condition_graph::drop_operands(const item& x) {
  for (const auto& side : {x.left, x.right, x.high})
    if (side.slot >= 0)
      drop_slot(side.slot);
}

void condition_graph::drop_slot(int which) {
  auto& s = slots_[static_cast<std::size_t>(which)];
  if (--s.users > 0)
    return;
  slot_by_key_.erase(s.key);
  if (const auto* moved = graph::take_out(frame_of(s.home).slots, s.place))
    slots_[static_cast<std::size_t>(*moved)].place = s.place;
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
  // The order of the others matters: the place stays empty until many are.
  auto& list = list_of(n);
  list.all[n.place] = -1;
  if (++list.gone > 32 && list.gone > list.all.size() / 2) {
    list.all.erase(std::remove(list.all.begin(), list.all.end(), -1), list.all.end());
    list.gone = 0;
    for (std::size_t i = 0; i < list.all.size(); ++i)
      nodes_[static_cast<std::size_t>(list.all[i])].place = i;
  }
  const auto market = n.market;
  const bool last = --markets_[market].users == 0 && market != 0;
  const auto inputs = {n.first.node, n.second.node};
  n = node{};
  free_nodes_.push_back(which);
  for (const int input : inputs)
    if (input >= 0)
      drop_node(input);
  if (last)
    drop_unread_peers();
}

} // namespace tradeeon
