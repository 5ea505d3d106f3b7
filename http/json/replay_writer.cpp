#include "http/json/replay_writer.hpp"

#include "http/json/object_writer.hpp"

namespace tradeeon::json {

namespace {

/// `write(object_writer&)` adds what the line is about.
template <class Write>
void append(std::string& to, std::string_view kind, time_ms at, Write write) {
  line_writer line{to};
  {
    object_writer out{line};
    out.text("kind", kind).whole("time", at);
    write(out);
  }
  to += '\n';
}

void amount_if_known(object_writer& out, std::string_view name,
                     const std::optional<decimal>& x) {
  x ? out.amount(name, *x) : out.null(name);
}

} // namespace

void append_replay_line(std::string& to, const order_view& x) {
  append(to, "order", x.row.updated_at,
         [&](object_writer& out) { write_fields(out, x); });
}

void append_replay_line(std::string& to, const fill_view& x) {
  append(to, "fill", x.row.piece.at, [&](object_writer& out) { write_fields(out, x); });
}

void append_replay_line(std::string& to, const deal_view& x) {
  append(to, "deal", x.row.closed_at, [&](object_writer& out) { write_fields(out, x); });
}

void append_replay_line(std::string& to, const event_view& x) {
  append(to, "event", x.row.at, [&](object_writer& out) { write_fields(out, x); });
}

void append_replay_line(std::string& to, const outcome_view& x) {
  const auto& went = x.went;
  append(to, "report", went.to, [&](object_writer& out) {
    out.text("bot_id", x.row.bot_id)
      .text("run_id", x.run_id)
      .text("name", x.row.name)
      .text("bot_type", to_string(x.row.type))
      .text("symbol", x.symbol)
      .time("from", went.from)
      .time("to", went.to)
      .whole("bars", static_cast<std::int64_t>(went.bars))
      .amount("initial_balance", went.initial)
      .amount("equity", went.equity);
    amount_if_known(out, "return_percent", went.return_percent);
    amount_if_known(out, "hold_percent", went.hold_percent);
    amount_if_known(out, "max_drawdown", went.drawdown);
    amount_if_known(out, "max_drawdown_percent", went.drawdown_percent);
    out.whole("orders", went.orders)
      .whole("deals_open", went.deals_open)
      .whole("deals_closed", went.deals_closed)
      .whole("deals_won", went.deals_won)
      .whole("deals_lost", went.deals_lost);
    amount_if_known(out, "win_rate", went.win_rate);
    amount_if_known(out, "profit_factor", went.profit_factor);
    amount_if_known(out, "average_deal", went.average_deal);
    amount_if_known(out, "exposure_percent", went.exposure_percent);
    out.amount("fees", went.fees).number("sharpe", went.sharpe);
  });
}

} // namespace tradeeon::json
