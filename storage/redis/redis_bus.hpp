#pragma once

#include "storage/event_bus.hpp"
#include "storage/redis/connection.hpp"

#include <memory>

namespace tradeeon::storage::redis {

/// The stream that every trigger goes to.
inline constexpr const char* stream_key = "tradeeon:triggers";

/// The bus on a Redis of version 6.2 or later, which need not be there yet.
[[nodiscard]] std::unique_ptr<event_bus> open_bus(redis_address at,
                                                  time_limits limits = {});

} // namespace tradeeon::storage::redis
