#pragma once

#include "actors/cluster/node_host.hpp"
#include "domain/policies/shards.hpp"
#include "tests/support/bots_fixture.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <set>

namespace tradeeon::test {

using namespace std::chrono_literals;

inline const std::vector<node_role> all_leased{leased_roles.begin(), leased_roles.end()};

/// The store node in virtual time, with nodes beside it, all in one process.
struct cluster_fixture : bots_fixture {
  void start_store(std::set<node_role> roles = {all_node_roles.begin(),
                                                all_node_roles.end()}) {
    begin([&](engine_context& x) {
      cluster_options own;
      own.name = "test";
      own.node = "store";
      own.incarnation = 1;
      own.roles = std::move(roles);
      own.key = secret{"the key of the test"};
      own.fresh_nonce = [this] { return "nonce-" + std::to_string(++nonces); };
      x.cluster = std::move(own);
      x.boot_clock = [this] {
        return boot_jump + std::chrono::duration_cast<std::chrono::milliseconds>(
                             sched.clock().current_time.time_since_epoch())
                             .count();
      };
    });
    advance(2s);
  }

  /// What another process would have of its own: flags, names, counters.
  [[nodiscard]] std::shared_ptr<engine_context> apart() const {
    auto own = std::make_shared<engine_context>(*context);
    own->cluster->roles = {leased_roles.begin(), leased_roles.end()};
    own->names = std::make_shared<directory>();
    own->count = std::make_shared<counters>();
    own->trading = std::make_shared<trading_flags>();
    return own;
  }

  /// A node beside the store node: its host, once it is a member.
  caf::actor join(const std::string& name, std::uint64_t incarnation = 1,
                  std::vector<node_role> roles = all_leased,
                  const context_ptr& of = nullptr) {
    const auto who = introduction(name, incarnation, std::move(roles));
    auto host = sys.spawn(node_host, of ? of : context, who);
    const auto given = ask<welcome>(find(role::coordinator), enter_atom_v, who, host);
    caf::anon_send(host, start_atom_v, given);
    settle();
    return host;
  }

  static hello introduction(const std::string& name, std::uint64_t incarnation = 1,
                            std::vector<node_role> roles = all_leased) {
    hello who;
    who.cluster = "test";
    who.version = "0";
    who.node = name;
    who.incarnation = incarnation;
    who.roles = std::move(roles);
    return who;
  }

  cluster_view view() {
    return ask<cluster_view>(find(role::coordinator), cluster_atom_v);
  }

  std::size_t shards_of(const std::string& node, node_role what = node_role::evaluator) {
    const auto seen = view();
    return static_cast<std::size_t>(
      std::count_if(seen.leases.begin(), seen.leases.end(), [&](const lease& x) {
        return x.right.what == what && x.node == node;
      }));
  }

  /// The node is gone, with all it hosts.
  void lose(const caf::actor& host) {
    caf::anon_send_exit(host, caf::exit_reason::user_shutdown);
    settle();
  }

  int nonces = 0;
  std::int64_t boot_jump = 0;
};

} // namespace tradeeon::test
