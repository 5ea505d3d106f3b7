#include "storage/sqlite/sqlite_bots.hpp"

#include "storage/bot_rules.hpp"
#include "storage/sqlite/bot_feed.hpp"

#include <utility>

namespace tradeeon::storage::sqlite {

result<void> sqlite_bots::insert_bot(const bot& row, std::uint32_t max_bots) {
  return guard_.write([&] { return insert(row, max_bots); });
}

result<void> sqlite_bots::insert(const bot& row, std::uint32_t max_bots) {
  auto known = bots_.has(row.bot_id);
  if (!known)
    return std::move(known).error();
  if (*known)
    return problem{problem_code::conflict, "the bot exists already", row.bot_id};
  auto present = bots_.count_of(row.user_id);
  if (!present)
    return std::move(present).error();
  if (auto fine = check_new(row, *present, max_bots); !fine)
    return fine;
  return bots_.insert(row);
}

result<bot> sqlite_bots::update_bot(const bot& row, std::uint32_t expected_revision) {
  return guard_.write([&]() -> result<bot> {
    auto entry = find_bot(db_, row.user_id, row.bot_id);
    if (!entry)
      return std::move(entry).error();
    auto changed = edited(entry->row, row, expected_revision);
    if (!changed)
      return changed;
    if (auto saved = bots_.save({entry->number, *changed}); !saved)
      return std::move(saved).error();
    return changed;
  });
}

result<bot> sqlite_bots::delete_bot(const std::string& user_id,
                                    const std::string& bot_id) {
  return guard_.write([&]() -> result<bot> {
    auto entry = find_bot(db_, user_id, bot_id);
    if (!entry)
      return std::move(entry).error();
    if (auto possible = check_removal(entry->row); !possible)
      return std::move(possible).error();
    if (auto gone = diary_.remove(bot_id); !gone)
      return std::move(gone).error();
    if (auto gone = bots_.remove(*entry); !gone)
      return std::move(gone).error();
    return std::move(entry->row);
  });
}

result<bot_snapshot> sqlite_bots::start_run(const run_request& asked) {
  return guard_.write([&] { return start(asked); });
}

result<bot_snapshot> sqlite_bots::start(const run_request& asked) {
  auto entry = find_bot(db_, asked.user_id, asked.bot_id);
  if (!entry)
    return std::move(entry).error();
  auto payer = ledger_.find(asked.user_id, asked.mode, asked.quote);
  if (!payer)
    return std::move(payer).error();
  auto begun = begin_run(entry->row, *payer, asked);
  if (!begun)
    return std::move(begun).error();
  auto cursor = cursor_now(begun->row);
  if (!cursor)
    return std::move(cursor).error();
  auto written = bots_.save({entry->number, begun->row});
  if (written)
    written = runs_.insert(entry->number, {begun->run, begun->figures});
  if (written)
    written = bots_.save_state(entry->number, 0, {}, *cursor);
  if (written)
    written = ledger_.save(begun->payer);
  if (!written)
    return std::move(written).error();
  return bot_snapshot{begun->row, begun->run, 0, {}, *std::move(cursor)};
}

result<bot_cursor> sqlite_bots::cursor_now(const bot& row) {
  bot_cursor out;
  out.handoff = log_.newest();
  for (const auto& symbol : row.symbols) {
    auto newest = newest_bar(db_, symbol);
    if (!newest)
      return std::move(newest).error();
    out.bars.emplace_back(symbol, *newest);
  }
  return out;
}

result<bot> sqlite_bots::set_bot_status(const std::string& user_id,
                                        const std::string& bot_id, bot_status to,
                                        const std::string& reason, time_ms now) {
  return guard_.write([&]() -> result<bot> {
    auto entry = find_bot(db_, user_id, bot_id);
    if (!entry)
      return std::move(entry).error();
    return set_status(*std::move(entry), to, reason, now);
  });
}

result<bot> sqlite_bots::set_status(bot_entry entry, bot_status to,
                                    const std::string& reason, time_ms now) {
  if (auto possible = check_transition(entry.row.status, to); !possible)
    return std::move(possible).error();
  auto present = runs_.find(entry.number, entry.row.run);
  if (!present)
    return std::move(present).error();
  if (!at_work(to)) {
    auto payee = payee_of(present->run, present->figures.cash);
    if (!payee)
      return std::move(payee).error();
    present->run.ended_at = end_of(present->run, now);
    if (auto paid = ledger_.save(*payee); !paid)
      return std::move(paid).error();
    if (auto ended = runs_.save(entry.number, *present); !ended)
      return std::move(ended).error();
  }
  entry.row = moved(std::move(entry.row), to, reason, now);
  if (auto saved = bots_.save(entry); !saved)
    return std::move(saved).error();
  return std::move(entry.row);
}

result<account> sqlite_bots::payee_of(const bot_run& run, decimal amount) {
  auto payee = ledger_.find(run.user_id, run.mode, run.quote);
  if (!payee)
    return payee;
  return paid_in(*std::move(payee), amount);
}

result<bot_outcome> sqlite_bots::apply_bot(const bot_commit& made) {
  return guard_.write([&] { return apply(made); });
}

result<bot_outcome> sqlite_bots::apply(const bot_commit& made) {
  if (made.right)
    if (auto held = leases_.check(*made.right); !held)
      return std::move(held).error();
  auto entry = bots_.find(made.bot_id);
  if (!entry)
    return std::move(entry).error();
  auto stored = snapshot_of(*entry);
  if (!stored)
    return std::move(stored).error();
  if (auto fits = check_commit(*stored, made); !fits)
    return std::move(fits).error();
  auto known = check_orders(made, [&](const std::string& client_id) {
    return history_.find(entry->number, client_id);
  });
  if (!known)
    return std::move(known).error();
  return write(*entry, stored->run, made);
}

result<bot_outcome> sqlite_bots::write(const bot_entry& entry, const bot_run& run,
                                       const bot_commit& made) {
  bot_outcome out{entry.row, made.step + 1, {}};
  run_with_figures now{run, made.figures};
  if (made.status && !at_work(*made.status)) {
    auto payee = payee_of(run, made.returned);
    if (!payee)
      return std::move(payee).error();
    now.run.ended_at = end_of(run, made);
    if (auto paid = ledger_.save(*payee); !paid)
      return std::move(paid).error();
    for (const auto& [asset, quantity] : made.coins) {
      auto holder = ledger_.find(run.user_id, run.mode, asset);
      if (holder)
        holder = paid_in(*std::move(holder), quantity);
      if (!holder)
        return std::move(holder).error();
      if (auto kept = ledger_.save(*holder); !kept)
        return std::move(kept).error();
    }
  }
  auto written = history_.record(entry.number, made);
  if (written)
    written = runs_.save(entry.number, now);
  if (written)
    written = bots_.save_state(entry.number, out.step, made.state, made.cursor);
  if (written && made.status && *made.status != entry.row.status) {
    out.row = moved(entry.row, *made.status, made.status_reason, end_of(run, made));
    written = bots_.save({entry.number, out.row});
  }
  for (const auto& x : made.events) {
    out.events.push_back({made.bot_id, run.run_id, run.user_id, x});
    if (written)
      written = diary_.add(out.events.back());
  }
  if (!written)
    return std::move(written).error();
  return out;
}

result<logged_bot_event> sqlite_bots::insert_bot_event(const logged_bot_event& line) {
  return guard_.write([&]() -> result<logged_bot_event> {
    auto kept = line;
    if (auto added = diary_.add(kept); !added)
      return std::move(added).error();
    return kept;
  });
}

result<void> sqlite_bots::insert_notice(const notification& what) {
  return guard_.write([&] { return diary_.notify(what); });
}

result<void> sqlite_bots::put_trading_state(const trading_switch& row) {
  return guard_.write([&] { return ledger_.put(row); });
}

result<std::vector<trading_switch>> sqlite_bots::trading_states() {
  return ledger_.switches();
}

result<bot_snapshot> sqlite_bots::load_bot(const std::string& bot_id) {
  auto entry = bots_.find(bot_id);
  if (!entry)
    return std::move(entry).error();
  return snapshot_of(*entry);
}

result<bot_snapshot> sqlite_bots::snapshot_of(const bot_entry& entry) {
  bot_snapshot out;
  out.row = entry.row;
  auto run = runs_.find(entry.number, entry.row.run);
  if (!run)
    return std::move(run).error();
  out.run = std::move(run->run);
  if (auto loaded = bots_.load_state(entry.number, out); !loaded)
    return std::move(loaded).error();
  return out;
}

result<std::vector<bot>> sqlite_bots::running_bots() {
  return bots_.at_work();
}

result<bot_inputs> sqlite_bots::inputs_of(const inputs_request& asked) {
  auto entry = bots_.find(asked.bot_id);
  if (!entry)
    return std::move(entry).error();
  return sqlite::inputs_of(db_, entry->row, asked);
}

} // namespace tradeeon::storage::sqlite
