// The rules that every actor of the house follows; applied first thing in each
// behaviour function.
#pragma once

#include "actors/journal.hpp"
#include "domain/support/counters.hpp"

#include <caf/message_view.hpp>
#include <caf/result.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/sec.hpp>
#include <caf/system_messages.hpp>

#include <exception>
#include <string>

namespace tradeeon {

/// Unknown messages are counted and dropped (a request among them gets an
/// error), bounced errors never kill, and an exception ends the actor with a
/// reason that its supervisor and the waiting requester both see as a crash.
template <class Self>
void follow_house_rules(Self* self, counters& count, std::string name) {
  self->set_default_handler(
    [&count](caf::scheduled_actor*, caf::message_view&) -> caf::result<caf::message> {
      count.unknown_messages.add();
      return caf::sec::unexpected_message;
    });
  self->set_error_handler(
    [&count](caf::scheduled_actor*, caf::error&) { count.unknown_messages.add(); });
  self->set_exception_handler(
    [name = std::move(name)](std::exception_ptr& thrown) -> caf::error {
      std::string what = "unknown exception";
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& e) {
        what = e.what();
      } catch (...) { // NOLINT(bugprone-empty-catch): the text above says it
      }
      journal::error("actor.crashed", what, {{"name", name}});
      return caf::make_error(caf::sec::runtime_error, what);
    });
}

} // namespace tradeeon
