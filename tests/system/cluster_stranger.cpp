// Somebody who reaches a cluster's port and does not belong there; for
// cluster_security.py.
//
//   cluster_stranger PORT CERTIFICATES|- connect|exit|kill|services|enter
//
// Prints what came of it and ends with 0; with 3 where there was no connection.
#include "actors/cluster/network.hpp"
#include "actors/cluster/wire.hpp"
#include "actors/failure.hpp"
#include "actors/messages.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/exit_reason.hpp>
#include <caf/io/middleman.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/sec.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string>

using namespace tradeeon;
using namespace std::chrono_literals;

namespace {

struct config : caf::actor_system_config {
  explicit config(const std::string& certificates) {
    add_message_types<caf::id_block::tradeeon>();
    use_network(*this, certificates);
  }
};

hello introduction() {
  hello who;
  who.cluster = "tradeeon";
  who.version = "stranger";
  who.node = "stranger";
  who.incarnation = 1;
  who.roles = {node_role::evaluator, node_role::alerts, node_role::notifier};
  return who;
}

/// Whether the gate still answers a greeting.
bool greets(caf::scoped_actor& self, const caf::actor& gate, std::string& nonce) {
  bool answered = false;
  self->request(gate, 3s, hello_atom_v, introduction())
    .receive([&](const std::string& x) { answered = !(nonce = x).empty(); },
             [](const caf::error&) {});
  return answered;
}

int enter(caf::scoped_actor& self, const caf::actor& gate) {
  std::string nonce;
  if (!greets(self, gate, nonce))
    return 4;
  const auto who = introduction();
  self
    ->request(gate, 3s, enter_atom_v, who, nonce,
              proof_of(who, nonce, secret{"a guess at the key"}), caf::actor{self})
    .receive([](const welcome&) { std::cout << "let in" << std::endl; },
             [](const caf::error& why) {
               std::cout << "refused: " << to_problem(why).text << std::endl;
             });
  return 0;
}

/// A new connection counts as silent until its first bytes have come, so a heartbeat
/// that falls into the handshake ends it with a connection timeout: worth another try,
/// as nodes do it too. A busy node is slow at handshakes.
constexpr auto patience = 10s;

/// The gate behind the port, or null and why.
caf::actor reach(caf::scoped_actor& self, const caf::io::middleman_actor& network,
                 std::uint16_t port, caf::error& why) {
  caf::actor gate;
  self->request(network, 4s, caf::connect_atom_v, std::string{"127.0.0.1"}, port)
    .receive(
      [&](const caf::node_id&, const caf::strong_actor_ptr& found,
          const std::set<std::string>&) { gate = caf::actor_cast<caf::actor>(found); },
      [&](const caf::error& failed) { why = failed; });
  return gate;
}

int act(caf::actor_system& system, caf::scoped_actor& self, const caf::actor& gate,
        const std::string& what) {
  std::string nonce;
  if (what == "enter")
    return enter(self, gate);
  if (what == "exit")
    caf::anon_send_exit(gate, caf::exit_reason::user_shutdown);
  if (what == "kill")
    caf::anon_send_exit(gate, caf::exit_reason::kill);
  if (what == "services") {
    const auto made =
      system.middleman().remote_spawn<caf::actor>(gate->node(), "anything", {}, 2s);
    std::cout << (made ? "spawned" : "no service") << std::endl;
    return 0;
  }
  std::cout << (greets(self, gate, nonce) ? "still there" : "gone") << std::endl;
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 4)
    return 2;
  const std::string certificates = argv[2] == std::string{"-"} ? "" : argv[2];
  config settings{certificates};
  caf::actor_system system{settings};
  int code = 3;
  {
    caf::scoped_actor self{system};
    const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    caf::actor gate;
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
      caf::error failed;
      gate = reach(self, network_of(system, !certificates.empty()), port, failed);
      if (failed != caf::sec::connection_timeout) {
        if (failed)
          std::cout << "no connection: " << system.render(failed) << std::endl;
        break;
      }
    }
    if (gate)
      code = act(system, self, gate, argv[3]);
  }
  // Not worth waiting for: the process is the stranger.
  std::_Exit(code);
}
