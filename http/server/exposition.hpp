#pragma once

#include "domain/support/counters.hpp"
#include "http/server/process_figures.hpp"
#include "http/server/request_metrics.hpp"
#include "storage/store.hpp"

#include <cstddef>
#include <string>

namespace tradeeon::http {

/// What is not counted but looked up when it is asked for.
struct node_figures {
  std::size_t connections = 0; ///< of clients
  double uptime_seconds = 0;
  bool draining = false;
  storage::queries::footprint storage;
  process_figures process;
};

/// Everything that is counted, as Prometheus text (format 0.0.4).
[[nodiscard]] std::string exposition(const counters& engine,
                                     const request_metrics& requests,
                                     const node_figures& node);

} // namespace tradeeon::http
