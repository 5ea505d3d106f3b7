#include "domain/alerts/alert_book.hpp"

#include "domain/alerts/explain.hpp"
#include "domain/alerts/fire_policy.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tradeeon {

namespace {

void stamp(trigger& fact, time_ms at, time_ms received_at) {
  // Replayed candles carry no arrival time: then a trigger is as old as its bar.
  fact.triggered_at = std::max(at, received_at);
  fact.late_by = received_at == 0 ? 0 : std::max<time_ms>(0, received_at - at);
}

} // namespace

alert_book::~alert_book() = default;

// -- members -------------------------------------------------------------------

/// What a newcomer's truths are worth now.
void alert_book::note(const expression_view& root) {
  closed_.at(root.root).value = root.now;
  users_.at(root.root);
  for (const auto& part : root.parts) {
    closed_.at(part.index).value = part.now;
    if (views_.size() <= part.index)
      views_.resize(part.index + 1);
    auto& shared = views_[part.index];
    if (shared.users == 0)
      shared.view = part;
  }
}

void alert_book::put(const alert& row, const question& asks,
                     const std::vector<expression_view>& roots,
                     const alert_state* state) {
  auto made = std::make_unique<entry>();
  made->row = row;
  if (asks.playbook)
    made->book = std::make_unique<question>(asks);
  for (const auto& root : roots) {
    note(root);
    auto& users = users_.at(root.root);
    users.push_back({made.get(), made->roots.size()});
    made->roots.push_back({root.root, users.size() - 1});
    for (const auto& part : root.parts)
      if (std::find(made->parts.begin(), made->parts.end(), part.index) ==
          made->parts.end()) {
        made->parts.push_back(part.index);
        ++views_[part.index].users;
      }
  }
  if (state != nullptr && state->version == row.version) {
    made->state = *state;
    made->memory = decode_playbook_memory(state->memory, roots.size());
  } else {
    made->state.alert_id = row.alert_id;
    made->state.version = row.version;
    made->memory.last_true.resize(roots.size(), -1);
    auto again = false;
    made->state.known = judge(*made, {-1, -1, false}, again);
    changed_.add(*made);
  }
  remove(row.alert_id); // only now: `state` may be the old entry's
  if (is_intrabar(row.mode))
    intrabar_.add(*made);
  dirty_[static_cast<std::size_t>(row.base)].add(*made);
  entries_[row.alert_id] = std::move(made);
}

void alert_book::remove(const std::string& alert_id) {
  const auto found = entries_.find(alert_id);
  if (found == entries_.end())
    return;
  unlink(*found->second);
  entries_.erase(found);
}

void alert_book::unlink(entry& x) {
  for (const auto& root : x.roots) {
    auto& users = users_.at(root.which);
    const auto moved = users.back();
    users[root.place] = moved;
    moved.who->roots[moved.root].place = root.place;
    users.pop_back();
  }
  for (const auto part : x.parts)
    --views_[part].users;
  const auto base = static_cast<std::size_t>(x.row.base);
  dirty_[base].remove(x);
  holding_[base].remove(x);
  intrabar_.remove(x);
  changed_.remove(x);
}

bool alert_book::holds(const std::string& alert_id) const {
  return entries_.count(alert_id) > 0;
}

const alert* alert_book::find(const std::string& alert_id) const {
  const auto found = entries_.find(alert_id);
  return found == entries_.end() ? nullptr : &found->second->row;
}

const alert_state* alert_book::state_of(const std::string& alert_id) const {
  const auto found = entries_.find(alert_id);
  return found == entries_.end() ? nullptr : &found->second->state;
}

truth alert_book::truth_of(const std::string& alert_id) const {
  const auto found = entries_.find(alert_id);
  return found == entries_.end() ? truth::unknown : found->second->now;
}

explanation alert_book::explain(const std::string& alert_id, const candle& bar,
                                const std::vector<operand_reading>& readings) const {
  const auto found = entries_.find(alert_id);
  return found == entries_.end() ? explanation{} : explain(*found->second, bar, readings);
}

