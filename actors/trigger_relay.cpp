#include "actors/trigger_relay.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace tradeeon {

namespace {

using storage::bus_outcome;

constexpr std::size_t page_size = 256;

/// Trimming walks over all that is kept: not for every trigger.
std::size_t trim_every(std::size_t keep) {
  return std::clamp<std::size_t>(keep / 10, 1, 10'000);
}

std::uint64_t to_unsigned(std::int64_t x) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(x, 0));
}

} // namespace

trigger_relay::trigger_relay(const publishing& with, relay_position at, time_ms now)
    : with_(with), bus_(with_.open_bus()), at_(at) {
  if (at_.epoch == 0)
    at_ = {std::max<std::uint64_t>(to_unsigned(now), 1), with_.log_end, with_.log_end};
}

result<trigger_relay::progress> trigger_relay::step(time_ms now, bool look) {
  if (look)
    placed_.reset();
  if (!placed_) {
    if (auto found = find_place(now); !found)
      return std::move(found).error();
    return progress{0, true};
  }
  auto page = with_.log->trigger_log(*placed_, page_size);
  if (!page)
    return std::move(page).error();
  if (page->empty())
    return progress{};
  auto entries = entries_of(*page, now);
  if (!entries)
    return std::move(entries).error();
  const auto accepted = bus_->publish(*entries, tail_, !exists_);
  if (!accepted || *accepted == bus_outcome::gone) {
    placed_.reset();
    if (!accepted)
      return accepted.error();
    return progress{0, true};
  }
  exists_ = true;
  tail_ = entries->back().place;
  placed_ = page->back().seq;
  at_.sent = std::max(at_.sent, *placed_);
  untrimmed_ += page->size();
  if (*accepted == bus_outcome::replaced) {
    replaced_ = true;
    placed_.reset();
  } else if (untrimmed_ >= trim_every(with_.keep)) {
    if (auto trimmed = trim(); !trimmed)
      return std::move(trimmed).error();
  }
  return progress{page->size(), page->size() == page_size || !placed_};
}

result<void> trigger_relay::find_place(time_ms now) {
  const auto tail = bus_->tail();
  if (!tail)
    return tail.error();
  const auto ours = is_ours(*tail);
  if (!ours)
    return ours.error();
  // Entries of others above ours, or of ours that the log does not know (an older
  // backup was restored): from here on in a place above them.
  if (replaced_ || at_.epoch < tail->place.epoch ||
      (at_.epoch == tail->place.epoch && !*ours)) {
    if (auto begun = begin_epoch(*tail, now); !begun)
      return begun;
  } else {
    const bool begun = at_.epoch == tail->place.epoch;
    auto there = begun ? static_cast<std::int64_t>(tail->place.seq) : at_.first;
    // What is on the stream was sent with its messages.
    at_.sent = std::max(at_.sent, there);
    if (there < at_.sent) {
      const auto lowest = floor();
      if (!lowest)
        return lowest.error();
      there = std::max(there, *lowest);
    }
    placed_ = there;
  }
  exists_ = tail->exists;
  tail_ = tail->place;
  return {};
}

/// Whether the stream's last entry, being of our epoch, is the log's.
result<bool> trigger_relay::is_ours(const storage::bus_tail& tail) const {
  if (tail.place.epoch != at_.epoch)
    return false;
  if (tail.place.seq >
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return false;
  const auto seq = static_cast<std::int64_t>(tail.place.seq);
  const auto known = with_.log->trigger_log(seq - 1, 1);
  if (!known)
    return known.error();
  if (known->empty() || known->front().seq != seq)
    return false;
  return tail.event_id.empty() || known->front().event_id == tail.event_id;
}

/// Goes on above whatever the stream ends with. Where the stream itself is another
/// one, what it should hold is added again.
result<void> trigger_relay::begin_epoch(const storage::bus_tail& tail, time_ms now) {
  if (tail.place.epoch == std::numeric_limits<std::uint64_t>::max())
    return problem{problem_code::unavailable,
                   "the stream ends with the highest id there is: remove that entry",
                   "redis"};
  const auto lowest = floor();
  if (!lowest)
    return lowest.error();
  const auto from = replaced_ ? *lowest : at_.sent;
  const auto epoch = std::max({to_unsigned(now), tail.place.epoch + 1, at_.epoch + 1});
  at_ = {epoch, std::min(from, at_.sent), at_.sent};
  placed_ = at_.first;
  replaced_ = false;
  return {};
}

/// What is at or below it need not be on the stream.
result<std::int64_t> trigger_relay::floor() const {
  const auto oldest = with_.log->trigger_floor(at_.sent, with_.keep);
  if (!oldest)
    return oldest.error();
  return std::max(*oldest, at_.first);
}

result<std::vector<storage::bus_entry>>
trigger_relay::entries_of(const std::vector<trigger>& page, time_ms now) const {
  std::vector<storage::bus_entry> out;
  out.reserve(page.size());
  std::map<std::string, audience> known; // a page has few conditions, each often
  for (const auto& x : page) {
    auto& entry = out.emplace_back();
    entry.place = {at_.epoch, to_unsigned(x.seq)};
    entry.fields = with_.fields(x);
    if (x.kind != trigger_kind::condition || x.seq <= at_.sent)
      continue;
    auto to = known.find(x.subject);
    if (to == known.end()) {
      auto found = audience_of(x.subject);
      if (!found)
        return std::move(found).error();
      to = known.emplace(x.subject, *std::move(found)).first;
    }
    for (const auto& id : to->second.ids)
      entry.messages.push_back(
        {"condition." + id, with_.message(x, id, to->second.subscribers, now)});
  }
  return out;
}

/// Those who know the condition by a former id listen to that one's channel.
result<trigger_relay::audience>
trigger_relay::audience_of(const std::string& condition_id) const {
  const auto subscribers = with_.log->subscriber_count(condition_id);
  if (!subscribers)
    return subscribers.error();
  auto ids = with_.log->former_ids(condition_id);
  if (!ids)
    return std::move(ids).error();
  ids->insert(ids->begin(), condition_id);
  return audience{*std::move(ids), *subscribers};
}

result<void> trigger_relay::trim() {
  untrimmed_ = 0;
  const auto oldest = with_.log->trigger_floor(*placed_, with_.keep);
  if (!oldest)
    return oldest.error();
  const auto gone = bus_->trim({at_.epoch, to_unsigned(*oldest) + 1});
  if (gone)
    return {};
  placed_.reset();
  return gone.error();
}

} // namespace tradeeon
