#include "actors/bots/floor_halts.hpp"

#include "actors/journal.hpp"

#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using done_promise = caf::typed_response_promise<bool>;

constexpr auto patience = 10s;
/// Longer than a node keeps its leases without renewing them.
constexpr auto host_patience = 6s;

/// Tells it to every run of a user, or with "" to all; `then` gets how many could not be
/// told.
void tell_runs(floor_ptr self, const std::string& user_id, const bot_command& command,
               const std::function<void(std::size_t failed)>& then) {
  std::vector<std::string> chosen;
  std::size_t absent = 0;
  for (const auto& [bot_id, at] : self->state.seats) {
    if (at.ended || (!user_id.empty() && at.user_id != user_id))
      continue;
    if (at.runner)
      chosen.push_back(bot_id);
    else
      ++absent;
  }
  if (chosen.empty())
    return then(absent);
  struct tally {
    std::size_t left;
    std::size_t failed;
  };
  const auto sum = std::make_shared<tally>(tally{chosen.size(), absent});
  for (const auto& bot_id : chosen)
    ask_run(
      self, bot_id,
      [=](const result<bot>& x) {
        // A run that has ended meanwhile holds nothing that could be told.
        if (!x && x.error().code != problem_code::bad_transition)
          ++sum->failed;
        if (--sum->left == 0)
          then(sum->failed);
      },
      command_atom_v, command);
}

/// Tells it to all nodes that have runs, and waits until each has it or is gone: one that
/// does not answer has lost its leases by then, and its runs with them.
void tell_hosts(floor_ptr self, const storage::trading_switch& row,
                const std::function<void()>& then) {
  const auto& hosts = self->state.hosts;
  if (hosts.empty())
    return then();
  const auto left = std::make_shared<std::size_t>(hosts.size());
  const auto done = [=] {
    if (--*left == 0)
      then();
  };
  for (const auto& [address, host] : hosts)
    self->request(host, host_patience, halt_atom_v, row)
      .then([=](bool) { done(); }, [=](const caf::error&) { done(); });
}

/// Durable first, then in force; who makes it stricter has set the flag before.
void put_state(floor_ptr self, const storage::trading_switch& row, done_promise promise,
               const std::function<void()>& then) {
  const auto& context = self->state.context;
  self->request(context->names->find(role::store), patience, halt_atom_v, row)
    .then(
      [=](const storage::trading_switch& stored) {
        self->state.context->trading->set(stored.user_id, stored.state);
        journal::warn("trading.state", "whether orders are sent has been set",
                      {{"state", std::string{to_string(stored.state)}},
                       {"for", stored.user_id.empty() ? "everybody" : "a user"}});
        tell_hosts(self, stored, then);
      },
      [=](const caf::error& why) mutable { promise.deliver(why); });
}

void answer(done_promise promise, std::size_t failed) {
  if (failed == 0)
    promise.deliver(true);
  else
    promise.deliver(
      to_error({problem_code::unavailable,
                std::to_string(failed) +
                  " bots are being restarted and could not be told; repeat it",
                {}}));
}

/// Sales need a state that lets them pass: while all is sold only positions shrink.
void flatten(floor_ptr self, const storage::trading_switch& row, done_promise promise) {
  auto reducing = row;
  reducing.state = trading_state::reducing;
  put_state(self, reducing, promise, [=] {
    bot_command panic;
    panic.what = bot_command::kind::panic;
    tell_runs(self, row.user_id, panic, [=](std::size_t failed) {
      put_state(self, row, promise, [=] { answer(promise, failed); });
    });
  });
}

} // namespace

caf::message_handler halting(floor_ptr self) {
  return {
    [=](halt_atom, const storage::trading_switch& row, bool sell) -> caf::result<bool> {
      auto promise = self->make_response_promise<bool>();
      if (sell)
        flatten(self, row, promise);
      else
        put_state(self, row, promise, [=] { answer(promise, 0); });
      return promise;
    },
    [=](mood_atom, std::uint32_t index) -> caf::result<bool> {
      auto promise = self->make_response_promise<bool>();
      self
        ->request(self->state.context->names->find(role::store), patience, mood_atom_v,
                  index)
        .then(
          [=](std::uint32_t) {
            bot_command mood;
            mood.what = bot_command::kind::mood;
            mood.amount = std::int64_t{index};
            // One that is being restarted reads it when it begins.
            tell_runs(self, {}, mood, [=](std::size_t) { answer(promise, 0); });
          },
          [=](const caf::error& why) mutable { promise.deliver(why); });
      return promise;
    },
  };
}

} // namespace tradeeon
