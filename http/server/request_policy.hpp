#pragma once

#include "domain/support/live.hpp"
#include "domain/support/secret.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon::http {

/// Who may do how much: what an operator may change while the server runs.
struct request_policy {
  secret jwt_secret;
  /// Tokens signed with these are still taken, so that a secret can be replaced
  /// without logging everybody out.
  std::vector<secret> previous_jwt_secrets;
  std::vector<std::string> cors_origins{"http://localhost:5173", "http://localhost:3000"};
  std::uint32_t reads_per_minute = 600;  ///< per user, else per address; 0: any
  std::uint32_t writes_per_minute = 120; ///< likewise
  std::uint32_t ingest_per_minute = 120'000;
  std::uint32_t max_active_alerts = 100;
};

using live_policy = std::shared_ptr<const live<request_policy>>;

} // namespace tradeeon::http
