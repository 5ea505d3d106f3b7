#include "actors/cluster/network.hpp"

#include "actors/cluster/tls_errors.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/atom.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/manager.hpp>

namespace tradeeon {

caf::io::middleman_actor network_of(caf::actor_system& system, bool tls) {
  return tls ? system.openssl_manager().actor_handle()
             : system.middleman().actor_handle();
}

void use_network(caf::actor_system_config& to, const std::string& certificates) {
  using namespace std::chrono_literals;
  to.load<caf::io::middleman>();
  // Both or nothing: one without the other notices no silent peer.
  to.set("middleman.heartbeat-interval", caf::timespan{500ms});
  to.set("middleman.connection-timeout", caf::timespan{2s});
  if (certificates.empty())
    return;
  keep_tls_connections_apart();
  to.load<caf::openssl::manager>();
  to.openssl_cafile = certificates + "/ca.pem";
  to.openssl_certificate = certificates + "/node.pem";
  to.openssl_key = certificates + "/node.key";
}

void close_services(caf::actor_system& system) {
  system.registry().erase(caf::atom("SpawnServ"));
  system.registry().erase(caf::atom("ConfigServ"));
}

} // namespace tradeeon
