#pragma once

#include "actors/relay_position.hpp"
#include "domain/alerts/trigger.hpp"
#include "storage/event_bus.hpp"
#include "storage/store.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon {

/// What an engine publishes its triggers with.
struct publishing {
  std::function<std::unique_ptr<storage::event_bus>()> open_bus;
  std::shared_ptr<storage::queries> log;
  /// The newest seq when the engine was started: a database that has never
  /// published begins after it.
  std::int64_t log_end = 0;
  /// A trigger as the fields of a stream entry; `event_id` must be among them.
  std::function<std::vector<std::pair<std::string, std::string>>(const trigger&)> fields;
  /// The message about a condition's trigger, for those who know the condition by
  /// `condition_id`.
  std::function<std::string(const trigger&, const std::string& condition_id,
                            std::uint64_t subscribers, time_ms now)>
    message;
  /// Triggers that stay on the stream, however many have been acknowledged.
  std::size_t keep = 100'000;
};

/// Brings the trigger log to the bus: in order, each trigger at least once on the
/// stream and at least once on its channels, again only what was under way when
/// something broke. The stream itself says how far it has come: where it has lost
/// entries they are added again, up to `keep` of them, without their messages.
/// Blocks its thread as `event_bus` does.
class trigger_relay {
public:
  trigger_relay(const publishing& with, relay_position at, time_ms now);

  struct progress {
    std::size_t published = 0; ///< triggers that the bus has accepted
    bool more = false;         ///< there is more to do at once
  };

  /// Does one piece of work. After a problem the next step looks at the stream
  /// again. `look` does so without one: it finds out what is gone.
  result<progress> step(time_ms now, bool look = false);

  /// What must be durable before the next step where its epoch has changed; else
  /// it may be written some time later.
  [[nodiscard]] const relay_position& position() const noexcept { return at_; }

  /// Triggers that the bus has not accepted yet.
  result<std::uint64_t> lag() const { return with_.log->triggers_after(at_.sent); }

private:
  result<void> find_place(time_ms now);
  result<bool> is_ours(const storage::bus_tail& tail) const;
  result<void> begin_epoch(const storage::bus_tail& tail, time_ms now);
  result<std::int64_t> floor() const;
  result<std::vector<storage::bus_entry>> entries_of(const std::vector<trigger>& page,
                                                     time_ms now) const;
  struct audience {
    std::vector<std::string> ids; ///< the present one first
    std::uint64_t subscribers = 0;
  };
  result<audience> audience_of(const std::string& condition_id) const;
  result<void> trim();

  publishing with_;
  std::unique_ptr<storage::event_bus> bus_;
  relay_position at_;
  /// The last seq on the stream, where that is known to be so.
  std::optional<std::int64_t> placed_;
  bool exists_ = false;     ///< there is a stream
  storage::bus_place tail_; ///< where it ends
  bool replaced_ = false;   ///< somebody has made another stream in its place
  std::size_t untrimmed_ = 0;
};

} // namespace tradeeon
