#include "actors/engine_tree.hpp"

#include "actors/bots/trading_floor.hpp"
#include "actors/cluster/coordinator.hpp"
#include "actors/cluster/membership.hpp"
#include "actors/dispatcher.hpp"
#include "actors/evaluation.hpp"
#include "actors/feed.hpp"
#include "actors/http_host.hpp"
#include "actors/hub.hpp"
#include "actors/market_router.hpp"
#include "actors/messages.hpp"
#include "actors/notifier.hpp"
#include "actors/publisher.hpp"
#include "actors/store_keeper.hpp"
#include "actors/supervisor.hpp"

#include <caf/actor_system.hpp>

#include <algorithm>

namespace tradeeon {

namespace {

/// Blocking actors get threads of their own, except under a test scheduler,
/// which could not see what they do.
template <class Start>
child_spec blocking_child(const context_ptr& context, std::string name, Start start) {
  return {std::move(name), [=](caf::event_based_actor* parent) -> caf::actor {
            if (context->detached)
              return parent->spawn<caf::detached>(start, context);
            return parent->spawn(start, context);
          }};
}

template <class Start>
child_spec child(const context_ptr& context, std::string name, Start start) {
  return {std::move(name), [=](caf::event_based_actor* parent) -> caf::actor {
            return parent->spawn(start, context);
          }};
}

child_spec nested(const context_ptr& context, supervisor_spec spec) {
  auto name = spec.name;
  return {std::move(name), [=](caf::event_based_actor* parent) -> caf::actor {
            return parent->spawn(supervisor, spec, context->count);
          }};
}

/// Feeds wait longer between tries, and never give up: a missing file or an
/// exchange that is down must not end the engine.
supervisor_spec feeds(const context_ptr& context) {
  using namespace std::chrono_literals;
  supervisor_spec spec;
  spec.name = "feeds";
  spec.limits = {500ms, 30s, 1'000'000, 60s};
  for (const auto& options : context->feeds)
    spec.children.push_back(
      {"feed " + options.name, [=](caf::event_based_actor* parent) -> caf::actor {
         if (context->detached)
           return parent->spawn<caf::detached>(feed, context, options);
         return parent->spawn(feed, context, options);
       }});
  return spec;
}

supervisor_spec market(const context_ptr& context) {
  supervisor_spec spec;
  spec.name = "market";
  spec.limits = context->restarts;
  spec.children.push_back(child(context, "router", market_router));
  spec.children.push_back(nested(context, feeds(context)));
  return spec;
}

bool has_leased_role(const cluster_options& own) {
  return std::any_of(leased_roles.begin(), leased_roles.end(),
                     [&](node_role x) { return own.roles.count(x) != 0; });
}

supervisor_spec services(const context_ptr& context) {
  supervisor_spec spec;
  spec.name = "services";
  spec.limits = context->restarts;
  spec.children.push_back(child(context, "evaluation", evaluation));
  spec.children.push_back(nested(context, market(context)));
  if (context->cluster) {
    // Whatever is leased runs under a host, on this node as on any other.
    spec.children.push_back(child(context, "coordinator", coordinator));
    if (has_leased_role(*context->cluster))
      spec.children.push_back(child(context, "membership", membership));
  } else {
    spec.children.push_back(child(context, "dispatcher", dispatcher));
    spec.children.push_back(child(context, "notifier", notifier));
  }
  if (context->bots.settings_of)
    spec.children.push_back(child(context, "trading", trading_floor));
  spec.children.push_back(child(context, "hub", hub));
  if (context->publish)
    spec.children.push_back(child(context, "publisher", publisher));
  if (context->make_server)
    spec.children.push_back(blocking_child(context, "http", http_host));
  return spec;
}

} // namespace

namespace {

/// A node without the store: what it does hangs on its membership.
caf::actor spawn_worker(caf::actor_system& system, const context_ptr& context) {
  supervisor_spec root;
  root.name = "tradeeon";
  root.limits = context->restarts;
  root.children.push_back(child(context, "membership", membership));
  if (context->make_server)
    root.children.push_back(blocking_child(context, "http", http_host));
  return system.spawn(supervisor, std::move(root), context->count);
}

} // namespace

caf::actor spawn_engine(caf::actor_system& system, const context_ptr& context) {
  if (context->cluster && !context->cluster->is_store())
    return spawn_worker(system, context);
  supervisor_spec root;
  root.name = "tradeeon";
  root.strategy = restart_strategy::rest_for_one;
  root.limits = context->restarts;
  root.limits.max_restarts = 3;
  // The store enters its handle before anything that asks for it starts.
  root.children.push_back(
    {"store", [context](caf::event_based_actor* parent) -> caf::actor {
       auto keeper = context->detached
                       ? parent->spawn<caf::detached>(store_keeper, context)
                       : parent->spawn(store_keeper, context);
       context->names->enter(role::store, keeper);
       return keeper;
     }});
  root.children.push_back(nested(context, services(context)));
  return system.spawn(supervisor, std::move(root), context->count);
}

} // namespace tradeeon
