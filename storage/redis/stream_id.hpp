#pragma once

#include "storage/event_bus.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::storage::redis {

/// "1700000000000-17": how Redis writes an entry's id.
[[nodiscard]] std::string to_string(const bus_place& x);

/// Nothing where the text is no complete id.
[[nodiscard]] std::optional<bus_place> parse_stream_id(std::string_view text);

/// How far a group of consumers has come.
struct group_progress {
  bus_place delivered;                     ///< the last that was given to it
  std::optional<bus_place> oldest_unacked; ///< of what was given
};

/// From where on the stream must be kept: `wanted`, or where a group has not come
/// that far, its first entry that is not acknowledged.
[[nodiscard]] bus_place trim_limit(const std::vector<group_progress>& groups,
                                   const bus_place& wanted);

} // namespace tradeeon::storage::redis
