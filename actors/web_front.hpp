// What the actor that owns the web server may do with it.
#pragma once

#include "domain/support/result.hpp"

#include <cstdint>

namespace tradeeon {

/// A web server with threads of its own. Calls come from one thread, in the
/// order start, drain, stop; `stop` alone is fine too.
class web_server {
public:
  web_server() = default;
  web_server(const web_server&) = delete;
  web_server& operator=(const web_server&) = delete;
  virtual ~web_server() = default;

  /// Listens and serves; returns the port. `unavailable` where it can't listen.
  virtual result<std::uint16_t> start() = 0;
  /// Takes no new connections, ends the event streams cleanly and answers the
  /// requests under way. Blocks until they are answered (some seconds at most).
  virtual void drain() = 0;
  /// As `drain`, and no thread of the server is left afterwards.
  virtual void stop() = 0;
};

} // namespace tradeeon
