#include "tests/support/recording_bots.hpp"

#include <stdexcept>

namespace tradeeon::test {

template <class Use>
auto recording_bots::in_transaction(Use use)
  -> decltype(use(std::declval<storage::bot_store&>())) {
  const std::lock_guard lock(guard_);
  if (auto begun = store_.begin(); !begun)
    return begun.error();
  auto outcome = use(store_.bots());
  if (!outcome) {
    store_.rollback();
    return outcome;
  }
  if (auto done = store_.commit(); !done)
    return done.error();
  return outcome;
}

result<bot> recording_bots::create_bot(const bot_draft& draft) {
  drafts.push_back(draft);
  return in_transaction([&](storage::bot_store& bots) -> result<bot> {
    if (auto done = bots.insert_bot(draft.row, 100); !done)
      return done.error();
    return draft.row;
  });
}

result<bot> recording_bots::edit_bot(const bot_draft& draft, bool to_open_deals) {
  if (conflicts_to_come > 0) {
    --conflicts_to_come;
    return problem{problem_code::conflict, "The bot has changed meanwhile.", ""};
  }
  drafts.push_back(draft);
  edited_open_deals = to_open_deals;
  return in_transaction([&](storage::bot_store& bots) {
    return bots.update_bot(draft.row, draft.row.revision);
  });
}

result<void> recording_bots::delete_bot(const std::string& user_id,
                                        const std::string& bot_id) {
  return in_transaction([&](storage::bot_store& bots) -> result<void> {
    if (auto done = bots.delete_bot(user_id, bot_id); !done)
      return done.error();
    return {};
  });
}

result<bot_run> recording_bots::start_bot(const bot_start& asked) {
  starts.push_back(asked);
  return in_transaction([&](storage::bot_store& bots) -> result<bot_run> {
    const auto known = bots.load_bot(asked.bot_id);
    if (known && known->row.user_id == asked.user_id &&
        known->row.status == bot_status::running)
      return known->run;
    storage::run_request request;
    request.user_id = asked.user_id;
    request.bot_id = asked.bot_id;
    request.mode = asked.mode;
    request.initial_balance = asked.initial_balance;
    request.deposit = true;
    request.quote = "USDT";
    request.now = now_();
    const auto begun = bots.start_run(request);
    if (!begun)
      return begun.error();
    return begun->run;
  });
}

result<bot> recording_bots::command_bot(const std::string& user_id,
                                        const std::string& bot_id,
                                        const bot_command& command) {
  commands.emplace_back(bot_id, command);
  using kind = bot_command::kind;
  return in_transaction([&](storage::bot_store& bots) -> result<bot> {
    const auto known = bots.load_bot(bot_id);
    if (!known || known->row.user_id != user_id)
      return problem{problem_code::not_found, "There is no such bot.", ""};
    const auto move = [&](bot_status to) {
      return bots.set_bot_status(user_id, bot_id, to, "", now_());
    };
    if (command.what == kind::pause)
      return move(bot_status::paused);
    if (command.what == kind::resume)
      return move(bot_status::running);
    if (command.what == kind::stop)
      return move(bot_status::stopped);
    return known->row;
  });
}

result<void> recording_bots::set_trading_state(const std::string& user_id,
                                               trading_state state,
                                               const std::string& reason, bool flatten) {
  flattened.push_back(flatten);
  return in_transaction([&](storage::bot_store& bots) {
    return bots.put_trading_state({user_id, state, reason, now_()});
  });
}

trading_state recording_bots::trading_state_of(const std::string& user_id) {
  const std::lock_guard lock(guard_);
  auto out = trading_state::active;
  if (const auto rows = store_.bots().trading_states(); rows)
    for (const auto& x : *rows)
      if (x.user_id.empty() || x.user_id == user_id)
        out = strictest(out, x.state);
  return out;
}

result<void> recording_bots::set_mood(std::uint32_t index) {
  mood = index;
  return {};
}

bool recording_bots::in_memory(const std::string& bot_id) {
  const std::lock_guard lock(guard_);
  const auto known = store_.bots().load_bot(bot_id);
  return known && known->row.status == bot_status::running;
}

void recording_bots::apply(storage::bot_commit made) {
  const auto done =
    in_transaction([&](storage::bot_store& bots) -> result<storage::bot_outcome> {
      const auto known = bots.load_bot(made.bot_id);
      if (!known)
        return known.error();
      made.run = known->run.number;
      made.step = known->step;
      made.cursor = known->cursor;
      return bots.apply_bot(made);
    });
  if (!done)
    throw std::runtime_error(done.error().text);
}

} // namespace tradeeon::test
