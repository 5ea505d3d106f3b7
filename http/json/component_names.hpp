// How the web client spells indicators and their components.
#pragma once

#include "domain/indicators/registry.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tradeeon::json {

/// The web client's VOLUME_MA: the simple average of volume.
[[nodiscard]] bool is_volume_average(std::string_view name);

/// The registry entry of an indicator, VOLUME_MA's being SMA; null where unknown.
[[nodiscard]] const indicator_info* info_of(std::string_view name);

/// Registry names of moving averages end in MA; each smooths its source to one line.
[[nodiscard]] bool is_moving_average(const indicator_info& info);

/// The output that a component names: "histogram", "MACD Line", "signal_line",
/// "Upper Band", the indicator's own name; none where there is no such output.
[[nodiscard]] std::optional<std::size_t>
output_of(const indicator_info& info, std::string_view name, std::string_view component);

/// MACD's zero_line, which is no output but the number 0.
[[nodiscard]] bool is_zero_line(const indicator_info& info, std::string_view component);

/// Which of a pair of moving averages a component names.
enum class average_side { neither, fast, slow };
[[nodiscard]] average_side side_of(const std::string& indicator,
                                   const std::string& component);

} // namespace tradeeon::json
