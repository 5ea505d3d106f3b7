#include "actors/store_keeper.hpp"

#include "actors/bots/keeping.hpp"
#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"
#include "actors/store_jobs.hpp"

#include <caf/result.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace tradeeon {

problem fenced(const engine_context& context, problem why) {
  if (why.place == "tenure") {
    context.count->fenced_writes.add();
    journal::warn("cluster.fenced", "a write was refused", {{"why", why.text}});
  }
  return why;
}

result<void> note_condition(storage::store& store, const std::string& condition_id,
                            committed& facts) {
  auto row = store.condition(condition_id);
  if (!row)
    return std::move(row).error();
  auto wanted = store.watched(condition_id);
  if (!wanted)
    return std::move(wanted).error();
  facts.conditions.push_back(*std::move(wanted));
  facts.condition_symbols.push_back(row->symbol);
  return {};
}

namespace {

using namespace std::chrono_literals;
using job = store_keeper_state::job;

constexpr std::size_t largest_group = 1'024;

// -- group commit --------------------------------------------------------------

void publish(keeper_ptr self, committed facts) {
  if (journal::wants(journal::level::debug))
    for (const auto& x : facts.triggers)
      journal::debug("trigger.recorded", "a trigger is durable",
                     {{"event_id", x.event_id}, {"symbol", x.symbol}, {"seq", x.seq}});
  const bool empty = facts.triggers.empty() && facts.deliveries.empty() &&
                     facts.attempts.empty() && facts.handoffs.empty() &&
                     facts.bars.empty() && facts.alerts.empty() &&
                     facts.deleted_alerts.empty() && facts.conditions.empty() &&
                     facts.bot_lines.empty() && facts.bots.empty();
  if (empty)
    return;
  committed owed;
  owed.triggers = facts.triggers;
  owed.deliveries = facts.deliveries;
  const bool owes = !owed.triggers.empty() || !owed.deliveries.empty();
  const auto all = caf::make_message(event_atom_v, std::move(facts));
  const auto part = caf::make_message(event_atom_v, std::move(owed));
  for (const auto& listener : self->state.listeners)
    if (listener->node() == self->node())
      self->send(listener, all);
    else if (owes) // other nodes deliver; bars and the rest need not travel
      self->send(listener, part);
}

/// The disk is full or the file is locked: what can wait is kept and tried
/// again, the rest is refused now.
void put_off(keeper_ptr self, std::deque<job> group, const problem& why) {
  auto& state = self->state;
  journal::error("store.busy", why.text, {{"retry_ms", 1'000}});
  state.context->count->store_failures.add();
  state.context->count->store_refuses.set(1);
  while (!group.empty()) {
    auto x = std::move(group.back());
    group.pop_back();
    if (x.patient)
      state.jobs.push_front(std::move(x));
    else
      x.fail({problem_code::unavailable, "the database can't be written now", {}});
  }
  state.flush_due = true;
  self->delayed_send(self, 1s, flush_atom_v);
}

void give_up(std::deque<job>& group, const problem& why) {
  for (auto& x : group)
    x.fail({problem_code::unavailable, "the database has failed", {}});
  // The supervisor decides: a restart opens the file again.
  throw std::runtime_error{"store: " + why.text};
}

result<void> run_group(storage::store& store, std::deque<job>& group,
                       std::vector<problem>& refused, committed& facts) {
  if (auto begun = store.begin(); !begun)
    return begun;
  for (std::size_t i = 0; i < group.size(); ++i) {
    auto done = group[i].run(store, facts);
    if (done)
      continue;
    if (is_fatal(done.error())) {
      store.rollback();
      return done;
    }
    refused[i] = done.error();
  }
  auto done = store.commit();
  if (!done)
    store.rollback();
  return done;
}

void flush(keeper_ptr self) {
  auto& state = self->state;
  state.flush_due = false;
  std::deque<job> group;
  while (!state.jobs.empty() && group.size() < largest_group) {
    group.push_back(std::move(state.jobs.front()));
    state.jobs.pop_front();
  }
  if (group.empty())
    return;
  const auto started = std::chrono::steady_clock::now();
  std::vector<problem> refused(group.size());
  committed facts;
  if (auto done = run_group(*state.store, group, refused, facts); !done) {
    if (done.error().code == problem_code::unavailable)
      return put_off(self, std::move(group), done.error());
    return give_up(group, done.error());
  }
  if (!state.jobs.empty())
    flush_later(self);
  auto& count = *state.context->count;
  count.store_commits.add();
  count.store_refuses.set(0);
  count.commit_seconds.observe(
    std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  // Facts first: who asks for a settled state after its answer finds it settled.
  publish(self, std::move(facts));
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (refused[i].text.empty())
      group[i].succeed();
    else
      group[i].fail(refused[i]);
  }
  state.store->maintain();
}

void flush_all(keeper_ptr self) {
  // A put-off group stays put off: what it holds is not committed.
  for (auto left = self->state.jobs.size(); left > 0; left = self->state.jobs.size()) {
    flush(self);
    if (self->state.jobs.size() >= left)
      return;
  }
}

// -- facts ---------------------------------------------------------------------

void add_outcome(counters& count, storage::commit_outcome outcome, committed& facts) {
  for (auto& x : outcome.triggers) {
    if (x.kind == trigger_kind::condition)
      count.condition_triggers.add();
    facts.triggers.push_back(std::move(x));
  }
  count.alerts_triggered_webhook.add(outcome.deliveries.size());
  count.alerts_triggered_notify.add(outcome.notifications.size());
  count.alerts_triggered_bot.add(outcome.handoffs.size());
  std::move(outcome.deliveries.begin(), outcome.deliveries.end(),
            std::back_inserter(facts.deliveries));
  std::move(outcome.handoffs.begin(), outcome.handoffs.end(),
            std::back_inserter(facts.handoffs));
}

/// In a cluster nobody writes by a lease that has moved on.
result<void> may_write(storage::store& store, const engine_context& context,
                       const tenure& right) {
  if (!context.cluster)
    return {};
  auto held = store.check(right);
  if (!held)
    return fenced(context, std::move(held).error());
  return {};
}

result<void> apply(storage::store& store, const storage::symbol_commit& batch,
                   const engine_context& context, committed& facts) {
  // The store checks those that are named; here, that none is left out.
  if (context.cluster && batch.rights.size() != 2)
    return fenced(context, {problem_code::conflict,
                            "a write in a cluster names its lease", "tenure"});
  auto outcome = store.apply(batch);
  if (!outcome)
    return fenced(context, std::move(outcome).error());
  add_outcome(*context.count, *std::move(outcome), facts);
  for (const auto& series : batch.bars)
    if (series.base == batch.base)
      for (const auto& bar : series.bars)
        facts.bars.push_back({batch.symbol, series.base, bar});
  return {};
}

result<void> record(storage::store& store, const std::vector<attempt>& made,
                    committed& facts) {
  for (const auto& x : made) {
    auto row = store.record_attempt(x);
    if (row)
      facts.attempts.push_back(*std::move(row));
    else if (is_fatal(row.error()))
      return std::move(row).error();
    // Anything else: the delivery is gone, and so is the need to record it.
  }
  return {};
}

// -- requests ------------------------------------------------------------------

caf::message_handler writing(keeper_ptr self) {
  auto context = self->state.context;
  return {
    [=](commit_atom, const storage::symbol_commit& batch, const ingest_receipt& receipt) {
      return later<ingest_receipt>(
        self, true, [=](storage::store& s, committed& facts, ingest_receipt& answer) {
          answer = receipt;
          return apply(s, batch, *context, facts);
        });
    },
    [=](create_atom, const alert& row) {
      return later<alert>(
        self, false, [=](storage::store& s, committed& facts, alert& answer) {
          auto done = s.insert_alert(row, context->limits->get()->max_active_alerts);
          answer = row;
          if (done)
            facts.alerts.push_back(row);
          return done;
        });
    },
    [=](change_atom, const alert& row, std::uint32_t version, bool fresh) {
      return later<alert>(
        self, false, [=](storage::store& s, committed& facts, alert& answer) {
          auto done = s.update_alert(row, version, fresh,
                                     context->limits->get()->max_active_alerts);
          answer = row;
          if (done)
            facts.alerts.push_back(row);
          return done;
        });
    },
    [=](remove_atom, const std::string& user, const std::string& id) {
      return later<std::string>(
        self, false,
        [=](storage::store& s, committed& facts, std::string& answer) -> result<void> {
          answer = id;
          auto row = s.alert_of(user, id);
          if (!row)
            return std::move(row).error();
          auto done = s.delete_alert(user, id);
          if (done)
            facts.deleted_alerts.push_back(*std::move(row));
          return done;
        });
    },
    [=](attempts_atom, const std::vector<attempt>& made, const tenure& right) {
      return later<std::uint32_t>(
        self, true,
        [=](storage::store& s, committed& facts, std::uint32_t& answer) -> result<void> {
          if (auto may = may_write(s, *context, right); !may)
            return may;
          answer = static_cast<std::uint32_t>(made.size());
          return record(s, made, facts);
        });
    },
    [=](handover_atom, std::uint32_t limit, const tenure& right) {
      return later<handover>(
        self, false,
        [=](storage::store& s, committed& facts, handover& answer) -> result<void> {
          if (auto may = may_write(s, *context, right); !may)
            return may;
          auto made = s.hand_over(limit, context->now());
          if (!made)
            return std::move(made).error();
          answer = {std::move(made->first), made->second};
          context->count->handoffs.add(answer.made.size());
          facts.handoffs.insert(facts.handoffs.end(), answer.made.begin(),
                                answer.made.end());
          return {};
        });
    },
    [=](grant_atom, const std::vector<lease>& wanted) {
      return later<std::vector<lease>>(
        self, true,
        [=](storage::store& s, committed&, std::vector<lease>& answer) -> result<void> {
          auto granted = s.grant(wanted);
          if (!granted)
            return std::move(granted).error();
          answer = *std::move(granted);
          return {};
        });
    },
    [=](fact_atom, const std::string& name, const std::string& value) {
      return later<std::string>(self, false,
                                [=](storage::store& s, committed&, std::string& answer) {
                                  answer = value;
                                  return s.put_fact(name, value);
                                });
    },
  };
}

caf::message_handler subscribing(keeper_ptr self) {
  return {
    [=](register_atom, const registered_condition& row) {
      return later<registration>(
        self, false,
        [=](storage::store& s, committed&, registration& answer) -> result<void> {
          auto made = s.register_condition(row);
          if (!made)
            return std::move(made).error();
          answer = {std::move(made->first), made->second};
          return {};
        });
    },
    [=](subscr_atom, const subscription& row) {
      return later<enrolment>(
        self, false,
        [=](storage::store& s, committed& facts, enrolment& answer) -> result<void> {
          auto made = s.subscribe(row);
          if (!made)
            return std::move(made).error();
          answer = {std::move(made->first), made->second};
          return note_condition(s, answer.row.condition_id, facts);
        });
    },
    [=](unsubscr_atom, const std::string& user, const std::string& id) {
      return later<std::string>(
        self, false,
        [=](storage::store& s, committed& facts, std::string& answer) -> result<void> {
          auto gone = s.unsubscribe(user, id);
          if (!gone)
            return std::move(gone).error();
          answer = id;
          return note_condition(s, gone->condition_id, facts);
        });
    },
  };
}

caf::message_handler reading(keeper_ptr self) {
  const auto store = [=]() -> storage::store& { return *self->state.store; };
  return {
    // What is queued may bear on the answer: it goes first.
    [=](load_atom, const std::string& symbol) {
      flush_all(self);
      return answer(store().load_symbol(symbol));
    },
    // What is not committed yet the router still has.
    [=](load_atom, peer_atom, const std::string& symbol) {
      return answer(store().load_series(symbol));
    },
    [=](load_atom, peer_atom, const std::string& symbol, std::uint8_t base, time_ms after,
        time_ms until) -> caf::result<storage::peer_series> {
      const auto frame = static_cast<timeframe>(base);
      auto bars = store().load_bars(symbol, frame, after, until);
      if (!bars)
        return to_error(bars.error());
      return storage::peer_series{symbol, frame, -1, {{frame, *std::move(bars)}}};
    },
    [=](symbols_atom) { return answer(store().symbols_in_use()); },
    [=](leases_atom) { return answer(store().leases()); },
    [=](pending_atom, const std::string& after, std::uint32_t limit) {
      return answer(store().pending_deliveries(after, limit));
    },
    [=](event_atom, const std::string& event_id) {
      return answer(store().trigger_by_event(event_id));
    },
    [=](condition_atom, const std::string& condition_id) {
      return answer(store().condition(condition_id));
    },
    [=](fact_atom, const std::string& name) { return answer(store().fact(name)); },
  };
}

} // namespace

caf::behavior store_keeper(keeper_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "store");
  auto opened = context->open_store();
  if (!opened)
    throw std::runtime_error{opened.error().text};
  self->state.store = *std::move(opened);
  self->state.context = context;
  self->set_down_handler([=](const caf::down_msg& down) {
    auto& all = self->state.listeners;
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const auto& x) { return x.address() == down.source; }),
              all.end());
  });
  const auto own = caf::message_handler{
    [=](flush_atom) { flush(self); },
    [=](drain_atom) {
      flush_all(self);
      return true;
    },
    [=](listen_atom, const caf::actor& listener) {
      self->monitor(listener);
      self->state.listeners.push_back(listener);
    },
  };
  return own.or_else(writing(self))
    .or_else(subscribing(self))
    .or_else(keeping_bots(self))
    .or_else(reading(self));
}

} // namespace tradeeon
