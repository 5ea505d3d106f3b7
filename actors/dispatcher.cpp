#include "actors/dispatcher.hpp"

#include "actors/attempt_report.hpp"
#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"
#include "domain/policies/retry_policy.hpp"

#include <caf/result.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using dispatcher_ptr = caf::stateful_actor<dispatcher_state>*;

constexpr auto patience = 30s;
constexpr auto record_patience = 130s;
constexpr std::uint32_t page = 500;
constexpr std::size_t most_held = 20'000;
constexpr std::size_t few_held = 5'000;

void pump(dispatcher_ptr self);
void load_more(dispatcher_ptr self);

/// Into its lane, from where it goes out in its turn.
void line_up(dispatcher_ptr self, lane_item x) {
  x.due_at = self->state.context->now();
  self->state.lanes.push(std::move(x));
}

void count_held(dispatcher_ptr self) {
  auto& state = self->state;
  state.context->count->outbox_pending.set(static_cast<std::int64_t>(state.held.size()));
}

// -- in ------------------------------------------------------------------------

void hold(dispatcher_ptr self, lane_item x) {
  auto& state = self->state;
  const auto id = x.what.delivery_id;
  if (!state.held.emplace(id, x).second)
    return; // known: facts and the outbox overlap after a start
  const auto wait = x.what.next_at - state.context->now();
  if (wait > 0)
    self->delayed_send(self, std::chrono::milliseconds{wait}, retry_atom_v, id);
  else
    line_up(self, std::move(x));
}

void on_committed(dispatcher_ptr self, const committed& facts) {
  // Before all older ones are in memory, newer ones would overtake them and the
  // memory's bound: they wait in the outbox.
  if (!self->state.all_loaded)
    return load_more(self);
  std::unordered_map<std::string, std::shared_ptr<const trigger>> by_event;
  for (const auto& x : facts.deliveries) {
    auto& fact = by_event[x.event_id];
    if (!fact)
      for (const auto& t : facts.triggers)
        if (t.event_id == x.event_id)
          fact = std::make_shared<const trigger>(t);
    if (self->state.held.size() >= most_held) {
      self->state.all_loaded = false;
      break;
    }
    self->state.loaded_up_to = x.delivery_id;
    hold(self, {x, fact});
  }
  count_held(self);
  pump(self);
}

void load_more(dispatcher_ptr self) {
  auto& state = self->state;
  if (state.all_loaded || state.loading || state.held.size() > few_held)
    return;
  const auto store = state.context->names->find(role::store);
  if (!store)
    return;
  state.loading = true;
  self->request(store, patience, pending_atom_v, state.loaded_up_to, page)
    .then(
      [=](const std::vector<delivery>& rows) {
        auto& now = self->state;
        now.loading = false;
        for (const auto& x : rows) {
          now.loaded_up_to = x.delivery_id;
          hold(self, {x, nullptr});
        }
        // Facts committed after this page are published before its answer:
        // with a short page in, none can be missed.
        now.all_loaded = rows.size() < page;
        count_held(self);
        pump(self);
        load_more(self);
      },
      [=](const caf::error&) {
        self->state.loading = false;
        self->delayed_send(self, 1s, pending_atom_v);
      });
}

// -- out -----------------------------------------------------------------------

void send_out(dispatcher_ptr self, const lane_item& item) {
  auto& state = self->state;
  const auto& context = *state.context;
  const auto id = item.what.delivery_id;
  const caf::actor me{self};
  context.transport->send(context.render_webhook(item.what, *item.fact, context.now()),
                          [me, id](const webhook_answer& answer) {
                            caf::anon_send(
                              me, answer_atom_v, id, std::int32_t{answer.status},
                              answer.retry_after_ms, answer.error, answer.elapsed_ms);
                          });
}

/// Fetches the trigger that the body is made of, then sends.
void fetch_and_send(dispatcher_ptr self, lane_item item) {
  const auto give_back = [=](const lane_item& x) {
    self->state.lanes.done(x.what.url);
    self->delayed_send(self, 1s, retry_atom_v, x.what.delivery_id);
  };
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return give_back(item);
  self->request(store, patience, event_atom_v, item.what.event_id)
    .then(
      [=](const trigger& fact) {
        auto& held = self->state.held[item.what.delivery_id];
        held = {item.what, std::make_shared<const trigger>(fact)};
        send_out(self, held);
      },
      [=](const caf::error&) { give_back(item); });
}

void pump(dispatcher_ptr self) {
  if (self->state.draining)
    return; // what waits is in the outbox, for the next start
  while (auto item = self->state.lanes.next()) {
    if (item->fact)
      send_out(self, *item);
    else
      fetch_and_send(self, *std::move(item));
  }
}

// -- outcomes ------------------------------------------------------------------

void record(dispatcher_ptr self);

bool is_drained(const dispatcher_state& state) {
  return state.lanes.in_flight() == 0 && state.made.empty() && !state.recording;
}

