#include "actors/bots/trading_flags.hpp"

namespace tradeeon {

namespace {

template <class Users>
trading_state own_of(const Users& users, const std::string& user_id) {
  const auto found = users.find(user_id);
  return found == users.end() ? trading_state::active : found->second->load();
}

} // namespace

trading_flags::flag& trading_flags::flag_of(const std::string& user_id) {
  if (user_id.empty())
    return all_;
  auto& found = users_[user_id];
  if (!found)
    found = std::make_shared<std::atomic<trading_state>>(trading_state::active);
  return found;
}

trading_state trading_flags::of(const std::string& user_id) const {
  const std::lock_guard guard{mutex_};
  return strictest(all_->load(), own_of(users_, user_id));
}

std::vector<storage::trading_switch>
trading_flags::switches_of(const std::string& user_id) const {
  const std::lock_guard guard{mutex_};
  std::vector<storage::trading_switch> out(2);
  out[0].state = all_->load();
  out[1].user_id = user_id;
  out[1].state = own_of(users_, user_id);
  return out;
}

std::function<trading_state()> trading_flags::watch(const std::string& user_id) {
  const std::lock_guard guard{mutex_};
  return
    [all = all_, own = flag_of(user_id)] { return strictest(all->load(), own->load()); };
}

void trading_flags::set(const std::string& user_id, trading_state to) {
  const std::lock_guard guard{mutex_};
  flag_of(user_id)->store(to);
}

void trading_flags::tighten(const std::string& user_id, trading_state to) {
  const std::lock_guard guard{mutex_};
  const auto& held = flag_of(user_id);
  held->store(strictest(held->load(), to));
}

void trading_flags::restore(const std::vector<storage::trading_switch>& rows) {
  const std::lock_guard guard{mutex_};
  // Each goes straight to what is stored: no halt is off for a moment.
  std::map<std::string, trading_state> stored;
  for (const auto& row : rows)
    stored[row.user_id] = row.state;
  const auto wanted = [&](const std::string& user_id) {
    const auto found = stored.find(user_id);
    return found == stored.end() ? trading_state::active : found->second;
  };
  for (const auto& [user, state] : stored)
    flag_of(user)->store(state);
  all_->store(wanted({}));
  for (const auto& [user, held] : users_)
    held->store(wanted(user));
}

} // namespace tradeeon
