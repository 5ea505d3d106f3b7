#include "actors/bots/bot_client.hpp"

#include "actors/blocking.hpp"
#include "actors/messages.hpp"

#include <chrono>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;
constexpr auto settle_patience = 3s;
constexpr auto memory_patience = 1s;
/// All runs are told, and each makes it durable.
constexpr auto all_patience = 60s;

} // namespace

void bot_client::settle(const std::vector<std::string>& symbols) {
  // Whether they have settled changes nothing about what is durable.
  for (const auto& symbol : symbols)
    (void)ask_and_wait<settle_atom>(system_, context_->names->find(role::evaluation),
                                    settle_patience, settle_atom_v, symbol);
}

result<bot> bot_client::create_bot(const bot_draft& draft) {
  auto made = ask_and_wait<bot>(system_, context_->names->find(role::store), patience,
                                create_atom_v, draft);
  if (made && !draft.conditions.empty())
    settle(made->symbols);
  return made;
}

result<bot> bot_client::edit_bot(const bot_draft& draft, bool to_open_deals) {
  auto made = ask_and_wait<bot>(system_, context_->names->find(role::trading), patience,
                                change_atom_v, draft, to_open_deals);
  if (made)
    settle(made->symbols);
  return made;
}

result<void> bot_client::delete_bot(const std::string& user_id,
                                    const std::string& bot_id) {
  auto gone =
    ask_and_wait<std::string>(system_, context_->names->find(role::store), patience,
                              remove_atom_v, bot_atom_v, user_id, bot_id);
  if (!gone)
    return std::move(gone).error();
  return {};
}

result<bot_run> bot_client::start_bot(const bot_start& asked) {
  if (asked.mode == trading_mode::live)
    return problem{problem_code::unavailable,
                   "no exchange connection is configured, so no bot can trade live",
                   "mode"};
  auto begun = ask_and_wait<bot_run>(system_, context_->names->find(role::store),
                                     patience, start_atom_v, asked);
  if (!begun)
    return begun;
  // Its questions are asked from the next bar on.
  const auto row =
    ask_and_wait<bot_loading>(system_, context_->names->find(role::store), patience,
                              load_atom_v, bot_atom_v, asked.bot_id);
  if (row)
    settle(row->from.row.symbols);
  return begun;
}

result<bot> bot_client::command_bot(const std::string& user_id, const std::string& bot_id,
                                    const bot_command& command) {
  return ask_and_wait<bot>(system_, context_->names->find(role::trading), patience,
                           command_atom_v, user_id, bot_id, command);
}

result<void> bot_client::set_trading_state(const std::string& user_id,
                                           trading_state state, const std::string& reason,
                                           bool flatten) {
  // What forbids orders holds at once, whatever the actors are busy with. A halt that
  // sells first must let the sales pass until it has.
  context_->trading->tighten(user_id,
                             flatten ? std::min(state, trading_state::reducing) : state);
  storage::trading_switch row;
  row.user_id = user_id;
  row.state = state;
  row.reason = reason;
  auto done =
    ask_and_wait<bool>(system_, context_->names->find(role::trading),
                       flatten ? all_patience : patience, halt_atom_v, row, flatten);
  if (!done)
    return std::move(done).error();
  return {};
}

trading_state bot_client::trading_state_of(const std::string& user_id) {
  return context_->trading->of(user_id);
}

result<void> bot_client::set_mood(std::uint32_t index) {
  auto done = ask_and_wait<bool>(system_, context_->names->find(role::trading),
                                 all_patience, mood_atom_v, index);
  if (!done)
    return std::move(done).error();
  return {};
}

bool bot_client::in_memory(const std::string& bot_id) {
  const auto works = ask_and_wait<bool>(system_, context_->names->find(role::trading),
                                        memory_patience, status_atom_v, bot_id);
  return works && *works;
}

} // namespace tradeeon