void tell_if_drained(dispatcher_ptr self) {
  auto& state = self->state;
  if (!state.draining || !is_drained(state))
    return;
  for (auto& waiting : std::exchange(state.drained, {}))
    waiting.deliver(true);
}

/// The store has the outcomes: what is over leaves memory, the rest waits.
void on_recorded(dispatcher_ptr self, const std::vector<attempt>& made) {
  auto& state = self->state;
  for (const auto& x : made) {
    const auto found = state.held.find(x.delivery_id);
    if (found == state.held.end())
      continue;
    if (x.state != delivery_state::pending) {
      state.held.erase(found);
      continue;
    }
    found->second.what.attempts = x.number;
    found->second.what.next_at = x.next_at;
    found->second.fact = nullptr; // retries are rare: memory is worth more
    const auto wait = std::max<time_ms>(0, x.next_at - state.context->now());
    self->delayed_send(self, std::chrono::milliseconds{wait}, retry_atom_v,
                       x.delivery_id);
  }
  count_held(self);
  load_more(self);
}

void record(dispatcher_ptr self) {
  auto& state = self->state;
  if (state.recording || state.made.empty())
    return;
  const auto store = state.context->names->find(role::store);
  if (!store) {
    self->delayed_send(self, 1s, attempts_atom_v);
    return;
  }
  state.recording = true;
  const auto made = std::exchange(state.made, {});
  self->request(store, record_patience, attempts_atom_v, made, state.context->notifies)
    .then(
      [=](std::uint32_t) {
        self->state.recording = false;
        on_recorded(self, made);
        record(self);
        tell_if_drained(self);
      },
      [=](const caf::error&) {
        auto& all = self->state.made;
        all.insert(all.begin(), made.begin(), made.end());
        self->state.recording = false;
        self->delayed_send(self, 1s, attempts_atom_v);
      });
}

void on_answer(dispatcher_ptr self, const std::string& id, int status,
               std::int64_t retry_after_ms, const std::string& error,
               std::int64_t elapsed_ms) {
  auto& state = self->state;
  const auto found = state.held.find(id);
  if (found == state.held.end())
    return;
  const auto& what = found->second.what;
  state.lanes.done(what.url);
  attempt x;
  x.delivery_id = id;
  x.event_id = what.event_id;
  x.alert_id = what.alert_id;
  x.user_id = what.user_id;
  x.number = what.attempts + 1;
  x.status = status;
  x.error = error;
  x.elapsed_ms = elapsed_ms;
  x.at = state.context->now();
  const auto next = after_attempt(id, x.number, {status, retry_after_ms}, x.at,
                                  state.context->limits->get()->retries);
  x.state = next.state;
  x.next_at = next.next_at;
  report_attempt(*state.context->count, x);
  state.last_answer_at = x.at;
  state.made.push_back(std::move(x));
  record(self);
  pump(self);
}

/// What keeps webhooks from going out, or nothing. A receiver that is slow or dead
/// delays its own lane only and is no such reason: other attempts still end.
std::string why_behind(dispatcher_ptr self) {
  constexpr time_ms most_lag = 60'000;
  constexpr time_ms most_silence = 180'000; // longer than any one attempt may take
  auto& state = self->state;
  const auto now = state.context->now();
  const auto since = state.lanes.waiting_since();
  const auto lag = since ? std::max<time_ms>(0, now - *since) : 0;
  state.context->count->outbox_oldest_ms.set(lag);
  if (lag <= most_lag || now - state.last_answer_at <= most_silence)
    return {};
  return "a webhook has waited for " + std::to_string(lag / 1'000) +
         " s, and none is answered";
}

} // namespace

caf::behavior dispatcher(dispatcher_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "dispatcher");
  self->state.context = context;
  context->names->enter(role::dispatcher, caf::actor{self});
  if (const auto store = context->names->find(role::store))
    self->send(store, listen_atom_v, caf::actor{self});
  load_more(self);
  return {
    [=](event_atom, const committed& facts) {
      if (!facts.deliveries.empty())
        on_committed(self, facts);
    },
    [=](answer_atom, const std::string& id, std::int32_t status, std::int64_t retry_after,
        const std::string& error, std::int64_t elapsed) {
      on_answer(self, id, status, retry_after, error, elapsed);
    },
    [=](retry_atom, const std::string& id) {
      const auto found = self->state.held.find(id);
      if (found != self->state.held.end())
        line_up(self, found->second);
      pump(self);
    },
    [=](attempts_atom) { record(self); },
    [=](status_atom) { return why_behind(self); },
    [=](drain_atom) -> caf::result<bool> {
      auto& state = self->state;
      state.draining = true;
      auto promise = self->make_response_promise<bool>();
      state.drained.push_back(promise);
      tell_if_drained(self);
      return promise;
    },
    [=](pending_atom) { load_more(self); },
  };
}

} // namespace tradeeon
