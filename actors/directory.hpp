#pragma once

#include <caf/actor.hpp>

#include <array>
#include <mutex>
#include <utility>

namespace tradeeon {

/// Parts of an engine that others look up by name.
enum class role : unsigned char {
  store,
  coordinator,
  membership,
  evaluation,
  router,
  trading,
  dispatcher,
  notifier,
  hub,
  web,
  count, ///< how many there are
};

/// Where the present handle of each part stands. A restarted part enters its new
/// handle here; nobody keeps a handle past a failure. Thread-safe.
class directory {
public:
  void enter(role who, caf::actor handle) {
    const std::lock_guard guard{mutex_};
    handles_[static_cast<std::size_t>(who)] = std::move(handle);
  }
  /// Null before the part has started.
  [[nodiscard]] caf::actor find(role who) const {
    const std::lock_guard guard{mutex_};
    return handles_[static_cast<std::size_t>(who)];
  }
  /// Lets all handles go, so that the actor system can end.
  void clear() {
    const std::lock_guard guard{mutex_};
    handles_ = {};
  }

private:
  mutable std::mutex mutex_;
  std::array<caf::actor, static_cast<std::size_t>(role::count)> handles_;
};

} // namespace tradeeon
