#pragma once

#include "domain/alerts/trigger.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon::json {

/// A trigger as the fields of a stream entry, texts all (docs/redis.md). There is
/// no user in it.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
bus_fields(const trigger& x);

/// The message on the channel `condition.<condition_id>` about a condition's
/// trigger.
[[nodiscard]] std::string condition_message(const trigger& x,
                                            const std::string& condition_id,
                                            std::uint64_t subscribers,
                                            time_ms published_at);

} // namespace tradeeon::json
