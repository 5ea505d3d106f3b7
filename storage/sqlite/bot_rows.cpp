#include "storage/sqlite/bot_rows.hpp"

#include "domain/support/bytes.hpp"

namespace tradeeon::storage::sqlite {

namespace {

constexpr std::uint8_t version = 1;

/// Reads a row's amounts; one check at the end of the row is enough.
class amounts {
public:
  explicit amounts(const row& from) : from_(from) {}
  decimal operator()(int column) {
    auto read = decimal::parse(from_.view(column));
    ok_ = ok_ && read.ok();
    return read ? *read : decimal{};
  }
  void check(bool ok) { ok_ = ok_ && ok; }

  /// What was read, or the problem that some of it is no amount.
  template <class T>
  result<T> whole(T read, const char* what) const {
    if (!ok_)
      return problem{problem_code::internal,
                     std::string{"a stored "} + what + " is unreadable", what};
    return {std::move(read)};
  }

private:
  const row& from_;
  bool ok_ = true;
};

} // namespace

std::string encode(const std::vector<std::string>& symbols) {
  byte_writer out;
  out.u8(version);
  out.u32(static_cast<std::uint32_t>(symbols.size()));
  for (const auto& x : symbols)
    out.text(x);
  return out.take();
}

std::string encode(const bot_cursor& x) {
  byte_writer out;
  out.u8(version);
  out.i64(x.handoff);
  out.u32(static_cast<std::uint32_t>(x.bars.size()));
  for (const auto& [symbol, at] : x.bars) {
    out.text(symbol);
    out.i64(at);
  }
  return out.take();
}

std::string encode(const std::vector<std::pair<std::string, std::string>>& details) {
  byte_writer out;
  out.u8(version);
  out.u32(static_cast<std::uint32_t>(details.size()));
  for (const auto& [name, value] : details) {
    out.text(name);
    out.text(value);
  }
  return out.take();
}

result<bot_cursor> decode_cursor(std::string_view bytes) {
  byte_reader in{bytes};
  const auto form = in.u8();
  bot_cursor x;
  x.handoff = in.i64();
  for (auto left = in.u32(); left > 0 && in.ok(); --left) {
    auto symbol = in.text();
    x.bars.emplace_back(std::move(symbol), in.i64());
  }
  if (form != version || !in.ok() || !in.at_end())
    return problem{problem_code::internal, "a stored cursor is unreadable", "cursor"};
  return x;
}

result<bot_entry> read_bot(const row& from) {
  amounts amount{from};
  bot_entry out;
  auto& x = out.row;
  out.number = from.integer(0);
  x.bot_id = from.text(1);
  x.user_id = from.text(2);
  x.name = from.text(3);
  x.type = from.as<bot_type>(4);
  x.status = from.as<bot_status>(5);
  x.status_reason = from.text(6);
  byte_reader symbols{from.view(7)};
  amount.check(symbols.u8() == version);
  for (auto left = symbols.u32(); left > 0 && symbols.ok(); --left)
    x.symbols.push_back(symbols.text());
  amount.check(symbols.ok() && symbols.at_end());
  x.pair = from.text(8);
  x.exchange = from.text(9);
  x.interval = from.as<timeframe>(10);
  x.mode = from.as<trading_mode>(11);
  x.run = from.as<std::uint32_t>(12);
  x.revision = from.as<std::uint32_t>(13);
  x.required_capital = amount(14);
  x.created_at = from.integer(15);
  x.updated_at = from.integer(16);
  x.document = from.text(17);
  return amount.whole(std::move(out), "bot");
}

result<run_with_figures> read_run(const row& from) {
  amounts amount{from};
  run_with_figures x;
  x.run.bot_id = from.text(0);
  x.run.user_id = from.text(1);
  x.run.number = from.as<std::uint32_t>(2);
  x.run.run_id = run_id_of(x.run.bot_id, x.run.number);
  x.run.mode = from.as<trading_mode>(3);
  x.run.initial_balance = amount(4);
  x.run.quote = from.text(5);
  x.run.started_at = from.integer(6);
  x.run.ended_at = from.integer(7);
  x.figures.cash = amount(8);
  x.figures.invested = amount(9);
  x.figures.holdings = amount(10);
  x.figures.realised = amount(11);
  x.figures.fees = amount(12);
  x.figures.peak = amount(13);
  x.figures.drawdown = amount(14);
  x.figures.orders = from.as<std::uint32_t>(15);
  x.figures.deals_closed = from.as<std::uint32_t>(16);
  x.figures.deals_won = from.as<std::uint32_t>(17);
  x.figures.at = from.integer(18);
  return amount.whole(std::move(x), "run");
}

result<equity_sample> read_sample(const row& from) {
  amounts amount{from};
  const equity_sample x{from.integer(0), amount(1), amount(2)};
  return amount.whole(x, "sample");
}

result<order> read_order(const row& from, int first) {
  amounts amount{from};
  order x;
  x.client_id = from.text(first);
  x.symbol = from.text(first + 1);
  x.deal = from.as<std::uint32_t>(first + 2);
  x.role = from.as<order_role>(first + 3);
  x.number = from.as<std::int32_t>(first + 4);
  x.side = from.as<order_side>(first + 5);
  x.type = from.as<order_type>(first + 6);
  x.quantity = amount(first + 7);
  x.quote_amount = amount(first + 8);
  x.limit_price = amount(first + 9);
  x.stop_price = amount(first + 10);
  x.reduce_only = from.integer(first + 11) != 0;
  x.triggered = from.integer(first + 12) != 0;
  x.status = from.as<order_status>(first + 13);
  x.reason = from.text(first + 14);
  x.filled_quantity = amount(first + 15);
  x.filled_quote = amount(first + 16);
  x.fees_quote = amount(first + 17);
  x.reserved = amount(first + 18);
  x.created_at = from.integer(first + 19);
  x.updated_at = from.integer(first + 20);
  x.fills = from.as<std::uint32_t>(first + 21);
  return amount.whole(std::move(x), "order");
}

result<bot_fill> read_fill(const row& from, const std::string& bot_id) {
  amounts amount{from};
  bot_fill x;
  x.number = from.integer(0);
  x.bot_id = bot_id;
  x.run_id = run_id_of(bot_id, from.as<std::uint32_t>(1));
  x.symbol = from.text(2);
  x.side = from.as<order_side>(3);
  x.row.client_id = from.text(4);
  x.row.piece.fill_id = from.text(5);
  x.row.piece.quantity = amount(6);
  x.row.piece.price = amount(7);
  x.row.piece.fee = amount(8);
  x.row.piece.fee_asset = from.text(9);
  x.row.fee_quote = amount(10);
  x.row.piece.at = from.integer(11);
  return amount.whole(std::move(x), "fill");
}

result<bot_deal> read_deal(const row& from, const std::string& bot_id) {
  amounts amount{from};
  bot_deal out;
  out.bot_id = bot_id;
  out.run_id = run_id_of(bot_id, from.as<std::uint32_t>(0));
  auto& x = out.row;
  x.number = from.as<std::uint32_t>(1);
  x.symbol = from.text(2);
  x.status = from.as<deal_status>(3);
  byte_reader held{from.view(4)};
  x.held.load(held);
  amount.check(held.ok() && held.at_end());
  x.bought = amount(5);
  x.spent = amount(6);
  x.sold = amount(7);
  x.received = amount(8);
  x.fees = amount(9);
  x.realised = amount(10);
  x.first_price = amount(11);
  x.last_price = amount(12);
  x.entries = from.as<std::uint32_t>(13);
  x.close_reason = from.text(14);
  x.opened_at = from.integer(15);
  x.closed_at = from.integer(16);
  return amount.whole(std::move(out), "deal");
}

result<logged_bot_event> read_bot_event(const row& from) {
  logged_bot_event x;
  x.row.seq = from.integer(0);
  x.bot_id = from.text(1);
  x.run_id = from.text(2);
  x.user_id = from.text(3);
  x.row.type = from.text(4);
  x.row.category = from.text(5);
  x.row.symbol = from.text(6);
  x.row.message = from.text(7);
  byte_reader details{from.view(8)};
  const auto form = details.u8();
  for (auto left = details.u32(); left > 0 && details.ok(); --left) {
    auto name = details.text();
    x.row.details.emplace_back(std::move(name), details.text());
  }
  x.row.at = from.integer(9);
  if (form != version || !details.ok() || !details.at_end())
    return problem{problem_code::internal, "a stored diary line is unreadable", "event"};
  return {std::move(x)};
}

result<account> read_account(const row& from) {
  amounts amount{from};
  account x{from.text(0), from.as<trading_mode>(1), from.text(2), amount(3), amount(4)};
  return amount.whole(std::move(x), "account");
}

trading_switch read_switch(const row& from) {
  return {from.text(0), from.as<trading_state>(1), from.text(2), from.integer(3)};
}

} // namespace tradeeon::storage::sqlite
