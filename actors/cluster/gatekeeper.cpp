#include "actors/cluster/gatekeeper.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/journal.hpp"
#include "actors/messages.hpp"
#include "domain/support/digest.hpp"

#include <caf/result.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <utility>

namespace tradeeon {

namespace {

using gatekeeper_ptr = caf::stateful_actor<gatekeeper_state>*;

/// Nonces that may be outstanding; a stranger can waste no more memory than this.
constexpr std::size_t most_nonces = 64;

problem refused(std::string why, std::string place) {
  return {problem_code::forbidden, std::move(why), std::move(place)};
}

/// What is wrong with a hello; nothing where it may go on.
result<void> acceptable(const cluster_options& own, const hello& who) {
  if (who.cluster != own.name)
    return refused("this is the cluster " + own.name, "cluster_name");
  if (who.wire != wire_version)
    return refused("this node speaks version " + std::to_string(wire_version) +
                     " of the cluster's language (tradeeon " TRADEEON_VERSION
                     "), the other one " +
                     std::to_string(who.wire) + " (tradeeon " + who.version +
                     "): run the same image on both",
                   "version");
  if (who.node.empty() || who.node.size() > 255)
    return refused("a node needs a name of at most 255 characters", "node");
  if (who.node == own.node)
    return refused("the store node itself has this name; give each node its own", "node");
  return {};
}

caf::error refuse(gatekeeper_ptr self, const hello& who, const problem& why) {
  self->state.context->count->nodes_refused.add();
  journal::warn("cluster.refused", "a node was refused at the gate",
                {{"node", who.node.substr(0, 80)}, {"why", why.text}});
  return to_error(why);
}

} // namespace

caf::behavior gatekeeper(gatekeeper_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "gatekeeper");
  self->state.context = context;
  // Whoever reaches the port could send these; ends come from the port's owner as `kill`.
  self->set_exit_handler([](const caf::exit_msg&) {});
  return {
    [=](hello_atom, const hello& who) -> caf::result<std::string> {
      if (auto fine = acceptable(*self->state.context->cluster, who); !fine)
        return refuse(self, who, fine.error());
      auto& nonces = self->state.nonces;
      nonces.push_back(self->state.context->cluster->fresh_nonce());
      if (nonces.size() > most_nonces)
        nonces.pop_front();
      return nonces.back();
    },
    [=](enter_atom, const hello& who, const std::string& nonce, const std::string& proof,
        const caf::actor& host) -> caf::result<caf::message> {
      const auto& own = *self->state.context->cluster;
      if (auto fine = acceptable(own, who); !fine)
        return refuse(self, who, fine.error());
      auto& nonces = self->state.nonces;
      const auto known = std::find(nonces.begin(), nonces.end(), nonce);
      if (known == nonces.end())
        return refuse(self, who, refused("this greeting is not a fresh one", "nonce"));
      nonces.erase(known);
      if (!same_in_constant_time(proof, proof_of(who, nonce, own.key)))
        return refuse(self, who,
                      refused("the node does not know this cluster's key", "proof"));
      const auto coordinator = self->state.context->names->find(role::coordinator);
      if (!coordinator || !host)
        return to_error({problem_code::unavailable, "the store node is starting", {}});
      return self->delegate(coordinator, enter_atom_v, who, host);
    },
  };
}

} // namespace tradeeon
