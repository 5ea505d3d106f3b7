#include "domain/conditions/truth_net.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

using kind = expression::kind;

} // namespace

// -- what each is worth ----------------------------------------------------------

truth truth_net::now(truth_index which) const {
  if (is_combination(which))
    return gates_[slot_of(which)].now;
  return which < leaves_.size() ? leaves_[which] : truth::unknown;
}

truth truth_net::counted(const gate& x, std::uint32_t yes, std::uint32_t unknown) {
  const auto parts = static_cast<std::uint32_t>(x.children.size());
  switch (x.what) {
  case kind::none:
    return yes > 0 ? truth::no : unknown > 0 ? truth::unknown : truth::yes;
  case kind::all:
    return yes == parts ? truth::yes : yes + unknown < parts ? truth::no : truth::unknown;
  case kind::any:
    return yes > 0 ? truth::yes : unknown > 0 ? truth::unknown : truth::no;
  case kind::at_least: {
    const auto wanted = static_cast<std::uint32_t>(x.count);
    return yes >= wanted             ? truth::yes
           : yes + unknown >= wanted ? truth::unknown
                                     : truth::no;
  }
  case kind::leaf:
  case kind::then:
    break;
  }
  return truth::unknown;
}

truth truth_net::evaluate(const gate& x) const {
  return counted(x, x.yes, x.unknown);
}

truth truth_net::then_truth(const gate& x, truth first, truth second, time_ms first_at,
                            time_ms bar) const {
  if (second != truth::yes)
    return second;
  if (x.second != truth::no)
    return x.second == truth::yes ? truth::no : truth::unknown;
  if (first_at >= 0 && bars_between(x.home, first_at, bar) <= x.count)
    return truth::yes;
  return first == truth::unknown ? truth::unknown : truth::no;
}

truth truth_net::evaluate_then(gate& x, time_ms bar) {
  const auto first = now(x.children[0].which);
  const auto second = now(x.children[1].which);
  if (first == truth::yes)
    x.first_at = bar;
  const auto whole = then_truth(x, first, second, x.first_at, bar);
  if (second != truth::unknown)
    x.second = second;
  return whole;
}

// -- changes ---------------------------------------------------------------------

void truth_net::know(condition_index which, truth now) {
  if (which >= leaves_.size())
    leaves_.resize(which + 1, truth::unknown);
  leaves_[which] = now;
}

void truth_net::change(condition_index which, truth now) {
  const auto from = leaves_[which];
  leaves_[which] = now;
  if (which < leaf_parents_.size())
    part_turned(leaf_parents_[which], from, now);
}

void truth_net::part_turned(std::vector<parent>& parents, truth from, truth to) {
  for (const auto& p : parents) {
    auto& x = gates_[p.gate];
    if (x.what == kind::then)
      continue; // looks at its parts when a bar of its home closes
    // Unsigned on purpose: what is taken away was added before.
    x.yes += (to == truth::yes ? 1U : 0U) - (from == truth::yes ? 1U : 0U);
    x.unknown += (to == truth::unknown ? 1U : 0U) - (from == truth::unknown ? 1U : 0U);
    enqueue(p.gate);
  }
}

void truth_net::enqueue(std::uint32_t which) {
  auto& x = gates_[which];
  if (x.queued)
    return;
  x.queued = true;
  waiting_[x.level].push_back(which);
}

void truth_net::settle(const std::vector<dated_bar>& closed,
                       std::vector<truth_change>& turned) {
  std::array<time_ms, timeframe_count> bar_of{};
  bar_of.fill(-1);
  for (const auto& x : closed) {
    bar_of[static_cast<std::size_t>(x.base)] = x.bar.open_time;
    if (const auto found = thens_.find(x.base); found != thens_.end())
      for (const auto which : found->second)
        enqueue(which);
  }
  // Level by level, so that each is looked at once, after all of its parts.
  for (auto& level : waiting_) {
    for (const auto which : level) {
      auto& x = gates_[which];
      x.queued = false;
      const auto now = x.what == kind::then
                         ? evaluate_then(x, bar_of[static_cast<std::size_t>(x.home)])
                         : evaluate(x);
      if (now == x.now)
        continue;
      const auto from = std::exchange(x.now, now);
      part_turned(x.parents, from, now);
      turned.push_back({which | combination_bit, now});
    }
    level.clear();
  }
}

