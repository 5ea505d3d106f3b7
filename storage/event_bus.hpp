#pragma once

#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tradeeon::storage {

/// Where an entry stands on the bus's stream. `epoch` tells the databases apart
/// that have written to it, `seq` is the trigger's in the log. Ordered; all zero
/// stands before every entry.
struct bus_place {
  std::uint64_t epoch = 0;
  std::uint64_t seq = 0;
};

inline bool operator<(const bus_place& a, const bus_place& b) noexcept {
  return std::tie(a.epoch, a.seq) < std::tie(b.epoch, b.seq);
}
inline bool operator==(const bus_place& a, const bus_place& b) noexcept {
  return std::tie(a.epoch, a.seq) == std::tie(b.epoch, b.seq);
}

/// For whoever listens to a channel at that moment.
struct bus_message {
  std::string channel;
  std::string payload;
};

/// One trigger on its way out: an entry of the stream, and messages beside it.
struct bus_entry {
  bus_place place;
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<bus_message> messages;
};

/// What the stream ends with.
struct bus_tail {
  bool exists = false;
  bus_place place;      ///< highest that there ever was, even where it is trimmed
  std::string event_id; ///< of the newest entry; empty where there is none
};

/// What became of a batch.
enum class bus_outcome : std::uint8_t {
  accepted,
  gone,     ///< there was no stream: nothing was added
  replaced, ///< added, but the stream had not ended where the caller thought
};

/// Carries triggers to programs outside. Used by one thread, which it blocks, for
/// a few seconds at most: every call has time limits. It connects when it is first
/// needed; a call that fails answers `unavailable`, and the next one connects anew.
class event_bus {
public:
  event_bus() = default;
  event_bus(const event_bus&) = delete;
  event_bus& operator=(const event_bus&) = delete;
  virtual ~event_bus() = default;

  virtual result<bus_tail> tail() = 0;

  /// Adds the entries and sends their messages, all or nothing. `after` is where
  /// the stream ends as far as the caller knows; `create`: there is none yet.
  /// After a problem only `tail` tells whether the batch has arrived.
  virtual result<bus_outcome> publish(const std::vector<bus_entry>& batch,
                                      const bus_place& after, bool create) = 0;

  /// Drops entries before `keep_from`, but none that a group of consumers has not
  /// acknowledged. Returns how many.
  virtual result<std::uint64_t> trim(const bus_place& keep_from) = 0;
};

} // namespace tradeeon::storage
