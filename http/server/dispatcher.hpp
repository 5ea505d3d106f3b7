#pragma once

#include "http/server/call.hpp"
#include "http/server/cors.hpp"
#include "http/server/rate_limiter.hpp"
#include "http/server/request_metrics.hpp"
#include "http/server/router.hpp"
#include "http/server/server.hpp"

namespace tradeeon::http {

/// Everything between a parsed request and its reply: route, identity, limits,
/// handler, errors, headers, figures. Thread-safe.
class dispatcher {
public:
  dispatcher(const http_server::options& how, services& on, router routes);

  /// The complete answer; never throws. `peer` is the client's address as the
  /// kernel tells it.
  reply answer(const httplib::Request& request, std::string_view body,
               std::string_view peer);

  /// The answer to a request that was refused before it could be read.
  reply refusal(int status, std::string_view reason) const;
  /// Headers that every answer carries.
  [[nodiscard]] static const header_list& security_headers();

  [[nodiscard]] const request_metrics& figures() const noexcept { return figures_; }

private:
  reply route_to(const httplib::Request& request, std::string_view body,
                 std::string_view peer, const match& at, const request_policy& policy);
  reply handle(const httplib::Request& request, std::string_view body, const match& at,
               const identity* caller);
  [[nodiscard]] result<identity> identify(const httplib::Request& request,
                                          const match& at,
                                          const request_policy& policy) const;
  /// Milliseconds to wait, 0 where the request may go on.
  time_ms charge(const match& at, const identity* caller, std::string_view peer,
                 std::string_view method, const request_policy& policy);
  [[nodiscard]] reply defect(std::string_view what) const;

  services& on_;
  const router routes_;
  rate_limiter reads_;
  rate_limiter writes_;
  rate_limiter ingest_;
  request_metrics figures_;
  std::vector<request_metrics::route_figures*> by_route_; ///< the last: no route
};

} // namespace tradeeon::http
