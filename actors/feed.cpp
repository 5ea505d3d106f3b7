#include "actors/feed.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using feed_ptr = caf::stateful_actor<feed_state>*;

constexpr std::size_t largest_batch = 512;
constexpr auto patience = 180s;

void pass_on(feed_ptr self);

/// The next candle, with its time moved on by the loops so far; nothing at the end.
std::optional<candle> read(feed_state& state) {
  auto next = state.source->next();
  if (!next)
    throw std::runtime_error{next.error().place + ": " + next.error().text};
  if (!*next && state.options.loop && state.last >= 0) {
    const auto base = state.source->base();
    state.shift = bar_close(base, state.last) - state.first;
    // Calendar months have no constant length to move on by.
    if (base != timeframe::mo1) {
      state.source->rewind();
      next = state.source->next();
    }
  }
  if (!next || !*next)
    return std::nullopt;
  auto bar = **next;
  if (state.first < 0)
    state.first = bar.open_time;
  bar.open_time += state.shift;
  state.last = bar.open_time;
  return bar;
}

void fill_up(feed_state& state, std::size_t most) {
  while (state.batch.size() < most && !state.ended) {
    if (auto bar = read(state))
      state.batch.push_back({state.source->symbol(), state.source->base(), *bar});
    else
      state.ended = true;
  }
}

/// How long one bar lasts at the feed's speed.
std::chrono::microseconds pace(const feed_state& state) {
  if (state.options.speed <= 0 || state.batch.empty())
    return 0us;
  const auto& x = state.batch.back();
  const auto length = bar_close(x.base, x.bar.open_time) - x.bar.open_time;
  return std::chrono::microseconds{
    static_cast<std::int64_t>(static_cast<double>(length) * 1'000 / state.options.speed)};
}

void schedule(feed_ptr self) {
  auto& state = self->state;
  auto delay = pace(state);
  if (state.options.live && !state.batch.empty()) {
    // A candle of the present is not known before it has closed.
    const auto& x = state.batch.back();
    const auto wait = bar_close(x.base, x.bar.open_time) - state.context->now();
    delay = std::max(delay, std::chrono::microseconds{wait * 1'000});
  }
  if (delay > 0us)
    self->delayed_send(self, delay, feed_atom_v);
  else
    self->send(self, feed_atom_v);
}

/// A feed of the present has shown that it lives.
void sign_in(const feed_state& state) {
  if (!state.options.live || state.batch.empty())
    return;
  const auto& x = state.batch.back();
  const auto length = bar_close(x.base, x.bar.open_time) - x.bar.open_time;
  state.context->feed_times->taken(state.options.name, length, state.context->now());
}

void on_taken(feed_ptr self, const ingest_receipt& receipt) {
  auto& state = self->state;
  for (const auto& x : receipt.refused)
    journal::warn(
      "feed.candle_refused", x.reason,
      {{"feed", state.options.name}, {"open_time", state.batch[x.index].bar.open_time}});
  sign_in(state);
  state.batch.clear();
  fill_up(state, state.options.speed > 0 ? 1 : largest_batch);
  if (state.batch.empty()) {
    journal::info("feed.ended", "end of data", {{"feed", state.options.name}});
    return;
  }
  // What the store knows already need not be waited for.
  if (receipt.duplicates > 0 && receipt.accepted == 0)
    self->send(self, feed_atom_v);
  else
    schedule(self);
}

void pass_on(feed_ptr self) {
  auto& state = self->state;
  if (state.context->draining->load())
    return; // what was not handed on is read again after the next start
  const auto router = state.context->names->find(role::router);
  if (!router || state.batch.empty()) {
    self->delayed_send(self, 100ms, feed_atom_v);
    return;
  }
  const auto received_at = state.options.live ? state.context->now() : time_ms{0};
  self->request(router, patience, ingest_atom_v, state.batch, received_at)
    .then([=](const ingest_receipt& receipt) { on_taken(self, receipt); },
          [=](const caf::error& why) {
            // Not taken: the same batch again.
            journal::warn(
              "feed.waiting", "candles not taken, trying again",
              {{"feed", self->state.options.name}, {"why", to_problem(why).text}});
            self->delayed_send(self, 1s, feed_atom_v);
          });
}

} // namespace

caf::behavior feed(feed_ptr self, context_ptr context, feed_options options) {
  follow_house_rules(self, *context->count, "feed " + options.name);
  auto& state = self->state;
  state.context = std::move(context);
  state.options = std::move(options);
  auto opened = state.options.open();
  if (!opened)
    throw std::runtime_error{opened.error().place + ": " + opened.error().text};
  state.source = *std::move(opened);
  fill_up(state, state.options.speed > 0 ? 1 : largest_batch);
  sign_in(state); // from here on its silence counts
  self->send(self, feed_atom_v);
  return {
    [=](feed_atom) { pass_on(self); },
  };
}

} // namespace tradeeon
