#include "actors/bots/floor_requests.hpp"

#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

namespace tradeeon {

namespace {

trading_floor_state::on_answer deliver_to(caf::typed_response_promise<bot> promise) {
  return [promise](result<bot> x) mutable {
    if (x)
      promise.deliver(*std::move(x));
    else
      promise.deliver(to_error(x.error()));
  };
}

/// To the bot's run, or where there is none to the store.
template <class... Ts>
caf::result<bot> pass_on(floor_ptr self, const std::string& user_id,
                         const std::string& bot_id, const caf::message& without_run,
                         Ts&&... request) {
  auto& state = self->state;
  const auto found = state.seats.find(bot_id);
  if (found == state.seats.end() || found->second.ended) {
    auto promise = self->make_response_promise<bot>();
    const auto tell = deliver_to(promise);
    self
      ->request(state.context->names->find(role::store), std::chrono::seconds{10},
                without_run)
      .then([=](const bot& row) { tell(row); },
            [=](const caf::error& why) { tell(to_problem(why)); });
    return promise;
  }
  if (found->second.user_id != user_id)
    return to_error({problem_code::not_found, "no such bot", bot_id});
  if (!found->second.runner)
    return to_error({problem_code::unavailable, "the bot is being restarted", {}});
  auto promise = self->make_response_promise<bot>();
  ask_run(self, bot_id, deliver_to(promise), std::forward<Ts>(request)...);
  return promise;
}

} // namespace

caf::message_handler answering_requests(floor_ptr self) {
  return {
    [=](command_atom, const std::string& user, const std::string& bot_id,
        const bot_command& command) {
      return pass_on(self, user, bot_id, caf::make_message(command_atom_v, user, bot_id),
                     command_atom_v, command);
    },
    [=](change_atom, const bot_draft& draft, bool to_open_deals) {
      return pass_on(self, draft.row.user_id, draft.row.bot_id,
                     caf::make_message(change_atom_v, draft), change_atom_v, draft,
                     to_open_deals);
    },
  };
}

} // namespace tradeeon
