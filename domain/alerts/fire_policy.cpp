#include "domain/alerts/fire_policy.hpp"

namespace tradeeon {

namespace {

constexpr time_ms minute = 60'000;

bool wants_to_fire(fire_mode mode, const alert_moment& when, const alert_state& state) {
  switch (mode) {
  case fire_mode::once:
    return !state.completed;
  case fire_mode::per_bar:
    return state.fired_bar < when.bar_time;
  case fire_mode::per_close:
    return when.closed;
  case fire_mode::per_edge:
    return when.closed && state.known == truth::no;
  case fire_mode::per_minute:
    return state.fired_update < 0 || state.fired_update / minute < when.at / minute;
  case fire_mode::per_tick:
    return true;
  }
  return false;
}

} // namespace

bool fires(fire_mode mode, truth now, const alert_moment& when, alert_state& state) {
  const bool fire = now == truth::yes && wants_to_fire(mode, when, state);
  // Unknown leaves the memory alone: an edge is from the last known truth.
  if (when.closed && now != truth::unknown)
    state.known = now;
  if (fire) {
    state.fired_bar = when.bar_time;
    state.fired_update = when.at;
    ++state.trigger_count;
    state.completed = mode == fire_mode::once;
  }
  return fire;
}

} // namespace tradeeon