std::vector<truth_index> alert_book::roots_of(const std::string& alert_id) const {
  std::vector<truth_index> out;
  if (const auto found = entries_.find(alert_id); found != entries_.end())
    for (const auto& root : found->second->roots)
      out.push_back(root.which);
  return out;
}

void alert_book::watch(const condition_view& what, timeframe base, bool level) {
  closed_.at(what.index).value = what.now;
  watched_.insert_or_assign(what.id, watched_item{what, base, level, what.now});
}

void alert_book::unwatch(const std::string& condition_id) {
  watched_.erase(condition_id);
}

const condition_view* alert_book::watched(const std::string& condition_id) const {
  const auto found = watched_.find(condition_id);
  return found == watched_.end() ? nullptr : &found->second.view;
}

// -- steps ---------------------------------------------------------------------

void alert_book::apply(const bar_step& step, time_ms received_at) {
  take_changes(step);
  std::vector<firing> fired;
  for (const auto& at : step.closed) {
    look_closed(at, step, received_at, fired);
    look_at_watched(at, step, received_at, fired);
  }
  if (!step.forming.empty() && !intrabar_.all.empty())
    look_forming(step, received_at, fired);
  std::sort(fired.begin(), fired.end(), [](const firing& a, const firing& b) {
    return std::tie(a.fact.bar_time, a.fact.subject) <
           std::tie(b.fact.bar_time, b.fact.subject);
  });
  std::move(fired.begin(), fired.end(), std::back_inserter(firings_));
}

void alert_book::take_changes(const bar_step& step) {
  for (const auto& change : step.changes) {
    auto* known = closed_.find(change.which);
    if (known == nullptr)
      continue; // evaluated for somebody else
    known->value = change.now;
    if (const auto* users = users_.find(change.which))
      for (const auto& user : *users)
        dirty_[static_cast<std::size_t>(user.who->row.base)].add(*user.who);
  }
}

void alert_book::look_closed(const dated_bar& at, const bar_step& step,
                             time_ms received_at, std::vector<firing>& out) {
  const auto base = static_cast<std::size_t>(at.base);
  candidates_ = dirty_[base].all;
  for (auto* x : holding_[base].all)
    if (x->dirty == nowhere)
      candidates_.push_back(x);
  for (auto* x : dirty_[base].all)
    x->dirty = nowhere;
  dirty_[base].all.clear();
  for (auto* x : candidates_)
    look(*x, at, true, step, received_at, out);
}

void alert_book::look_forming(const bar_step& step, time_ms received_at,
                              std::vector<firing>& out) {
  for (const auto& change : step.tentative)
    tentative_.at(change.which) = static_cast<unsigned char>(change.now) + 1;
  for (auto* x : intrabar_.all) {
    const auto bar =
      std::find_if(step.forming.begin(), step.forming.end(),
                   [&](const dated_bar& b) { return b.base == x->row.base; });
    if (bar != step.forming.end())
      look(*x, *bar, false, step, received_at, out);
  }
  for (const auto& change : step.tentative)
    tentative_.at(change.which) = 0;
}

truth alert_book::closed(truth_index which) const {
  const auto* known = closed_.find(which);
  return known == nullptr ? truth::unknown : known->value;
}

truth alert_book::live(truth_index which) const {
  const auto* forming = tentative_.find(which);
  return forming != nullptr && *forming != 0 ? static_cast<truth>(*forming - 1)
                                             : closed(which);
}

/// The truth of an alert's expression or playbook; `again` turns true where a later
/// bar may find another one although nothing changes.
truth alert_book::judge(entry& x, const alert_moment& when, bool& again) {
  if (!x.book)
    return live(x.roots.front().which);
  std::vector<truth> present;
  for (const auto& root : x.roots)
    present.push_back(live(root.which));
  auto memory = x.memory;
  const auto whole = evaluate(*x.book, present, when, memory);
  if (when.closed)
    x.memory = std::move(memory);
  again = awake(*x.book, present, x.memory);
  return whole;
}

