// A user's paper accounts: what is in them, what their bots hold, how it went.
#include "domain/market/symbol.hpp"
#include "http/json/portfolio_writer.hpp"
#include "http/server/bot_views.hpp"
#include "http/server/routes.hpp"

#include <algorithm>
#include <limits>

namespace tradeeon::http::portfolio {

namespace {

constexpr std::size_t page_rows = 1'000;
constexpr std::size_t most_pages = 20;
constexpr time_ms day = 86'400'000;

using bot_list = std::vector<storage::bot_with_figures>;

bool goes_on(const storage::bot_with_figures& x) {
  return x.run.number > 0 && x.run.ended_at == 0;
}

/// Hands every deal of a bot (of one run, where `run_id` is not empty) to `take`.
template <class Take>
result<void> each_deal(const call& c, const std::string& bot_id,
                       const std::string& run_id, Take take) {
  storage::history_filter of;
  of.user_id = c.user();
  of.bot_id = bot_id;
  of.run_id = run_id;
  of.limit = page_rows;
  for (std::size_t page = 0; page < most_pages; ++page) {
    of.offset = page * page_rows;
    const auto rows = c.on.queries.bots().deals(of);
    if (!rows)
      return rows.error();
    for (const auto& x : rows->rows)
      take(x.row);
    if (of.offset + rows->rows.size() >= rows->total)
      break;
  }
  return {};
}

result<std::vector<json::held_position>> positions_of(const call& c,
                                                      const bot_list& bots) {
  const auto prices = last_prices(c);
  if (!prices)
    return prices.error();
  std::vector<json::held_position> out;
  for (const auto& x : bots) {
    if (!goes_on(x))
      continue;
    const auto done = each_deal(c, x.row.bot_id, x.run.run_id, [&](const deal& one) {
      if (one.status == deal_status::closed || one.held.empty())
        return;
      const auto rules = c.on.desk.rules.of(one.symbol);
      json::held_position held;
      held.bot_id = x.row.bot_id;
      held.bot_name = x.row.name;
      held.asset = rules.base;
      held.quote = rules.quote;
      held.row = one;
      if (const auto at = prices->find(one.symbol); at != prices->end()) {
        held.price = at->second.price;
        held.priced_at = at->second.at;
      }
      out.push_back(std::move(held));
    });
    if (!done)
      return done.error();
  }
  return out;
}

result<std::vector<json::currency_funds>> funds_of(const call& c, const bot_list& bots) {
  const auto accounts = c.on.queries.bots().accounts_of(c.user());
  if (!accounts)
    return accounts.error();
  std::vector<json::currency_funds> out;
  for (const auto& x : *accounts) {
    if (x.row.mode != trading_mode::paper)
      continue;
    json::currency_funds one;
    one.currency = x.row.asset;
    one.free = x.row.free;
    one.in_runs = x.in_runs;
    one.deposited = x.row.deposited;
    for (const auto& bot : bots)
      if (goes_on(bot) && bot.run.mode == trading_mode::paper &&
          bot.run.quote == one.currency)
        one.locked += bot.figures.cash;
    out.push_back(std::move(one));
  }
  // The currency of most clients first.
  std::stable_partition(out.begin(), out.end(),
                        [](const auto& x) { return x.currency == "USDT"; });
  return out;
}

/// Everything that the answers are made of.
struct holdings_view {
  bot_list bots;
  std::vector<json::currency_funds> funds;
  std::vector<json::held_position> positions;
};

result<holdings_view> look(const call& c) {
  auto bots = c.on.queries.bots().bots_of(c.user(), std::nullopt);
  if (!bots)
    return std::move(bots).error();
  holdings_view x;
  x.bots = *std::move(bots);
  auto funds = funds_of(c, x.bots);
  if (!funds)
    return std::move(funds).error();
  auto positions = positions_of(c, x.bots);
  if (!positions)
    return std::move(positions).error();
  x.funds = *std::move(funds);
  x.positions = *std::move(positions);
  return x;
}

/// Adds what a bot's runs have brought to the figures of their currency.
result<void> add_runs(const call& c, const storage::bot_with_figures& bot,
                      json::portfolio_figures& into) {
  const auto runs = c.on.queries.bots().runs_of(c.user(), bot.row.bot_id);
  if (!runs)
    return runs.error();
  ++into.bots;
  if (goes_on(bot)) {
    ++into.active_bots;
    into.day_profit += bot.profit_24h;
    into.unrealised += bot.figures.holdings - bot.figures.invested;
  }
  for (const auto& x : *runs) {
    into.realised += x.figures.realised;
    into.fees += x.figures.fees;
    into.drawdown = std::max(into.drawdown, x.figures.drawdown);
    into.deals_closed += x.figures.deals_closed;
    into.deals_won += x.figures.deals_won;
  }
  return {};
}

/// "7d" → when that began; "all" → long ago.
result<time_ms> period_start(const call& c, const std::string& period) {
  if (period == "all")
    return std::numeric_limits<time_ms>::min();
  for (const int days : {1, 7, 30, 90, 365})
    if (period == std::to_string(days) + "d")
      return c.on.now() - days * day;
  return bad_input("period", "unknown period; use 1d, 7d, 30d, 90d, 365d or all");
}

} // namespace

reply positions(const call& c) {
  auto x = look(c);
  if (!x)
    return failed(std::move(x).error());
  if (c.has_query("symbol")) {
    const auto symbol = normalise_symbol(c.query("symbol"));
    if (!symbol)
      return failed(symbol.error());
    auto& all = x->positions;
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const auto& one) { return one.row.symbol != *symbol; }),
              all.end());
  }
  return answered(json::render_positions(x->positions));
}

