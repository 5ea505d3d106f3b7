#pragma once

#include "actors/context.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <memory>

namespace tradeeon {

struct http_host_state {
  static inline const char* name = "tradeeon.http_host";
  http_host_state() = default;
  ~http_host_state();
  std::unique_ptr<web_server> server;
};

/// Owns the web server: starts it, and stops it when it ends itself. Detached,
/// since draining blocks. Ends with a problem where the server can't listen.
caf::behavior http_host(caf::stateful_actor<http_host_state>* self, context_ptr context);

} // namespace tradeeon