// -- coming and going --------------------------------------------------------------

std::string truth_net::key_of(const shape& x) {
  std::string key{static_cast<char>('a' + static_cast<int>(x.what))};
  key += std::to_string(x.count);
  if (x.what == kind::then)
    key.append("@").append(to_string(x.home));
  for (const auto part : x.parts)
    key += ' ' + std::to_string(part);
  return key;
}

void truth_net::canonise(shape& x) {
  if (x.what != kind::then)
    std::sort(x.parts.begin(), x.parts.end());
}

truth_index truth_net::add(shape x, time_ms newest, bool& made) {
  canonise(x);
  auto key = key_of(x);
  const auto found = by_key_.find(key);
  made = found == by_key_.end();
  const auto which = made ? make(x, newest, std::move(key)) : found->second;
  ++gates_[which].users;
  return which | combination_bit;
}

std::vector<truth_net::parent>& truth_net::parents_of(truth_index x) {
  if (is_combination(x))
    return gates_[slot_of(x)].parents;
  if (x >= leaf_parents_.size())
    leaf_parents_.resize(x + 1);
  return leaf_parents_[x];
}

std::uint32_t truth_net::make(const shape& x, time_ms newest, std::string key) {
  std::uint32_t which = 0;
  if (free_.empty()) {
    which = static_cast<std::uint32_t>(gates_.size());
    gates_.emplace_back();
  } else {
    which = free_.back();
    free_.pop_back();
  }
  gate made;
  made.what = x.what;
  made.home = x.home;
  made.count = x.count;
  for (const auto part : x.parts) {
    auto& parents = parents_of(part);
    const auto slot = static_cast<std::uint32_t>(made.children.size());
    made.children.push_back({part, static_cast<std::uint32_t>(parents.size())});
    parents.push_back({which, slot});
    const auto state = now(part);
    made.yes += state == truth::yes ? 1 : 0;
    made.unknown += state == truth::unknown ? 1 : 0;
    if (is_combination(part))
      made.level = std::max(made.level, gates_[slot_of(part)].level);
  }
  ++made.level;
  if (waiting_.size() <= made.level)
    waiting_.resize(made.level + 1U);
  if (x.what == kind::then) {
    // It begins to watch now: the second part has to become true from here on.
    made.second = now(x.parts[1]);
    made.first_at = now(x.parts[0]) == truth::yes ? newest : -1;
    made.now = made.second == truth::unknown ? truth::unknown : truth::no;
    thens_[x.home].push_back(which);
  } else {
    made.now = evaluate(made);
  }
  gates_[which] = std::move(made);
  by_key_.emplace(std::move(key), which);
  return which;
}

std::vector<truth_index> truth_net::release(truth_index which) {
  auto& x = gates_[slot_of(which)];
  if (x.users > 0 && --x.users > 0)
    return {};
  shape known{x.what, x.count, x.home, {}};
  for (const auto& c : x.children)
    known.parts.push_back(c.which);
  by_key_.erase(key_of(known));
  for (const auto& c : x.children) {
    // The last of the part's parents takes the free place.
    auto& parents = parents_of(c.which);
    const auto moved = parents.back();
    parents[c.place] = moved;
    gates_[moved.gate].children[moved.slot].place = c.place;
    parents.pop_back();
  }
  if (x.what == kind::then) {
    auto& all = thens_[x.home];
    all.erase(std::remove(all.begin(), all.end(), slot_of(which)), all.end());
  }
  x = gate{};
  free_.push_back(slot_of(which));
  return std::move(known.parts);
}

std::vector<truth_index> truth_net::unused() const {
  std::vector<truth_index> out;
  for (const auto& [key, which] : by_key_)
    if (gates_[which].users == 0)
      out.push_back(which | combination_bit);
  return out;
}

} // namespace tradeeon
