#pragma once

#include "domain/support/counters.hpp"
#include "http/server/request_metrics.hpp"

#include <cstdint>
#include <string>

namespace tradeeon::http {

/// Everything that is counted, as Prometheus text (format 0.0.4).
[[nodiscard]] std::string exposition(const counters& engine,
                                     const request_metrics& requests,
                                     std::int64_t active_connections,
                                     double uptime_seconds);

} // namespace tradeeon::http
