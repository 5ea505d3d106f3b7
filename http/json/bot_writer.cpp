#include "http/json/bot_writer.hpp"

#include "http/json/document.hpp"
#include "http/json/object_writer.hpp"

namespace tradeeon::json {

namespace {

constexpr std::size_t sparkline_points = 12;

/// The configuration as sent; an object whatever the row holds.
std::string config_of(const bot& row) {
  const auto read = parse_document(row.document);
  return read && read->is_object() ? row.document : "{}";
}

void write_sparkline(line_writer& to, const std::vector<decimal>& points) {
  to.open('[');
  // A run that has just begun has not moved yet.
  const auto missing =
    points.size() < sparkline_points ? sparkline_points - points.size() : 0;
  for (std::size_t i = 0; i < missing && !points.empty(); ++i)
    to.amount(points.front());
  for (const auto& x : points)
    to.amount(x);
  to.close(']');
}

void write_figures(object_writer& out, const run_figures& x) {
  out.amount("equity", x.equity())
    .amount("cash", x.cash)
    .amount("invested", x.invested)
    .amount("holdings", x.holdings)
    .amount("realised", x.realised)
    .amount("unrealised", x.holdings - x.invested)
    .amount("fees", x.fees)
    .amount("peak", x.peak)
    .amount("drawdown", x.drawdown)
    .whole("orders", x.orders)
    .whole("deals_closed", x.deals_closed)
    .whole("deals_won", x.deals_won)
    .time("at", x.at);
}

void write_run(object_writer& out, const bot_run& x) {
  out.text("run_id", x.run_id)
    .text("bot_id", x.bot_id)
    .whole("number", x.number)
    .text("mode", to_string(x.mode))
    .text("status", x.ended_at == 0 ? "running" : "ended")
    .amount("initial_balance", x.initial_balance)
    .text("quote", x.quote)
    .time("started_at", x.started_at)
    .time("ended_at", x.ended_at);
}

void write_fields(object_writer& out, const bot_view& x) {
  const auto& row = x.row;
  const auto before = x.figures.equity() - x.profit_24h;
  out.text("bot_id", row.bot_id)
    .text("user_id", row.user_id)
    .text("name", row.name)
    .text("bot_type", to_string(row.type))
    .text("status", to_string(row.status))
    .text_or_null("status_reason", row.status_reason)
    .text("symbol", row.symbols.empty() ? "" : row.symbols.front())
    .list("symbols", row.symbols,
          [](line_writer& to, const std::string& one) { to.text(one); })
    .text("pair", row.pair)
    .text("exchange", row.exchange)
    .text("interval", to_string(row.interval))
    .text("mode", to_string(row.mode))
    .whole("revision", row.revision)
    .raw("config", config_of(row))
    .amount("required_capital", row.required_capital)
    .amount("invested", x.figures.invested)
    .amount("pnl_24h", x.profit_24h)
    .amount("pnl_24h_pct",
            before.positive() ? decimal::scaled(x.profit_24h, 100, before) : decimal{})
    .amount("pnl_realized_mtd", x.profit_month)
    .whole("orders_count", x.figures.orders)
    .text_or_null("run_id", x.run.run_id)
    .time("created_at", row.created_at)
    .time("updated_at", row.updated_at);
  std::string points;
  line_writer to{points};
  write_sparkline(to, x.sparkline);
  out.raw("sparkline", points);
  if (x.run.number > 0)
    out.object("figures", [&](object_writer& in) { write_figures(in, x.figures); });
  else
    out.null("figures");
}

} // namespace

void write(line_writer& to, const bot_view& x) {
  object_writer out{to};
  write_fields(out, x);
}

void write(line_writer& to, const run_view& x) {
  object_writer out{to};
  write_run(out, x.run);
  out.object("figures", [&](object_writer& in) { write_figures(in, x.figures); });
}

std::string render(const std::vector<bot_view>& rows) {
  return success_answer([&](object_writer& out) {
    out.list("bots", rows, [](line_writer& to, const auto& x) { write(to, x); });
    out.whole("count", static_cast<std::int64_t>(rows.size()));
  });
}

std::string render(const bot_view& x) {
  return success_answer([&](object_writer& out) {
    out.object("bot", [&](object_writer& in) { write_fields(in, x); });
    out.text("bot_id", x.row.bot_id);
  });
}

std::string render_start(const bot_run& run, std::string_view message) {
  return success_answer([&](object_writer& out) {
    out.text("message", message)
      .text("bot_id", run.bot_id)
      .text("run_id", run.run_id)
      .text("status", "running")
      .text("mode", to_string(run.mode));
  });
}

std::string render_command(const bot& row, std::string_view message) {
  return success_answer([&](object_writer& out) {
    out.text("message", message)
      .text("bot_id", row.bot_id)
      .text("status", to_string(row.status));
  });
}

std::string render_runs(const std::vector<run_view>& rows) {
  return success_answer([&](object_writer& out) {
    out.list("runs", rows, [](line_writer& to, const auto& x) { write(to, x); });
    out.whole("count", static_cast<std::int64_t>(rows.size()));
  });
}

std::string render(const bot_state_view& x) {
  const auto& row = x.bot.row;
  return success_answer([&](object_writer& out) {
    out.text("bot_id", row.bot_id)
      .text("overall_status", to_string(row.status))
      .list("status_details", x.details,
            [](line_writer& to, const std::string& one) { to.text(one); });
    out.object("database", [&](object_writer& in) {
      in.text("status", to_string(row.status))
        .text_or_null("status_reason", row.status_reason)
        .text("mode", to_string(row.mode))
        .time("updated_at", row.updated_at);
    });
    out.object("memory", [&](object_writer& in) {
      in.flag("running_in_memory", x.in_memory)
        .text("status", x.in_memory ? to_string(row.status) : "not_running");
    });
    if (x.bot.run.number > 0)
      out.object("latest_run", [&](object_writer& in) {
        write_run(in, x.bot.run);
        in.object("figures",
                  [&](object_writer& deep) { write_figures(deep, x.bot.figures); });
      });
    else
      out.null("latest_run");
    out.object("recent_activity", [&](object_writer& in) {
      in.whole("events_count", static_cast<std::int64_t>(x.events));
      in.list("events", x.recent,
              [](line_writer& to, const auto& one) { write(to, one); });
    });
  });
}

std::string render(const trading_view& x) {
  return success_answer([&](object_writer& out) {
    out.text("state", to_string(x.effective));
    out.object("user", [&](object_writer& in) {
      in.text("state", to_string(x.user)).text_or_null("reason", x.user_reason);
    });
    out.object("global", [&](object_writer& in) {
      in.text("state", to_string(x.global)).text_or_null("reason", x.global_reason);
    });
  });
}

} // namespace tradeeon::json
