#include "storage/sqlite/history_table.hpp"

#include "domain/support/bytes.hpp"
#include "storage/sqlite/collect.hpp"

namespace tradeeon::storage::sqlite {

result<std::optional<order>> history_table::find(std::int64_t bot,
                                                 const std::string& client_id) {
  auto found = collect(
    db_, [](const row& r) { return read_order(r); },
    "SELECT " TRADEEON_ORDER_COLUMNS "FROM bot_orders o"
    " WHERE o.bot_no = ? AND o.client_id = ?",
    bot, client_id);
  if (!found)
    return std::move(found).error();
  if (found->empty())
    return std::optional<order>{};
  return std::optional<order>{std::move(found->front())};
}

result<void> history_table::record(std::int64_t bot, const bot_commit& made) {
  for (const auto& x : made.orders)
    if (auto kept = put(bot, made.run, x); !kept)
      return kept;
  for (const auto& x : made.fills)
    if (auto added = add(bot, made.run, x); !added)
      return added;
  for (const auto& x : made.deals)
    if (auto kept = put(bot, made.run, x); !kept)
      return kept;
  return {};
}

result<std::int64_t> history_table::number_of(std::int64_t bot,
                                              const std::string& client_id) {
  return db_.number("SELECT order_no FROM bot_orders WHERE bot_no = ? AND client_id = ?",
                    bot, client_id);
}

// An upsert would use up a number for each order that is there already.
result<void> history_table::put(std::int64_t bot, std::uint32_t run, const order& x) {
  auto number = number_of(bot, x.client_id);
  if (!number)
    return std::move(number).error();
  if (*number != 0)
    return db_.change("UPDATE bot_orders SET quantity = ?, reduce_only = ?,"
                      " triggered = ?, status = ?, reason = ?, filled_quantity = ?,"
                      " filled_quote = ?, fees_quote = ?, reserved = ?, updated_at = ?,"
                      " fills = ? WHERE order_no = ?",
                      x.quantity, x.reduce_only, x.triggered, x.status, x.reason,
                      x.filled_quantity, x.filled_quote, x.fees_quote, x.reserved,
                      x.updated_at, x.fills, *number);
  return db_.change("INSERT INTO bot_orders(bot_no, run, client_id, symbol, deal, role,"
                    " number, side, type, quantity, quote_amount, limit_price,"
                    " stop_price, reduce_only, triggered, status, reason,"
                    " filled_quantity, filled_quote, fees_quote, reserved, created_at,"
                    " updated_at, fills) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    bot, run, x.client_id, x.symbol, x.deal, x.role, x.number, x.side,
                    x.type, x.quantity, x.quote_amount, x.limit_price, x.stop_price,
                    x.reduce_only, x.triggered, x.status, x.reason, x.filled_quantity,
                    x.filled_quote, x.fees_quote, x.reserved, x.created_at, x.updated_at,
                    x.fills);
}

result<void> history_table::add(std::int64_t bot, std::uint32_t run,
                                const order_fill& x) {
  auto of = number_of(bot, x.client_id);
  if (!of)
    return std::move(of).error();
  const auto& piece = x.piece;
  auto known =
    db_.number("SELECT count(*) FROM bot_fills WHERE order_no = ? AND fill_id = ?", *of,
               piece.fill_id);
  if (!known)
    return std::move(known).error();
  if (*known != 0)
    return {};
  return db_.change("INSERT INTO bot_fills(order_no, bot_no, run, fill_id, quantity,"
                    " price, fee, fee_asset, fee_quote, at)"
                    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    *of, bot, run, piece.fill_id, piece.quantity, piece.price, piece.fee,
                    piece.fee_asset, x.fee_quote, piece.at);
}

result<void> history_table::put(std::int64_t bot, std::uint32_t run, const deal& x) {
  byte_writer held;
  x.held.save(held);
  return db_.change("INSERT INTO bot_deals VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    " ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET symbol = excluded.symbol,"
                    " status = excluded.status, held = excluded.held,"
                    " bought = excluded.bought, spent = excluded.spent,"
                    " sold = excluded.sold, received = excluded.received,"
                    " fees = excluded.fees, realised = excluded.realised,"
                    " first_price = excluded.first_price,"
                    " last_price = excluded.last_price, entries = excluded.entries,"
                    " close_reason = excluded.close_reason,"
                    " opened_at = excluded.opened_at, closed_at = excluded.closed_at",
                    bot, run, x.number, x.symbol, x.status, blob{held.bytes()}, x.bought,
                    x.spent, x.sold, x.received, x.fees, x.realised, x.first_price,
                    x.last_price, x.entries, x.close_reason, x.opened_at, x.closed_at);
}

} // namespace tradeeon::storage::sqlite
