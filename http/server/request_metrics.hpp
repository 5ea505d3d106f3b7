#pragma once

#include "domain/support/counters.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon::http {

/// Requests by route and status. The labels are the route table's, so their
/// number does not depend on what clients ask for. Thread-safe.
class request_metrics {
public:
  static constexpr std::array<int, 15> statuses{200, 400, 401, 403, 404, 405, 408, 409,
                                                411, 413, 429, 431, 500, 503, 0};

  struct route_figures {
    std::string method;
    std::string endpoint;
    std::array<counter, statuses.size()> by_status; ///< the last: any other
    duration_histogram seconds;
  };

  /// The figures of one more route; lives as long as this object. To be called
  /// before the first request is counted.
  route_figures& add(std::string method, std::string endpoint);

  static void count(route_figures& on, int status, double seconds) noexcept;

  [[nodiscard]] const std::vector<std::unique_ptr<route_figures>>&
  routes() const noexcept {
    return routes_;
  }

private:
  std::vector<std::unique_ptr<route_figures>> routes_;
};

} // namespace tradeeon::http
