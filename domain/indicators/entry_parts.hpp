// What registry entries have in common.
#pragma once

#include "domain/indicators/registry.hpp"
#include "domain/indicators/stepped.hpp"

namespace tradeeon {

/// A whole length up to 5000 named `name`.
[[nodiscard]] inline parameter_info a_length(std::string_view name, double fallback,
                                             double minimum = 1) {
  return {name, minimum, 5000, fallback, true};
}

/// Warm-ups and settling times of indicators whose first parameter is a length.
[[nodiscard]] inline int warm_length(const std::vector<double>& p, std::size_t) {
  return static_cast<int>(p[0]);
}
[[nodiscard]] inline int warm_length_and_one(const std::vector<double>& p, std::size_t) {
  return static_cast<int>(p[0]) + 1;
}
[[nodiscard]] inline int warm_at_once(const std::vector<double>&, std::size_t) {
  return 1;
}
[[nodiscard]] inline int warm_second(const std::vector<double>&, std::size_t) {
  return 2;
}
[[nodiscard]] inline int settles_exponential(const std::vector<double>& p) {
  return static_cast<int>(p[0]) + exponential_memory(p[0]);
}
[[nodiscard]] inline int settles_wilder(const std::vector<double>& p) {
  return static_cast<int>(p[0]) + 1 + wilder_memory(p[0]);
}
[[nodiscard]] inline int settles_never(const std::vector<double>&) {
  return never_settles;
}

} // namespace tradeeon
