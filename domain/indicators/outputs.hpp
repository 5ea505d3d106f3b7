#pragma once

#include "domain/indicators/indicator.hpp"

namespace tradeeon {

/// The given outputs in order, `no_value` for the rest.
template <class... Values>
[[nodiscard]] output_values outputs(Values... values) noexcept {
  static_assert(sizeof...(values) <= max_outputs);
  output_values result;
  result.fill(no_value);
  [[maybe_unused]] std::size_t i = 0;
  ((result[i++] = values), ...);
  return result;
}

} // namespace tradeeon
