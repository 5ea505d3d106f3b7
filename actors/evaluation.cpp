#include "actors/evaluation.hpp"

#include "actors/failure.hpp"
#include "actors/house.hpp"
#include "actors/messages.hpp"
#include "actors/symbol_guard.hpp"
#include "domain/policies/shards.hpp"

#include <caf/exit_reason.hpp>
#include <caf/result.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include <algorithm>
#include <map>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using evaluation_ptr = caf::stateful_actor<evaluation_state>*;

/// How long a symbol rests after its guard has given up.
constexpr auto rest = 30s;

/// The symbol's guard; null while it rests after too many failures.
caf::actor guard_of(evaluation_ptr self, const std::string& symbol) {
  auto& state = self->state;
  if (const auto found = state.symbols.find(symbol); found != state.symbols.end())
    return found->second;
  if (const auto failed = state.failed.find(symbol); failed != state.failed.end()) {
    if (self->clock().now() < failed->second)
      return nullptr;
    state.failed.erase(failed);
  }
  auto guard = self->spawn(symbol_guard, state.context, symbol, self->address());
  self->monitor(guard);
  state.symbols.emplace(symbol, guard);
  return guard;
}

caf::error resting(const std::string& symbol) {
  return to_error({problem_code::unavailable,
                   "the evaluation of " + symbol + " has failed and rests for a while",
                   {}});
}

std::string unfed(const std::string& symbol) {
  return "no feed has delivered " + symbol + " yet";
}

void pass_on(evaluation_ptr self, const committed& facts) {
  for (const auto& row : facts.alerts)
    if (auto guard = guard_of(self, row.symbol))
      self->send(guard, event_atom_v, row, false);
  for (const auto& row : facts.deleted_alerts)
    if (auto guard = guard_of(self, row.symbol))
      self->send(guard, event_atom_v, row, true);
  for (std::size_t i = 0; i < facts.conditions.size(); ++i)
    if (auto guard = guard_of(self, facts.condition_symbols[i]))
      self->send(guard, event_atom_v, facts.conditions[i]);
}

/// Sends a request on to the symbol's guard, which answers it.
template <class... Ts>
caf::result<caf::message> ask_symbol(evaluation_ptr self, const std::string& symbol,
                                     Ts&&... request) {
  auto guard = guard_of(self, symbol);
  if (!guard)
    return resting(symbol);
  return self->delegate(guard, std::forward<Ts>(request)...);
}

void begin(evaluation_ptr self) {
  const auto store = self->state.context->names->find(role::store);
  if (!store)
    return self->quit(
      to_error({problem_code::unavailable, "the store is restarting", {}}));
  self->send(store, listen_atom_v, caf::actor{self});
  self->request(store, 60s, symbols_atom_v)
    .then(
      [=](const std::vector<std::string>& symbols) {
        for (const auto& symbol : symbols)
          guard_of(self, symbol);
      },
      [=](const caf::error& why) { self->quit(why); });
}

} // namespace

caf::behavior evaluation(evaluation_ptr self, context_ptr context) {
  follow_house_rules(self, *context->count, "evaluation");
  self->state.context = context;
  context->names->enter(role::evaluation, caf::actor{self});
  self->set_down_handler([=](const caf::down_msg& down) {
    auto& state = self->state;
    const auto gone =
      std::find_if(state.symbols.begin(), state.symbols.end(),
                   [&](const auto& x) { return x.second.address() == down.source; });
    if (gone == state.symbols.end())
      return;
    state.failed[gone->first] = self->clock().now() + rest;
    state.symbols.erase(gone);
  });
  self->set_exit_handler([=](const caf::exit_msg& stopping) {
    for (const auto& [symbol, guard] : self->state.symbols)
      caf::anon_send<caf::message_priority::high>(
        guard, caf::exit_msg{self->address(), stopping.reason});
    self->quit(stopping.reason);
  });
  begin(self);
  return {
    [=](const candle_batch& batch) { return ask_symbol(self, batch.symbol, batch); },
    // Questions start no actors: whoever asks could invent symbols without end.
    [=](blind_atom x, const std::string& symbol, std::uint8_t base,
        const std::string& expression) -> caf::result<caf::message> {
      if (self->state.symbols.count(symbol) == 0)
        return caf::make_message(unfed(symbol));
      return ask_symbol(self, symbol, x, base, expression);
    },
    [=](settle_atom x, const std::string& symbol) { return ask_symbol(self, symbol, x); },
    [=](event_atom, const committed& facts) { pass_on(self, facts); },
    [=](moved_atom, const std::vector<lease>& leases) {
      std::multimap<std::uint16_t, tenure> by_shard;
      for (const auto& x : leases)
        by_shard.emplace(x.right.shard, x.right);
      for (const auto& [symbol, guard] : self->state.symbols) {
        const auto [first, last] = by_shard.equal_range(shard_of(symbol));
        for (auto at = first; at != last; ++at)
          self->send(guard, moved_atom_v, at->second);
      }
    },
    [=](status_atom) {
      std::vector<std::string> failed;
      for (const auto& [symbol, until] : self->state.failed)
        if (self->clock().now() < until)
          failed.push_back(symbol);
      return failed;
    },
  };
}

} // namespace tradeeon