void alert_book::look(entry& x, const dated_bar& at, bool closed, const bar_step& step,
                      time_ms received_at, std::vector<firing>& out) {
  if (x.state.completed)
    return;
  ++looked_at_;
  const alert_moment when{at.bar.open_time, step.at, closed};
  auto again = false;
  const auto now = x.now = judge(x, when, again);
  const auto known = x.state.known;
  const bool fire = fires(x.row.mode, now, when, x.state);
  if (fire && x.book && x.book->reset_on_fire)
    std::fill(x.memory.last_true.begin(), x.memory.last_true.end(), -1);
  if (closed) {
    const bool level = now == truth::yes && x.row.mode != fire_mode::per_edge;
    auto& holding = holding_[static_cast<std::size_t>(x.row.base)];
    if (level || again)
      holding.add(x);
    else
      holding.remove(x);
  }
  if (x.book && closed)
    x.state.memory = encode(x.memory);
  if (fire || (x.book && closed) ||
      (x.state.known != known && x.row.mode == fire_mode::per_edge))
    changed_.add(x);
  if (!fire)
    return;
  out.push_back(make_firing(x, at, closed, step, received_at));
  if (x.state.completed) {
    holding_[static_cast<std::size_t>(x.row.base)].remove(x);
    completed_.push_back(x.row.alert_id);
  }
}

explanation alert_book::explain(const entry& x, const candle& bar,
                                const std::vector<operand_reading>& readings) const {
  explanation out;
  out.bar = bar;
  for (const auto part : x.parts)
    out.parts.push_back(tradeeon::explain(views_[part].view, live(part), readings));
  return out;
}

firing alert_book::make_firing(const entry& x, const dated_bar& at, bool closed,
                               const bar_step& step, time_ms received_at) const {
  firing made;
  auto& fact = made.fact;
  fact.event_id = event_id_of(x.row, at.bar.open_time, step.at);
  fact.kind = trigger_kind::alert;
  fact.subject = x.row.alert_id;
  fact.user_id = x.row.user_id;
  fact.symbol = symbol_;
  fact.base = at.base;
  fact.bar_time = at.bar.open_time;
  fact.price = at.bar.close;
  stamp(fact, step.at, received_at);
  fact.why = explain(x, at.bar, closed ? step.readings : step.tentative_readings);
  made.actions = x.row.actions;
  return made;
}

void alert_book::look_at_watched(const dated_bar& at, const bar_step& step,
                                 time_ms received_at, std::vector<firing>& out) {
  for (auto& [id, x] : watched_) {
    if (x.base != at.base)
      continue;
    const auto now = closed(x.view.index);
    const bool edge = now == truth::yes && x.known == truth::no;
    if (now != truth::unknown)
      x.known = now;
    if (now != truth::yes || (!edge && !x.level))
      continue;
    firing made;
    auto& fact = made.fact;
    fact.event_id = event_id_of(id, at.bar.open_time);
    fact.kind = trigger_kind::condition;
    fact.subject = id;
    fact.symbol = symbol_;
    fact.base = at.base;
    fact.bar_time = at.bar.open_time;
    fact.price = at.bar.close;
    fact.edge = edge;
    stamp(fact, step.at, received_at);
    fact.why.bar = at.bar;
    fact.why.parts.push_back(tradeeon::explain(x.view, now, step.readings));
    out.push_back(std::move(made));
  }
}

alert_book::effects alert_book::take_effects() {
  effects out;
  out.firings = std::exchange(firings_, {});
  for (auto* x : changed_.all) {
    x->changed = nowhere;
    out.states.push_back(x->state);
  }
  changed_.all.clear();
  return out;
}

std::vector<std::string> alert_book::take_completed() {
  return std::exchange(completed_, {});
}

} // namespace tradeeon
