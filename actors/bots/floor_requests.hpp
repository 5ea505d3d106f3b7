// What is asked of the trading floor goes on to the runs, and comes back from them.
#pragma once

#include "actors/bots/trading_floor.hpp"
#include "actors/failure.hpp"
#include "actors/messages.hpp"

#include <caf/message_handler.hpp>

#include <chrono>
#include <utility>

namespace tradeeon {

using floor_ptr = caf::stateful_actor<trading_floor_state>*;

/// Asks a run, which must have an actor; `tell` is called once, whatever becomes of it.
template <class... Ts>
void ask_run(floor_ptr self, const std::string& bot_id,
             trading_floor_state::on_answer tell, Ts&&... request) {
  auto& state = self->state;
  auto& at = state.seats.at(bot_id);
  const auto number = ++state.questions;
  at.asked.emplace(number, std::move(tell));
  const auto answered = [=](result<bot> x) {
    const auto found = self->state.seats.find(bot_id);
    if (found == self->state.seats.end())
      return;
    const auto asked = found->second.asked.find(number);
    if (asked == found->second.asked.end())
      return; // its actor is gone, and that was told
    const auto waiting = std::move(asked->second);
    found->second.asked.erase(asked);
    waiting(std::move(x));
  };
  self->request(at.runner, std::chrono::seconds{60}, std::forward<Ts>(request)...)
    .then([=](const bot& row) { answered(row); },
          [=](const caf::error& why) { answered(to_problem(why)); });
}

/// `command` and `change` for one bot.
caf::message_handler answering_requests(floor_ptr self);

} // namespace tradeeon
