#include "tests/unit/storage_bot_kit.hpp"

namespace tradeeon::storage::test {

bot bot_named(const std::string& id, const std::string& user,
              std::vector<std::string> symbols) {
  bot row;
  row.bot_id = id;
  row.user_id = user;
  row.name = "name of " + id;
  row.type = bot_type::grid;
  row.symbols = std::move(symbols);
  row.pair = "BTC/USDT";
  row.exchange = "binance";
  row.interval = timeframe::m5;
  row.required_capital = amount("123.456789012345678901");
  row.created_at = 700;
  row.updated_at = 700;
  row.document = "{\"bot\":\"" + id + "\"}";
  return row;
}

run_request run_request_for(const std::string& user, const std::string& id,
                            decimal balance) {
  run_request asked;
  asked.user_id = user;
  asked.bot_id = id;
  asked.initial_balance = balance;
  asked.deposit = true;
  asked.quote = "USDT";
  asked.now = 800;
  return asked;
}

bot_commit after(const bot_snapshot& stored) {
  bot_commit made;
  made.bot_id = stored.row.bot_id;
  made.run = stored.run.number;
  made.step = stored.step;
  made.state = stored.state;
  made.cursor = stored.cursor;
  made.figures.cash = stored.run.initial_balance;
  return made;
}

order order_named(const std::string& client_id, order_side side) {
  order x;
  x.client_id = client_id;
  x.symbol = "BTCUSDT";
  x.deal = 1;
  x.role = side == order_side::buy ? order_role::safety : order_role::take_profit;
  x.number = 2;
  x.side = side;
  x.type = order_type::limit;
  x.quantity = amount("0.00012");
  x.limit_price = amount("43210.01");
  x.reserved = amount("5.1852012");
  x.status = order_status::open;
  x.created_at = 900;
  x.updated_at = 901;
  return x;
}

order_fill fill_named(const std::string& client_id, const std::string& id) {
  order_fill x;
  x.client_id = client_id;
  x.piece = {
    id, amount("0.00006"), amount("43210.01"), amount("0.000000000000000001"), "BNB",
    950};
  x.fee_quote = amount("0.0003");
  return x;
}

deal deal_numbered(std::uint32_t number) {
  deal x;
  x.number = number;
  x.symbol = "BTCUSDT";
  x.status = deal_status::open;
  x.held = position{cost_basis::fifo};
  x.held.add(amount("0.00006"), amount("2.5926006"));
  x.bought = amount("0.00006");
  x.spent = amount("2.5926006");
  x.fees = amount("0.0003");
  x.first_price = amount("43210.01");
  x.last_price = amount("43210.01");
  x.entries = 1;
  x.opened_at = 900;
  return x;
}

bot_event event_at(time_ms at, const std::string& type, const std::string& category) {
  bot_event x;
  x.type = type;
  x.category = category;
  x.symbol = "BTCUSDT";
  x.message = "Bought 0.00006 BTC.";
  x.details = {{"price", "43210.01"}, {"quantity", "0.00006"}};
  x.at = at;
  return x;
}

decimal amount(const char* text) {
  return good(decimal::parse(text));
}

} // namespace tradeeon::storage::test
