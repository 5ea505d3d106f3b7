#pragma once

#include "domain/support/result.hpp"
#include "domain/support/secret.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace tradeeon {

/// A call of a node's HTTP API.
struct api_request {
  std::string host;
  std::uint16_t port = 0;
  std::string path;
  std::string body; ///< JSON to POST; empty: GET
  secret token;
};

/// The answer's body where it came with a status of 2xx. Otherwise a problem with what
/// the node said, or that it said nothing within `timeout`. A wildcard address stands
/// for this machine.
result<std::string> call_api(const api_request& what, std::chrono::milliseconds timeout);

} // namespace tradeeon
