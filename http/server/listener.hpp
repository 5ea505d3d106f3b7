#pragma once

#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace tradeeon::http {

/// Binds a non-blocking listening socket (port 0: any free one; host a name or
/// address) and returns its descriptor, which the caller closes, and its port.
result<std::pair<int, std::uint16_t>> listen_on(const std::string& host,
                                                std::uint16_t port);

/// Accepts one connection without waiting: its descriptor (non-blocking, without
/// Nagle's delay), address and port. The descriptor is -1 where none waits, and
/// -2 where the process has run out of descriptors.
struct accepted {
  int descriptor = -1;
  std::string peer;
  int port = 0;
};
accepted accept_from(int listener);

} // namespace tradeeon::http
