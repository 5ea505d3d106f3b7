#include "domain/alerts/alert_book.hpp"

#include "domain/alerts/explain.hpp"
#include "domain/alerts/fire_policy.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tradeeon {

namespace {

template <class T>
void remove_value(std::vector<T>& from, T value) {
  from.erase(std::remove(from.begin(), from.end(), value), from.end());
}

void stamp(trigger& fact, time_ms at, time_ms received_at) {
  // Replayed candles carry no arrival time: then a trigger is as old as its bar.
  fact.triggered_at = std::max(at, received_at);
  fact.late_by = received_at == 0 ? 0 : std::max<time_ms>(0, received_at - at);
}

} // namespace

alert_book::~alert_book() = default;

void alert_book::grow(condition_index which) {
  if (which < closed_.size())
    return;
  users_.resize(which + 1);
  closed_.resize(which + 1, truth::unknown);
  tentative_.resize(which + 1, 0);
}

// -- members -------------------------------------------------------------------

void alert_book::put(const alert& row, const expression& asks,
                     std::vector<condition_view> parts, const alert_state* state) {
  auto made = std::make_unique<entry>();
  made->row = row;
  made->code = expression_code{asks};
  made->parts = std::move(parts);
  for (const auto& part : made->parts) {
    grow(part.index);
    closed_[part.index] = part.now;
    users_[part.index].push_back(made.get());
  }
  if (state != nullptr && state->version == row.version) {
    made->state = *state;
  } else {
    made->state.alert_id = row.alert_id;
    made->state.version = row.version;
    made->state.known =
      made->code.evaluate([&](std::size_t i) { return made->parts[i].now; });
    mark_changed(*made);
  }
  remove(row.alert_id); // only now: `state` may be the old entry's
  if (is_intrabar(row.mode))
    intrabar_.push_back(made.get());
  mark_dirty(*made);
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
  for (const auto& part : x.parts)
    remove_value(users_[part.index], &x);
  const auto base = static_cast<std::size_t>(x.row.base);
  if (x.dirty)
    remove_value(dirty_[base], &x);
  if (x.changed)
    remove_value(changed_, &x);
  set_holding(x, false);
  if (is_intrabar(x.row.mode))
    remove_value(intrabar_, &x);
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

std::vector<condition_view> alert_book::parts_of(const std::string& alert_id) const {
  const auto found = entries_.find(alert_id);
  return found == entries_.end() ? std::vector<condition_view>{} : found->second->parts;
}

void alert_book::watch(const condition_view& what, timeframe base, bool level) {
  grow(what.index);
  closed_[what.index] = what.now;
  watched_.insert_or_assign(what.id, watched_item{what, base, level, what.now});
}

void alert_book::unwatch(const std::string& condition_id) {
  watched_.erase(condition_id);
}

const condition_view* alert_book::watched(const std::string& condition_id) const {
  const auto found = watched_.find(condition_id);
  return found == watched_.end() ? nullptr : &found->second.view;
}

void alert_book::mark_dirty(entry& x) {
  if (!std::exchange(x.dirty, true))
    dirty_[static_cast<std::size_t>(x.row.base)].push_back(&x);
}

void alert_book::mark_changed(entry& x) {
  if (!std::exchange(x.changed, true))
    changed_.push_back(&x);
}

void alert_book::set_holding(entry& x, bool holding) {
  if (std::exchange(x.holding, holding) == holding)
    return;
  auto& list = holding_[static_cast<std::size_t>(x.row.base)];
  if (holding)
    list.push_back(&x);
  else
    remove_value(list, &x);
}

// -- steps ---------------------------------------------------------------------

void alert_book::apply(const bar_step& step, time_ms received_at) {
  take_changes(step);
  std::vector<firing> fired;
  for (const auto& at : step.closed) {
    look_closed(at, step, received_at, fired);
    look_at_watched(at, step, received_at, fired);
  }
  if (!step.forming.empty() && !intrabar_.empty())
    look_forming(step, received_at, fired);
  std::sort(fired.begin(), fired.end(), [](const firing& a, const firing& b) {
    return std::tie(a.fact.bar_time, a.fact.subject) <
           std::tie(b.fact.bar_time, b.fact.subject);
  });
  std::move(fired.begin(), fired.end(), std::back_inserter(firings_));
}

void alert_book::take_changes(const bar_step& step) {
  for (const auto& change : step.changes) {
    if (change.which >= closed_.size())
      continue; // evaluated for somebody else
    closed_[change.which] = change.now;
    for (auto* x : users_[change.which])
      mark_dirty(*x);
  }
}

void alert_book::look_closed(const dated_bar& at, const bar_step& step,
                             time_ms received_at, std::vector<firing>& out) {
  const auto base = static_cast<std::size_t>(at.base);
  auto candidates = std::exchange(dirty_[base], {});
  for (auto* x : candidates)
    x->dirty = false;
  for (auto* x : holding_[base])
    candidates.push_back(x);
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  for (auto* x : candidates)
    look(*x, at, true, step, received_at, out);
}

void alert_book::look_forming(const bar_step& step, time_ms received_at,
                              std::vector<firing>& out) {
  for (const auto& change : step.tentative)
    if (change.which < tentative_.size())
      tentative_[change.which] = static_cast<unsigned char>(change.now) + 1;
  for (auto* x : intrabar_) {
    const auto bar =
      std::find_if(step.forming.begin(), step.forming.end(),
                   [&](const dated_bar& b) { return b.base == x->row.base; });
    if (bar != step.forming.end())
      look(*x, *bar, false, step, received_at, out);
  }
  for (const auto& change : step.tentative)
    if (change.which < tentative_.size())
      tentative_[change.which] = 0;
}

truth alert_book::live(condition_index which) const {
  return tentative_[which] != 0 ? static_cast<truth>(tentative_[which] - 1)
                                : closed_[which];
}

void alert_book::look(entry& x, const dated_bar& at, bool closed, const bar_step& step,
                      time_ms received_at, std::vector<firing>& out) {
  if (x.state.completed)
    return;
  ++looked_at_;
  const auto now = x.code.evaluate([&](std::size_t i) { return live(x.parts[i].index); });
  if (closed)
    set_holding(x, now == truth::yes && x.row.mode != fire_mode::per_edge);
  const auto known = x.state.known;
  const bool fire = fires(x.row.mode, now, {at.bar.open_time, step.at, closed}, x.state);
  if (fire || (x.state.known != known && x.row.mode == fire_mode::per_edge))
    mark_changed(x);
  if (!fire)
    return;
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
  fact.why.bar = at.bar;
  const auto& readings = closed ? step.readings : step.tentative_readings;
  for (const auto& part : x.parts)
    fact.why.parts.push_back(explain(part, live(part.index), readings));
  made.actions = x.row.actions;
  out.push_back(std::move(made));
  if (x.state.completed) {
    set_holding(x, false);
    completed_.push_back(x.row.alert_id);
  }
}

void alert_book::look_at_watched(const dated_bar& at, const bar_step& step,
                                 time_ms received_at, std::vector<firing>& out) {
  for (auto& [id, x] : watched_) {
    if (x.base != at.base)
      continue;
    const auto now = closed_[x.view.index];
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
    fact.why.parts.push_back(explain(x.view, now, step.readings));
    out.push_back(std::move(made));
  }
}

alert_book::effects alert_book::take_effects() {
  effects out;
  out.firings = std::exchange(firings_, {});
  for (auto* x : changed_) {
    x->changed = false;
    out.states.push_back(x->state);
  }
  changed_.clear();
  return out;
}

std::vector<std::string> alert_book::take_completed() {
  return std::exchange(completed_, {});
}

} // namespace tradeeon
