// What nodes of a cluster say to each other besides the engine's own messages.
#pragma once

#include "domain/policies/cluster_view.hpp"
#include "domain/support/secret.hpp"

#include <caf/actor.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tradeeon {

/// Version of everything that travels between nodes. Raised with every change to
/// a message; nodes of different versions do not work together.
inline constexpr std::uint32_t wire_version = 4;

/// How a node introduces itself.
struct hello {
  std::string cluster; ///< name of the cluster that it wants to be of
  std::uint32_t wire = wire_version;
  std::string version; ///< of the program, for people
  std::string node;    ///< its name, unique among living nodes
  std::uint64_t incarnation = 0;
  std::vector<node_role> roles;
};

/// What a node is given once its hello was accepted.
struct welcome {
  caf::actor store;
  caf::actor router;
  caf::actor coordinator;
  // What all nodes must do alike is the store node's to say.
  std::uint64_t history = 0;
  std::uint32_t checkpoint_every = 0;
  std::uint32_t webhook_attempts = 0;
};

/// Where a symbol's evaluator and alert runner are to live, and by what right.
struct assignment {
  caf::actor evaluator_host;
  tenure evaluates;
  caf::actor runner_host;
  tenure runs;
};

/// The proof that whoever says `who` knows the cluster's key: a hex HMAC-SHA256 over
/// the gatekeeper's nonce and everything that is said.
[[nodiscard]] std::string proof_of(const hello& who, const std::string& nonce,
                                   const secret& key);

} // namespace tradeeon
