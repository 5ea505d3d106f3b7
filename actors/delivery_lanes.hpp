#pragma once

#include "domain/alerts/delivery.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tradeeon {

/// A delivery waiting for its turn, with its trigger where that is at hand.
struct lane_item {
  delivery what;
  std::shared_ptr<const trigger> fact;
  time_ms due_at = 0; ///< since when it could have gone out
};

/// Which delivery goes out next: one lane per endpoint origin, each with its
/// own bound on what is in flight, served in turn, so that a slow or dead
/// endpoint delays only itself. Pure.
class delivery_lanes {
public:
  struct limits {
    std::size_t per_lane = 4;
    std::size_t total = 64;
  };

  explicit delivery_lanes(limits most) : most_(most) {}

  void push(lane_item x);
  /// The next delivery that may go out now; it counts as in flight until `done`.
  std::optional<lane_item> next();
  void done(const std::string& url);
  /// Since when the one that has waited longest could have gone out; nothing where
  /// none waits. Looks at every lane.
  [[nodiscard]] std::optional<time_ms> waiting_since() const;
  [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }

  /// Scheme, host and port: what shares a lane.
  [[nodiscard]] static std::string origin_of(const std::string& url);

private:
  struct lane {
    std::deque<lane_item> waiting;
    std::size_t in_flight = 0;
    bool queued = false; ///< in turns_
  };
  void queue(const std::string& origin, lane& x);

  limits most_;
  std::unordered_map<std::string, lane> lanes_;
  std::deque<std::string> turns_; ///< lanes that can send, in turn
  std::size_t in_flight_ = 0;
};

} // namespace tradeeon
