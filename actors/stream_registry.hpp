#pragma once

#include "actors/batches.hpp"
#include "actors/engine_api.hpp"
#include "domain/support/counters.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace tradeeon {

/// The open live streams of an engine. Thread-safe: streams come and go on the
/// threads that serve them, the hub distributes.
class stream_registry {
public:
  stream_registry(std::size_t most, std::size_t capacity, counters& count)
      : most_(most), capacity_(capacity), count_(count) {}

  /// `unavailable` once the bound is reached.
  result<std::shared_ptr<event_queue>> open(const stream_request& what);
  void close(const std::shared_ptr<event_queue>& stream);
  /// Ends all streams; their clients resume elsewhere or later.
  void close_all();
  /// Gives every stream what it asked for of a commit's facts.
  void distribute(const committed& facts);

private:
  struct entry {
    stream_request what;
    std::shared_ptr<event_queue> queue;
  };
  void push(const live_event& event, const std::string& user, const std::string& symbol);

  std::mutex mutex_;
  std::vector<entry> entries_;
  std::size_t most_;
  std::size_t capacity_;
  counters& count_;
};

} // namespace tradeeon
