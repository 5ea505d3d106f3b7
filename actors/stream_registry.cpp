#include "actors/stream_registry.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tradeeon {

result<std::shared_ptr<event_queue>> stream_registry::open(const stream_request& what) {
  const std::lock_guard guard{mutex_};
  if (entries_.size() >= most_)
    return problem{problem_code::unavailable,
                   "all " + std::to_string(most_) +
                     " event streams are in use; try later",
                   {}};
  auto queue = std::make_shared<event_queue>(capacity_);
  entries_.push_back({what, queue});
  count_.active_streams.set(static_cast<std::int64_t>(entries_.size()));
  return queue;
}

void stream_registry::close(const std::shared_ptr<event_queue>& stream) {
  const std::lock_guard guard{mutex_};
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(),
                                [&](const entry& x) { return x.queue == stream; }),
                 entries_.end());
  count_.active_streams.set(static_cast<std::int64_t>(entries_.size()));
}

void stream_registry::close_all() {
  const std::lock_guard guard{mutex_};
  for (const auto& x : entries_)
    x.queue->close();
}

void stream_registry::push(const live_event& event, const std::string& user,
                           const std::string& symbol) {
  std::shared_ptr<const live_event> shared; // made for the first taker only
  for (const auto& x : entries_) {
    const auto& symbols = x.what.symbols;
    const bool wanted =
      event.what == live_event::kind::bar
        ? std::find(symbols.begin(), symbols.end(), symbol) != symbols.end()
        : x.what.user_id == user;
    if (!wanted)
      continue;
    if (!shared)
      shared = std::make_shared<const live_event>(event);
    if (!x.queue->push(shared))
      count_.stream_drops.add();
  }
}

void stream_registry::distribute(const committed& facts) {
  const std::lock_guard guard{mutex_};
  if (entries_.empty())
    return;
  live_event bar;
  bar.what = live_event::kind::bar;
  for (const auto& x : facts.bars) {
    bar.bar = x;
    push(bar, {}, x.symbol);
  }
  // One sequence runs through all kinds, and a client resumes after the last one
  // that it has seen: they must go out in its order.
  std::map<std::int64_t, std::pair<live_event, std::string>> logged;
  for (const auto& x : facts.triggers) {
    if (x.kind != trigger_kind::alert)
      continue;
    auto& [event, user] = logged[x.seq];
    event.what = live_event::kind::trigger;
    event.fact = x;
    user = x.user_id;
  }
  for (const auto& x : facts.attempts) {
    auto& [event, user] = logged[x.seq];
    event.what = live_event::kind::delivery;
    event.delivered = x;
    user = x.user_id;
  }
  for (const auto& x : facts.handoffs) {
    auto& [event, user] = logged[x.seq];
    event.what = live_event::kind::bot;
    event.handed = x;
    user = x.user_id;
  }
  for (const auto& x : facts.bot_lines) {
    auto& [event, user] = logged[x.row.seq];
    event.what = live_event::kind::bot_event;
    event.noted = x;
    user = x.user_id;
  }
  for (auto& [seq, event_and_user] : logged) {
    event_and_user.first.seq = seq;
    push(event_and_user.first, event_and_user.second, {});
  }
}

} // namespace tradeeon
