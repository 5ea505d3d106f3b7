#include "http/json/portfolio_writer.hpp"

#include "http/json/object_writer.hpp"

#include <map>

namespace tradeeon::json {

namespace {

decimal share(decimal part, decimal of) {
  return of.positive() ? decimal::scaled(part, 100, of) : decimal{};
}

decimal rate(std::uint64_t part, std::uint64_t of) {
  return of == 0 ? decimal{}
                 : decimal{static_cast<std::int64_t>(part)} /
                     decimal{static_cast<std::int64_t>(of)};
}

/// All that is held of one asset.
struct asset_sum {
  decimal quantity, cost, worth, price;
  time_ms priced_at = 0;
};

std::map<std::string, asset_sum> by_asset(const std::vector<held_position>& rows) {
  std::map<std::string, asset_sum> out;
  for (const auto& x : rows) {
    auto& sum = out[x.asset];
    sum.quantity += x.row.held.quantity();
    sum.cost += x.row.held.cost();
    sum.worth += x.worth();
    sum.price = x.price;
    sum.priced_at = std::max(sum.priced_at, x.priced_at);
  }
  return out;
}

void write_position(line_writer& to, const held_position& x) {
  object_writer out{to};
  const auto& held = x.row.held;
  out.text("symbol", x.row.symbol)
    .text("asset", x.asset)
    .text("quote", x.quote)
    .text("bot_id", x.bot_id)
    .text("bot_name", x.bot_name)
    .whole("deal", x.row.number)
    .amount("qty", held.quantity())
    .amount("avg_price", held.average())
    .amount_or_null("current_price", x.price)
    .amount("invested", held.cost())
    .amount("value", x.worth())
    .amount("unrealized_pnl", x.gain())
    .amount("unrealized_pnl_percent", share(x.gain(), held.cost()))
    .time("opened_at", x.row.opened_at)
    .time("updated_at", x.priced_at);
}

void write_figures(object_writer& out, const portfolio_figures& x) {
  const auto profit = x.value - x.deposited;
  out.text("currency", x.currency)
    .amount("total_value", x.value)
    .amount("deposited", x.deposited)
    .amount("total_pnl", profit)
    .amount("total_pnl_percent", share(profit, x.deposited))
    .amount("day_pnl", x.day_profit)
    .amount("day_pnl_percent", share(x.day_profit, x.value - x.day_profit))
    .amount("realized_pnl", x.realised)
    .amount("unrealized_pnl", x.unrealised)
    .amount("fees", x.fees)
    .whole("bots", static_cast<std::int64_t>(x.bots))
    .whole("active_bots", static_cast<std::int64_t>(x.active_bots))
    .whole("open_deals", static_cast<std::int64_t>(x.open_deals))
    .whole("total_trades", static_cast<std::int64_t>(x.deals_closed))
    .amount("win_rate", rate(x.deals_won, x.deals_closed))
    .amount("max_drawdown", x.drawdown);
}

} // namespace

std::string render_positions(const std::vector<held_position>& rows) {
  return success_answer([&](object_writer& out) {
    out.list("positions", rows, write_position)
      .whole("count", static_cast<std::int64_t>(rows.size()));
  });
}

std::string render_holdings(const std::vector<held_position>& positions,
                            const std::vector<currency_funds>& funds, time_ms now) {
  const auto assets = by_asset(positions);
  std::string rows;
  line_writer to{rows};
  to.open('[');
  for (const auto& [asset, x] : assets) {
    object_writer out{to};
    out.text("currency", asset)
      .amount("qty", x.quantity)
      .amount("avg_price", x.quantity.is_zero() ? decimal{} : x.cost / x.quantity)
      .amount_or_null("current_price", x.price)
      .amount("total_value", x.worth)
      .amount("unrealized_pnl", x.worth - x.cost)
      .time("updated_at", x.priced_at);
  }
  for (const auto& x : funds) {
    object_writer out{to};
    out.text("currency", x.currency)
      .amount("qty", x.free + x.locked)
      .amount("avg_price", 1)
      .amount("current_price", 1)
      .amount("total_value", x.free + x.locked)
      .amount("unrealized_pnl", 0)
      .time("updated_at", now);
  }
  to.close(']');
  return success_answer([&](object_writer& out) {
    out.raw("holdings", rows)
      .whole("count", static_cast<std::int64_t>(assets.size() + funds.size()));
  });
}

std::string render_funds(const std::vector<currency_funds>& funds,
                         const std::vector<held_position>& positions, time_ms now) {
  const auto assets = by_asset(positions);
  return success_answer([&](object_writer& out) {
    std::string rows;
    line_writer to{rows};
    const auto row = [&](const std::string& currency, decimal free, decimal locked) {
      object_writer one{to};
      one.text("exchange", "paper")
        .text("currency", currency)
        .amount("free", free)
        .amount("locked", locked)
        .amount("total", free + locked)
        .time("updated_at", now);
    };
    to.open('[');
    for (const auto& x : funds)
      row(x.currency, x.free, x.locked);
    for (const auto& [asset, x] : assets)
      row(asset, 0, x.quantity);
    to.close(']');
    out.raw("funds", rows)
      .whole("count", static_cast<std::int64_t>(funds.size() + assets.size()));
  });
}

std::string render_summary(const std::vector<portfolio_figures>& by_currency,
                           time_ms now) {
  return success_answer([&](object_writer& out) {
    out.object("summary", [&](object_writer& in) {
      write_figures(in, by_currency.empty() ? portfolio_figures{} : by_currency.front());
      in.time("updated_at", now);
    });
    out.list("by_currency", by_currency, [](line_writer& to, const auto& x) {
      object_writer one{to};
      write_figures(one, x);
    });
  });
}

std::string render_performance(const performance_figures& x, time_ms now) {
  const auto profit = x.gains - x.losses;
  return success_answer([&](object_writer& out) {
    out.object("performance", [&](object_writer& in) {
      in.text("period", x.period)
        .whole("trades", static_cast<std::int64_t>(x.deals))
        .whole("won", static_cast<std::int64_t>(x.won))
        .amount("win_rate", rate(x.won, x.deals))
        .amount("net_profit", profit)
        .amount("gross_profit", x.gains)
        .amount("gross_loss", x.losses)
        .amount("fees", x.fees)
        .amount("total_return", share(profit, x.spent));
      // Without a loss there is no such factor.
      if (x.losses.positive())
        in.amount("profit_factor", x.gains / x.losses);
      else
        in.null("profit_factor");
      if (x.deals > 0)
        in.whole("avg_trade_duration",
                 x.held_ms / 1'000 / static_cast<std::int64_t>(x.deals));
      else
        in.null("avg_trade_duration");
      in.time("updated_at", now);
    });
  });
}

std::string render_dashboard(const std::vector<currency_funds>& funds,
                             const std::vector<held_position>& positions,
                             const std::vector<open_order>& orders) {
  const auto assets = by_asset(positions);
  currency_funds dollars;
  for (const auto& x : funds)
    if (x.currency == "USDT")
      dollars = x;
  const auto write_asset = [](line_writer& to, const std::string& name, decimal free,
                              decimal locked) {
    object_writer one{to};
    one.text("asset", name)
      .amount("free", free)
      .amount("locked", locked)
      .amount("total", free + locked);
  };
  return success_answer([&](object_writer& out) {
    out.object("account", [](object_writer& in) {
      in.flag("can_trade", true)
        .flag("can_withdraw", false)
        .flag("can_deposit", true)
        .text("account_type", "PAPER")
        .raw("account_types", R"(["PAPER"])");
    });
    out.object("usdt_balance", [&](object_writer& in) {
      in.amount("free", dollars.free)
        .amount("locked", dollars.locked)
        .amount("total", dollars.free + dollars.locked);
    });
    std::string rows;
    line_writer to{rows};
    to.open('[');
    for (const auto& x : funds)
      write_asset(to, x.currency, x.free, x.locked);
    for (const auto& [asset, x] : assets)
      write_asset(to, asset, 0, x.quantity);
    to.close(']');
    out.raw("assets", rows);
    out.list("active_trades", orders, [](line_writer& line, const open_order& x) {
      object_writer one{line};
      one.text("order_id", x.row.client_id)
        .text("bot_id", x.bot_id)
        .text("symbol", x.row.symbol)
        .text("side", to_string(x.row.side))
        .text("type", to_string(x.row.type))
        .amount("quantity", x.row.quantity)
        .amount_or_null("price", x.row.limit_price.is_zero() ? x.row.stop_price
                                                             : x.row.limit_price)
        .text("status", to_string(x.row.status))
        .whole("time", x.row.created_at)
        .text("account_type", "PAPER");
    });
    out.object("stats", [&](object_writer& in) {
      in.whole("total_assets", static_cast<std::int64_t>(funds.size() + assets.size()))
        .whole("total_active_trades", static_cast<std::int64_t>(orders.size()))
        .amount("total_balance_usdt", dollars.value());
    });
  });
}

} // namespace tradeeon::json
