#pragma once

#include "domain/alerts/alert.hpp"

namespace tradeeon {

/// One moment at which an alert is looked at.
struct alert_moment {
  time_ms bar_time = 0; ///< open time of the alert's base bar
  time_ms at = 0;       ///< close time of that bar, or the update time while it forms
  bool closed = true;   ///< the base bar has closed
};

/// True for modes that look at forming bars too.
[[nodiscard]] constexpr bool is_intrabar(fire_mode mode) noexcept {
  return mode == fire_mode::once || mode == fire_mode::per_bar ||
         mode == fire_mode::per_minute || mode == fire_mode::per_tick;
}

/// Decides whether an alert fires at `when`, being `now`, and brings its state
/// up to date. Never fires on unknown. Same inputs, same answer: a moment that
/// is looked at again after a crash decides as it did before.
[[nodiscard]] bool fires(fire_mode mode, truth now, const alert_moment& when,
                         alert_state& state);

} // namespace tradeeon
