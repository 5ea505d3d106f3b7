#include "actors/publisher.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"
#include "actors/trigger_relay.hpp"

#include <caf/result.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <utility>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using publisher_ptr = caf::stateful_actor<publisher_state>*;

constexpr const char* fact_name = "redis.position";
constexpr auto store_patience = 30s;
/// Far above what the bus's own time limits add up to.
constexpr auto step_patience = 120s;
/// How often a quiet bus is looked at: whether it is there, and has lost nothing.
constexpr auto look_every = 5s;
/// Positions within an epoch follow from the stream: writing one now and then will do.
constexpr auto write_every = 1s;

void pump(publisher_ptr self);

// -- the position ----------------------------------------------------------------

bool same_epoch(const std::string& a, const std::string& b) {
  return a.substr(0, a.find(' ')) == b.substr(0, b.find(' '));
}

void write_position(publisher_ptr self) {
  auto& state = self->state;
  if (state.storing || state.position == state.stored)
    return;
  const auto store = state.context->names->find(role::store);
  const auto retry = [=] {
    self->state.storing = false;
    self->state.write_due = true;
    self->delayed_send(self, write_every, flush_atom_v);
  };
  if (!store)
    return retry();
  state.storing = true;
  self
    ->request(store, store_patience, fact_atom_v, std::string{fact_name}, state.position)
    .then(
      [=](const std::string& now) {
        self->state.storing = false;
        self->state.stored = now;
        pump(self); // it may have waited for this
      },
      [=](const caf::error&) { retry(); });
}

void write_later(publisher_ptr self) {
  if (self->state.position == self->state.stored || self->state.write_due)
    return;
  self->state.write_due = true;
  self->delayed_send(self, write_every, flush_atom_v);
}

// -- the work --------------------------------------------------------------------

void rest(publisher_ptr self, const std::string& failure, std::int64_t wait_ms) {
  auto& state = self->state;
  if (!std::exchange(state.away, true))
    journal::warn("bus.away", "triggers wait in the log and are published later",
                  {{"why", failure}});
  state.resting = true;
  self->delayed_send(self, std::chrono::milliseconds{wait_ms}, retry_atom_v);
}

void on_step(publisher_ptr self, bool more, const std::string& position,
             const std::string& failure, std::int64_t wait_ms) {
  auto& state = self->state;
  state.under_way = false;
  state.position = position;
  // A new epoch is the store's to know before anything is sent under it.
  if (!same_epoch(state.position, state.stored))
    write_position(self);
  else
    write_later(self);
  if (!failure.empty())
    return rest(self, failure, wait_ms);
  if (!more && std::exchange(state.away, false))
    journal::info("bus.back", "all triggers are on the bus again");
  if (more || state.again)
    pump(self);
}

void pump(publisher_ptr self) {
  auto& state = self->state;
  if (!state.worker)
    return;
  if (state.under_way || state.resting || !same_epoch(state.position, state.stored)) {
    state.again = true;
    return;
  }
  state.under_way = true;
  state.again = false;
  self
    ->request(state.worker, step_patience, retry_atom_v, std::exchange(state.look, false))
    .then([=](bool more, const std::string& position, const std::string& failure,
              std::int64_t wait_ms) { on_step(self, more, position, failure, wait_ms); },
          [=](const caf::error&) {
            self->state.under_way = false;
            rest(self, "a step takes too long", 5'000);
          });
}

void begin(publisher_ptr self, const std::string& stored) {
  auto& state = self->state;
  auto at = parse_relay_position(stored);
  if (!at)
    // Its epoch is lost, the stream's end is not: a new one begins above it.
    journal::error("bus.position_lost", "the stored position can't be read",
                   {{"why", at.error().text}});
  const auto from = at ? *at : relay_position{};
  state.worker =
    state.context->detached
      ? self->spawn<caf::linked + caf::detached>(bus_worker, state.context, from)
      : self->spawn<caf::linked>(bus_worker, state.context, from);
  state.stored = state.position = stored;
  pump(self);
}

void load(publisher_ptr self) {
  const auto retry = [=] { self->delayed_send(self, 1s, load_atom_v); };
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return retry();
  self->request(store, store_patience, fact_atom_v, std::string{fact_name})
    .then([=](const std::string& stored) { begin(self, stored); },
          [=](const caf::error&) { retry(); });
}

} // namespace

bus_worker_state::bus_worker_state() = default;
bus_worker_state::~bus_worker_state() = default;

caf::behavior bus_worker(caf::stateful_actor<bus_worker_state>* self, context_ptr context,
                         relay_position at) {
  follow_house_rules(self, *context->count, "publisher's worker");
  self->state.relay =
    std::make_unique<trigger_relay>(*context->publish, at, context->now());
  auto failures = std::make_shared<std::uint32_t>(0);
  const bool fresh = at.epoch == 0;
  auto told = std::make_shared<bool>(!fresh);
  return {
    [=](retry_atom,
        bool look) -> caf::result<bool, std::string, std::string, std::int64_t> {
      auto& relay = *self->state.relay;
      auto& count = *context->count;
      // A first position is made durable before it is used.
      if (!std::exchange(*told, true))
        return {true, to_string(relay.position()), std::string{}, std::int64_t{0}};
      const auto done = relay.step(context->now(), look);
      count.redis_up.set(done ? 1 : 0);
      if (!done) {
        count.redis_failures.add();
        if (const auto lag = relay.lag())
          count.redis_lag.set(static_cast<std::int64_t>(*lag));
        return {true, to_string(relay.position()), done.error().text,
                relay_wait_ms(++*failures, relay.position())};
      }
      *failures = 0;
      count.redis_published.add(done->published);
      if (!done->more)
        count.redis_lag.set(0);
      else if (done->published > 0)
        count.redis_lag.add(-static_cast<std::int64_t>(done->published));
      return {done->more, to_string(relay.position()), std::string{}, std::int64_t{0}};
    },
  };
}

caf::behavior publisher(publisher_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "publisher");
  self->state.context = context;
  if (const auto store = context->names->find(role::store))
    self->send(store, listen_atom_v, caf::actor{self});
  load(self);
  self->delayed_send(self, look_every, pending_atom_v);
  return {
    [=](event_atom, const committed& facts) {
      if (!facts.triggers.empty())
        pump(self);
    },
    [=](load_atom) { load(self); },
    [=](retry_atom) {
      self->state.resting = false;
      pump(self);
    },
    [=](flush_atom) {
      self->state.write_due = false;
      write_position(self);
    },
    [=](pending_atom) {
      self->delayed_send(self, look_every, pending_atom_v);
      if (self->state.under_way || self->state.resting)
        return;
      self->state.look = true;
      pump(self);
    },
  };
}

} // namespace tradeeon
