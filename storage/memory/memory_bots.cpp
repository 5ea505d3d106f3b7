#include "storage/memory/memory_bots.hpp"

#include "storage/bot_rules.hpp"
#include "storage/memory/bot_views.hpp"

#include <map>

namespace tradeeon::storage::memory {

namespace {

constexpr auto now_side = side::working;

} // namespace

template <class Call>
auto memory_bots::write(Call call) -> decltype(call()) {
  if (!open_)
    return problem{problem_code::internal, "no transaction is open", "transaction"};
  return call();
}

result<bot_entry> memory_bots::find(const std::string& bot_id,
                                    const std::string* user_id) const {
  const auto* known = data_.bots.rows.find(now_side, bot_id);
  if (known == nullptr || (user_id != nullptr && known->row.user_id != *user_id))
    return problem{problem_code::not_found, "no such bot", bot_id};
  return *known;
}

result<void> memory_bots::insert_bot(const bot& row, std::uint32_t max_bots) {
  return write([&]() -> result<void> {
    const auto& all = data_.bots.rows.in(now_side);
    if (all.count(row.bot_id) != 0)
      return problem{problem_code::conflict, "the bot exists already", row.bot_id};
    std::uint64_t present = 0;
    for (const auto& [id, entry] : all)
      present += entry->row.user_id == row.user_id ? 1 : 0;
    if (auto fine = check_new(row, present, max_bots); !fine)
      return fine;
    bot_entry entry{++numbers_.bots, row};
    entry.row.run = 0;
    data_.bots.rows.put(row.bot_id, std::move(entry));
    return {};
  });
}

result<bot> memory_bots::update_bot(const bot& row, std::uint32_t expected_revision) {
  return write([&]() -> result<bot> {
    auto entry = find(row.bot_id, &row.user_id);
    if (!entry)
      return std::move(entry).error();
    auto changed = edited(entry->row, row, expected_revision);
    if (changed)
      data_.bots.rows.put(row.bot_id, {entry->number, *changed});
    return changed;
  });
}

result<bot> memory_bots::delete_bot(const std::string& user_id,
                                    const std::string& bot_id) {
  return write([&]() -> result<bot> {
    auto entry = find(bot_id, &user_id);
    if (!entry)
      return std::move(entry).error();
    if (auto possible = check_removal(entry->row); !possible)
      return std::move(possible).error();
    forget(bot_id);
    return std::move(entry->row);
  });
}

result<bot_snapshot> memory_bots::start_run(const run_request& asked) {
  return write([&]() -> result<bot_snapshot> {
    auto entry = find(asked.bot_id, &asked.user_id);
    if (!entry)
      return std::move(entry).error();
    auto begun =
      begin_run(entry->row, account_of(asked.user_id, asked.mode, asked.quote), asked);
    if (!begun)
      return std::move(begun).error();
    bot_state state;
    state.cursor.handoff = numbers_.seq;
    for (const auto& symbol : begun->row.symbols)
      state.cursor.bars.emplace_back(symbol, newest_bar(data_, symbol));
    data_.bots.rows.put(asked.bot_id, {entry->number, begun->row});
    data_.bots.runs.put({asked.bot_id, begun->run.number}, {begun->run, begun->figures});
    data_.bots.states.put(asked.bot_id, state);
    save(begun->payer);
    return bot_snapshot{begun->row, begun->run, 0, {}, state.cursor};
  });
}

result<bot> memory_bots::set_bot_status(const std::string& user_id,
                                        const std::string& bot_id, bot_status to,
                                        const std::string& reason, time_ms now) {
  return write([&]() -> result<bot> {
    auto entry = find(bot_id, &user_id);
    if (!entry)
      return std::move(entry).error();
    if (auto possible = check_transition(entry->row.status, to); !possible)
      return std::move(possible).error();
    if (!at_work(to)) {
      const run_key key{bot_id, entry->row.run};
      auto present = *data_.bots.runs.find(now_side, key);
      auto& run = present.run;
      auto payee =
        paid_in(account_of(user_id, run.mode, run.quote), present.figures.cash);
      if (!payee)
        return std::move(payee).error();
      run.ended_at = end_of(run, now);
      save(*payee);
      data_.bots.runs.put(key, std::move(present));
    }
    entry->row = moved(std::move(entry->row), to, reason, now);
    data_.bots.rows.put(bot_id, *entry);
    return std::move(entry->row);
  });
}

result<bot_outcome> memory_bots::apply_bot(const bot_commit& made) {
  return write([&] { return apply(made); });
}

result<bot_outcome> memory_bots::apply(const bot_commit& made) {
  if (made.right)
    if (auto held = check_(*made.right); !held)
      return std::move(held).error();
  auto entry = find(made.bot_id, nullptr);
  if (!entry)
    return std::move(entry).error();
  const auto stored = snapshot_of(entry->row);
  if (auto fits = check_commit(stored, made); !fits)
    return std::move(fits).error();
  auto known =
    check_orders(made, [&](const std::string& id) -> result<std::optional<order>> {
      return find_order(data_.bots, now_side, made.bot_id, id);
    });
  if (!known)
    return std::move(known).error();
  run_with_figures now{stored.run, made.figures};
  bot_outcome out{entry->row, made.step + 1, {}};
  if (made.status && !at_work(*made.status)) {
    auto payee =
      paid_in(account_of(now.run.user_id, now.run.mode, now.run.quote), made.returned);
    if (!payee)
      return std::move(payee).error();
    now.run.ended_at = end_of(stored.run, made);
    std::vector<account> holders;
    for (const auto& [asset, quantity] : made.coins) {
      auto holder = paid_in(account_of(now.run.user_id, now.run.mode, asset), quantity);
      if (!holder)
        return std::move(holder).error();
      holders.push_back(*std::move(holder));
    }
    save(*payee);
    for (const auto& x : holders)
      save(x);
  }
  history_.record(made);
  history_.save(now);
  data_.bots.states.put(made.bot_id, {out.step, made.state, made.cursor});
  if (made.status && *made.status != entry->row.status) {
    out.row =
      moved(entry->row, *made.status, made.status_reason, end_of(stored.run, made));
    data_.bots.rows.put(made.bot_id, {entry->number, out.row});
  }
  for (const auto& x : made.events)
    out.events.push_back(log({made.bot_id, stored.run.run_id, stored.run.user_id, x}));
  return out;
}

logged_bot_event memory_bots::log(logged_bot_event line) {
  line.row.seq = ++numbers_.seq;
  data_.bots.diary.put(line.row.seq, line);
  return line;
}

result<logged_bot_event> memory_bots::insert_bot_event(const logged_bot_event& line) {
  return write([&]() -> result<logged_bot_event> { return log(line); });
}

result<void> memory_bots::insert_notice(const notification& what) {
  return write([&]() -> result<void> {
    data_.notifications.put({what.seq, 0}, what);
    return {};
  });
}

result<void> memory_bots::put_trading_state(const trading_switch& row) {
  return write([&]() -> result<void> {
    data_.bots.switches.put(row.user_id, row);
    return {};
  });
}

result<std::vector<trading_switch>> memory_bots::trading_states() {
  return all_switches(data_.bots, now_side);
}

result<bot_snapshot> memory_bots::load_bot(const std::string& bot_id) {
  auto entry = find(bot_id, nullptr);
  if (!entry)
    return std::move(entry).error();
  return snapshot_of(entry->row);
}

bot_snapshot memory_bots::snapshot_of(const bot& row) const {
  bot_snapshot out;
  out.row = row;
  out.run = run_or_none(data_.bots, now_side, row.bot_id, row.run).run;
  if (const auto* state = data_.bots.states.find(now_side, row.bot_id)) {
    out.step = state->step;
    out.state = state->state;
    out.cursor = state->cursor;
  }
  return out;
}

result<std::vector<bot>> memory_bots::running_bots() {
  std::map<std::int64_t, const bot*> found;
  for (const auto& [id, entry] : data_.bots.rows.in(now_side))
    if (at_work(entry->row.status))
      found.emplace(entry->number, &entry->row);
  std::vector<bot> out;
  for (const auto& [number, row] : found)
    out.push_back(*row);
  return out;
}

result<bot_inputs> memory_bots::inputs_of(const inputs_request& asked) {
  auto entry = find(asked.bot_id, nullptr);
  if (!entry)
    return std::move(entry).error();
  return memory::inputs_of(data_, entry->row, asked);
}

account memory_bots::account_of(const std::string& user_id, trading_mode mode,
                                const std::string& asset) const {
  const auto* known = data_.bots.accounts.find(now_side, {user_id, mode, asset});
  return known == nullptr ? account{user_id, mode, asset, {}, {}} : *known;
}

void memory_bots::save(const account& x) {
  data_.bots.accounts.put({x.user_id, x.mode, x.asset}, x);
}

void memory_bots::forget(const std::string& bot_id) {
  // As in the SQLite store: the log goes on after all that it ever had.
  data_.marks.put("log", numbers_.seq);
  std::vector<std::int64_t> lines;
  for (const auto& [seq, line] : data_.bots.diary.in(now_side))
    if (line->bot_id == bot_id)
      lines.push_back(seq);
  for (const auto seq : lines)
    data_.bots.diary.erase(seq);
  history_.forget(bot_id);
  data_.bots.states.erase(bot_id);
  data_.bots.rows.erase(bot_id);
}

} // namespace tradeeon::storage::memory
