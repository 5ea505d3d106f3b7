#include "app/engine.hpp"

#include "actors/cluster/cluster_port.hpp"
#include "actors/cluster/network.hpp"
#include "actors/engine_tree.hpp"
#include "actors/messages.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;

/// Until the last reference to an actor that has been told to end is gone; gives up
/// when the time is over.
void wait_until_destroyed(const caf::actor_addr& who, std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (caf::actor_cast<caf::strong_actor_ptr>(who) &&
         std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(1ms); // CAF has nothing to wait on
}

struct system_config : caf::actor_system_config {
  system_config(std::size_t threads, bool networked, const std::string& certificates) {
    add_message_types<caf::id_block::tradeeon>();
    set("scheduler.max-threads", threads);
    // CAF's default, stealing, has idle workers look around for work up to some thousand
    // times a second: 3 to 4 % of a core on a node of an idle cluster. Those that share
    // one queue sleep until something is in it.
    set("scheduler.policy", caf::atom("sharing"));
    if (networked)
      use_network(*this, certificates);
  }
};

std::size_t thread_count(std::size_t wanted) {
  if (wanted > 0)
    return wanted;
  const auto cores = std::thread::hardware_concurrency();
  return cores > 0 ? cores : 2;
}

/// Where the watcher of the root leaves word.
struct end_report {
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  std::string reason;
};

caf::behavior watcher(caf::event_based_actor* self, caf::actor root,
                      std::shared_ptr<end_report> report) {
  self->monitor(root);
  self->set_down_handler([=](const caf::down_msg& down) {
    const std::lock_guard guard{report->mutex};
    report->ended = true;
    report->reason = self->system().render(down.reason);
    report->changed.notify_all();
    self->quit();
  });
  return {[](caf::unit_t) {}};
}

} // namespace

struct engine::running {
  explicit running(const engine_parts& parts)
      : config(thread_count(parts.threads), parts.context.cluster.has_value(),
               parts.certificates),
        system(config) {
    if (parts.context.cluster)
      close_services(system);
  }

  system_config config;
  caf::actor_system system;
  context_ptr context;
  std::unique_ptr<engine_client> client;
  std::unique_ptr<bot_client> bots;
  caf::actor root;
  caf::actor port; ///< where other nodes find this one; may be null
  std::shared_ptr<end_report> report = std::make_shared<end_report>();
  bool stopped = false;
};

engine::engine(std::unique_ptr<running> parts) : running_(std::move(parts)) {}

engine::~engine() {
  stop();
}

result<std::unique_ptr<engine>> engine::start(engine_parts parts) {
  auto made = std::make_unique<running>(parts);
  auto context = std::make_shared<engine_context>(std::move(parts.context));
  context->streams = std::make_shared<stream_registry>(
    parts.max_streams, parts.stream_capacity, *context->count);
  if (parts.make_server) {
    auto* self = made.get();
    context->make_server = [self, make = std::move(parts.make_server)] {
      return make(*self->client, *self->bots);
    };
  }
  made->context = context;
  made->client = std::make_unique<engine_client>(made->system, context);
  made->bots = std::make_unique<bot_client>(made->system, context);
  made->root = spawn_engine(made->system, context);
  made->system.spawn(watcher, made->root, made->report);
  if (context->cluster && context->cluster->is_store())
    made->port = made->system.spawn(tradeeon::cluster_port, context);
  std::unique_ptr<engine> self{new engine{std::move(made)}};
  if (auto fine = self->wait_until_running(); !fine)
    return std::move(fine).error();
  return self;
}

/// A call that comes before the parts know each other would be refused.
result<void> engine::wait_until_running() {
  const auto& names = *running_->context->names;
  const auto& cluster = running_->context->cluster;
  // Whether and when other nodes are there is no matter of starting.
  if (cluster && !cluster->is_store())
    return {};
  if (cluster)
    if (auto port = running_->context->cluster_port->wait(10s); !port)
      return std::move(port).error();
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  const auto last = cluster ? role::coordinator : role::dispatcher;
  std::vector<role> awaited{role::store, role::evaluation, role::router, last};
  if (running_->context->bots.settings_of)
    awaited.push_back(role::trading);
  for (const auto who : awaited)
    while (!names.find(who)) {
      if (wait_for_failure(1ms))
        return problem{problem_code::unavailable, failure(), {}};
      if (std::chrono::steady_clock::now() > deadline)
        return problem{problem_code::unavailable, "the engine does not start", {}};
    }
  return {};
}

bot_client& engine::bots() noexcept {
  return *running_->bots;
}

engine_client& engine::api() noexcept {
  return *running_->client;
}

const counters& engine::figures() const noexcept {
  return *running_->context->count;
}

result<std::uint16_t> engine::cluster_port() {
  return running_->context->cluster_port->wait(10s);
}

result<std::uint16_t> engine::wait_for_port() {
  return running_->context->web_port->wait(10s);
}

bool engine::wait_for_failure(std::chrono::milliseconds time) {
  auto& report = *running_->report;
  std::unique_lock lock{report.mutex};
  return report.changed.wait_for(lock, time, [&] { return report.ended; });
}

std::string engine::failure() const {
  const std::lock_guard guard{running_->report->mutex};
  return running_->report->reason;
}

void engine::begin_drain() {
  running_->context->draining->store(true);
}

void engine::stop() {
  auto& x = *running_;
  if (std::exchange(x.stopped, true))
    return;
  begin_drain();
  x.context->streams->close_all();
  // Requests under way still need the others: the web server goes first.
  const std::pair<role, std::chrono::seconds> order[] = {
    {role::web, 10s}, {role::dispatcher, 5s}, {role::store, 2s}};
  for (const auto& [who, patience] : order) {
    caf::scoped_actor self{x.system};
    if (const auto part = x.context->names->find(who))
      self->request(part, patience, drain_atom_v)
        .receive([](bool) {}, [](const caf::error&) {});
  }
  {
    // Scoped: it must be gone before the system waits for its last actor.
    caf::scoped_actor self{x.system};
    if (x.port)
      caf::anon_send<caf::message_priority::high>(
        x.port, caf::exit_msg{self->address(), caf::exit_reason::user_shutdown});
    self->monitor(x.root);
    caf::anon_send<caf::message_priority::high>(
      x.root, caf::exit_msg{self->address(), caf::exit_reason::user_shutdown});
    self->receive([](const caf::down_msg&) {});
  }
  x.root = nullptr;
  x.port = nullptr;
  // An actor counts as done before its watchers are told. The network's broker is one
  // of the store's, where other nodes know it; told while the network ends, it keeps
  // the store, whose thread the end of the system then waits for without end. On a
  // worker the store is another node's.
  auto store = x.context->names->find(role::store);
  caf::actor_addr own_store;
  if (store && store.node() == x.system.node())
    own_store = store.address();
  store = nullptr;
  x.context->names->clear();
  x.system.await_all_actors_done();
  wait_until_destroyed(own_store, 5s);
}

} // namespace tradeeon
