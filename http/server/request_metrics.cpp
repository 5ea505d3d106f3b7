#include "http/server/request_metrics.hpp"

namespace tradeeon::http {

request_metrics::route_figures& request_metrics::add(std::string method,
                                                     std::string endpoint) {
  auto figures = std::make_unique<route_figures>();
  figures->method = std::move(method);
  figures->endpoint = std::move(endpoint);
  routes_.push_back(std::move(figures));
  return *routes_.back();
}

void request_metrics::count(route_figures& on, int status, double seconds) noexcept {
  std::size_t n = 0;
  while (n + 1 < statuses.size() && statuses[n] != status)
    ++n;
  on.by_status[n].add();
  on.seconds.observe(seconds);
}

} // namespace tradeeon::http
