#pragma once

#include "domain/policies/restart_policy.hpp"
#include "domain/support/counters.hpp"

#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

/// Starts a child. It must neither link to nor own its parent.
using child_factory = std::function<caf::actor(caf::event_based_actor* parent)>;

struct child_spec {
  std::string name;
  child_factory start;
};

/// Which children start afresh when one has crashed.
enum class restart_strategy : unsigned char {
  one_for_one,  ///< that one
  one_for_all,  ///< all: they share state
  rest_for_one, ///< that one and those listed after it: they depend on it
};

struct supervisor_spec {
  std::string name;
  restart_strategy strategy = restart_strategy::one_for_one;
  restart_limits limits;
  std::vector<child_spec> children; ///< started in this order, stopped in reverse
};

struct supervisor_state;

/// Keeps its children alive: a crashed one is restarted after a back-off, with
/// the siblings that the strategy names. Crashes beyond the limits end the
/// supervisor with the child's reason, so that the level above decides. A child
/// that ends by itself with `user_shutdown` or without a reason is not
/// restarted. Ends with its children, last started first.
///
/// Answers `status_atom` with one line per child: "name starts".
caf::behavior supervisor(caf::stateful_actor<supervisor_state>* self,
                         supervisor_spec spec, std::shared_ptr<counters> count);

struct supervisor_state {
  static inline const char* name = "tradeeon.supervisor";
  struct child {
    child_spec spec;
    caf::actor handle; ///< null while stopped or waiting for its restart
    std::uint64_t starts = 0;
    bool finished = false; ///< ended normally: leave it
  };
  supervisor_spec spec;
  restart_policy policy{restart_limits{}};
  std::shared_ptr<counters> count;
  std::vector<child> children;
  std::uint64_t generation = 0; ///< of the pending restart; older ones are void
};

} // namespace tradeeon
