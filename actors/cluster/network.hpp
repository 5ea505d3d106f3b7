#pragma once

#include <caf/actor_system_config.hpp>
#include <caf/fwd.hpp>
#include <caf/io/middleman_actor.hpp>

#include <string>

namespace tradeeon {

/// What makes connections and listens: with TLS or without. Requires that
/// `use_network` was called on the system's configuration.
[[nodiscard]] caf::io::middleman_actor network_of(caf::actor_system& system, bool tls);

/// Loads CAF's network modules, with heartbeats, so that a silent peer is noticed within
/// two seconds. `certificates`: a folder with ca.pem, node.pem and node.key; empty: no
/// TLS. Connections without a certificate of that authority are refused on both sides.
void use_network(caf::actor_system_config& to, const std::string& certificates);

/// Takes away what strangers could ask of a node by name: spawning actors and reading
/// its configuration. Nodes of a cluster ask for neither.
void close_services(caf::actor_system& system);

} // namespace tradeeon
