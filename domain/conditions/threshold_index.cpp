#include "domain/conditions/threshold_index.hpp"

#include "domain/conditions/compare.hpp"
#include "domain/support/numbers.hpp"

#include <algorithm>
#include <limits>

namespace tradeeon {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

bool threshold_index::holds(comparison how) noexcept {
  return how <= comparison::less_equal || is_turn(how);
}

bool threshold_index::is_turn(comparison how) noexcept {
  return how >= comparison::crosses_above && how <= comparison::crosses;
}

void threshold_index::add(const entry& x) {
  (is_turn(x.how) ? turns_ : levels_).insert(x);
}

void threshold_index::remove(const entry& x) {
  (is_turn(x.how) ? turns_ : levels_).erase(x);
}

truth threshold_index::truth_of(const entry& e, const recent_values& x) noexcept {
  const double level = e.threshold;
  if (e.turned)
    return compare(e.how, {level, level, x.now, x.previous, no_value, no_value});
  return compare(e.how, {x.now, x.previous, level, level, no_value, no_value});
}

threshold_index::range threshold_index::hull_of_levels(const recent_values& x) noexcept {
  if (has_value(x.now) != has_value(x.previous))
    return {-infinity, infinity}; // all begin or cease to be known
  if (!has_value(x.now) || x.now == x.previous)
    return {infinity, -infinity};
  return {std::min(x.now, x.previous), std::max(x.now, x.previous)};
}

threshold_index::range threshold_index::hull_of_turns(const recent_values& x) noexcept {
  const bool known = has_value(x.now) && has_value(x.previous);
  const bool was_known = has_value(x.previous) && has_value(x.older);
  if (known != was_known)
    return {-infinity, infinity};
  if (!known || (x.now == x.previous && x.previous == x.older))
    return {infinity, -infinity};
  return {std::min({x.now, x.previous, x.older}), std::max({x.now, x.previous, x.older})};
}

} // namespace tradeeon
