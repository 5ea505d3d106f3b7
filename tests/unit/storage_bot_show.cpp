#include "domain/support/bytes.hpp"
#include "tests/unit/storage_kit.hpp"
#include "tests/unit/storage_line.hpp"

namespace tradeeon::storage::test {

std::string show(const bot& x) {
  return line("bot", x.bot_id, x.user_id, x.name, x.type, x.status, x.status_reason,
              show(x.symbols), x.pair, x.exchange, x.interval, x.mode, x.run, x.revision,
              x.required_capital, x.created_at, x.updated_at, x.document);
}
std::string show(const bot_run& x) {
  return line("run", x.run_id, x.bot_id, x.user_id, x.number, x.mode, x.initial_balance,
              x.quote, x.started_at, x.ended_at);
}
std::string show(const run_figures& x) {
  return line("figures", x.cash, x.invested, x.holdings, x.realised, x.fees, x.peak,
              x.drawdown, x.orders, x.deals_closed, x.deals_won, x.at);
}
std::string show(const run_with_figures& x) {
  return show(x.run) + " / " + show(x.figures);
}
std::string show(const bot_with_figures& x) {
  auto text = show(x.row) + " / " + show(x.run) + " / " + show(x.figures) +
              line(" / profit", x.profit_24h, x.profit_month);
  for (const auto& one : x.sparkline)
    text += " " + one.text();
  return text;
}
std::string show(const bot_snapshot& x) {
  auto text = show(x.row) + " / " + show(x.run) +
              line(" / state", x.step, x.state, x.cursor.handoff);
  for (const auto& [symbol, at] : x.cursor.bars)
    text += line(" / at", symbol, at);
  return text;
}
std::string show(const bot_outcome& x) {
  return show(x.row) + line(" / step", x.step) + "\n" + show(x.events);
}
std::string show(const bot_inputs& x) {
  std::string text = x.more ? "more\n" : "all\n";
  for (const auto& part : x.bars)
    text += line("bars", part.symbol, part.base) + "\n" + show(part.bars);
  return text + show(x.handoffs);
}
std::string show(const order& x) {
  return line("order", x.client_id, x.symbol, x.deal, x.role, x.number, x.side, x.type,
              x.quantity, x.quote_amount, x.limit_price, x.stop_price, x.reduce_only,
              x.triggered, x.status, x.reason, x.filled_quantity, x.filled_quote,
              x.fees_quote, x.reserved, x.created_at, x.updated_at, x.fills);
}
std::string show(const bot_order& x) {
  return line("of", x.bot_id, x.run_id) + " / " + show(x.row);
}
std::string show(const bot_fill& x) {
  const auto& piece = x.row.piece;
  return line("fill", x.number, x.bot_id, x.run_id, x.symbol, x.side, x.row.client_id,
              piece.fill_id, piece.quantity, piece.price, piece.fee, piece.fee_asset,
              piece.at, x.row.fee_quote);
}
std::string show(const bot_deal& x) {
  byte_writer whole;
  save(whole, x.row);
  return line("deal", x.bot_id, x.run_id, x.row.number, whole.bytes());
}
std::string show(const logged_bot_event& x) {
  return line("line", x.row.seq, x.bot_id, x.run_id, x.user_id, x.row.type,
              x.row.category, x.row.symbol, x.row.message, show(x.row.details), x.row.at);
}
std::string show(const account_view& x) {
  return line("account", x.row.user_id, x.row.mode, x.row.asset, x.row.free,
              x.row.deposited, x.in_runs);
}
std::string show(const trading_switch& x) {
  return line("switch", x.user_id, x.state, x.reason, x.at);
}
std::string show(const audited_order& x) {
  return line("audited", x.number, x.user_id) + " / " + show(x.row);
}

std::string show_bots(bot_queries& readers, const std::vector<std::string>& users) {
  std::string text;
  for (const auto& user : users) {
    const auto bots = good(readers.bots_of(user, std::nullopt));
    text += show(bots) + show(readers.bots_of(user, bot_status::running)) +
            show(readers.accounts_of(user));
    for (const auto& one : bots) {
      const history_filter all{user, one.row.bot_id, {}, 1'000, 0};
      const history_filter newest{user, one.row.bot_id, one.run.run_id, 3, 1};
      for (const auto& of : {all, newest})
        text += show(readers.orders(of, std::nullopt)) +
                show(readers.orders(of, order_side::sell)) + show(readers.fills(of, 1)) +
                show(readers.deals(of)) + show(readers.bot_events(of, "", "")) +
                show(readers.bot_events(of, "order_executed", "execution"));
      text += show(readers.bot_of(user, one.row.bot_id)) +
              show(readers.runs_of(user, one.row.bot_id)) +
              show(readers.run_of(user, one.row.bot_id, 1));
    }
  }
  return text + show(readers.trading_states()) + show(readers.audit(2, 1'000));
}

} // namespace tradeeon::storage::test
