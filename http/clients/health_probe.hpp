#pragma once

#include "domain/support/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace tradeeon {

/// Where a server that listens on `host` is reached from this machine: a wildcard address
/// stands for loopback.
[[nodiscard]] std::string reachable_host(const std::string& host);

/// Asks http://`host`:`port``path` and returns the answer's body, if it came
/// within `timeout` with status 200. A wildcard address (0.0.0.0, ::) stands for
/// this machine. Anything else is `unavailable`, in words.
result<std::string> probe_health(const std::string& host, std::uint16_t port,
                                 const std::string& path,
                                 std::chrono::milliseconds timeout);

} // namespace tradeeon