reply holdings(const call& c) {
  const auto x = look(c);
  if (!x)
    return failed(x.error());
  return answered(json::render_holdings(x->positions, x->funds, c.on.now()));
}

reply funds(const call& c) {
  const auto x = look(c);
  if (!x)
    return failed(x.error());
  return answered(json::render_funds(x->funds, x->positions, c.on.now()));
}

reply summary(const call& c) {
  const auto x = look(c);
  if (!x)
    return failed(x.error());
  std::vector<json::portfolio_figures> out;
  for (const auto& money : x->funds) {
    json::portfolio_figures one;
    one.currency = money.currency;
    one.value = money.value();
    one.deposited = money.deposited;
    for (const auto& bot : x->bots)
      if (bot.run.number > 0 && bot.run.quote == money.currency)
        if (const auto done = add_runs(c, bot, one); !done)
          return failed(done.error());
    for (const auto& held : x->positions)
      one.open_deals += held.quote == money.currency ? 1 : 0;
    out.push_back(std::move(one));
  }
  return answered(json::render_summary(out, c.on.now()));
}

reply performance(const call& c) {
  json::performance_figures x;
  x.period = c.has_query("period") ? c.query("period") : "30d";
  const auto since = period_start(c, x.period);
  if (!since)
    return failed(since.error());
  std::vector<std::string> ids;
  if (const auto id = c.query("bot_id"); !id.empty()) {
    ids.push_back(id);
  } else {
    const auto bots = c.on.queries.bots().bots_of(c.user(), std::nullopt);
    if (!bots)
      return failed(bots.error());
    for (const auto& bot : *bots)
      ids.push_back(bot.row.bot_id);
  }
  for (const auto& id : ids) {
    const auto done = each_deal(c, id, "", [&](const deal& one) {
      if (one.status != deal_status::closed || one.closed_at < *since)
        return;
      const auto profit = one.profit();
      ++x.deals;
      x.won += profit.positive() ? 1 : 0;
      (profit.negative() ? x.losses : x.gains) += profit.abs();
      x.fees += one.fees;
      x.spent += one.spent;
      x.held_ms += one.closed_at - one.opened_at;
    });
    if (!done)
      return failed(done.error());
  }
  return answered(json::render_performance(x, c.on.now()));
}

reply dashboard(const call& c) {
  const auto x = look(c);
  if (!x)
    return failed(x.error());
  std::vector<json::open_order> open;
  for (const auto& bot : x->bots) {
    if (!goes_on(bot))
      continue;
    storage::history_filter of;
    of.user_id = c.user();
    of.bot_id = bot.row.bot_id;
    of.run_id = bot.run.run_id;
    of.limit = page_rows;
    const auto rows = c.on.queries.bots().orders(of, std::nullopt);
    if (!rows)
      return failed(rows.error());
    for (const auto& one : rows->rows)
      if (one.row.live())
        open.push_back({one.bot_id, one.row});
  }
  return answered(json::render_dashboard(x->funds, x->positions, open));
}

} // namespace tradeeon::http::portfolio
