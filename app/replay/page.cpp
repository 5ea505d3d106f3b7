#include "app/replay/page.hpp"

#include "app/replay/chart.hpp"
#include "app/replay/page_style.hpp"
#include "app/replay/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tradeeon {

namespace {

/// The class that colours a gain or a loss.
std::string_view tint(const std::optional<decimal>& x) {
  if (!x || x->is_zero())
    return "";
  return x->positive() ? "up" : "down";
}

template <class... Parts>
void add(std::string& to, fmt::format_string<Parts...> text, Parts&&... parts) {
  fmt::format_to(std::back_inserter(to), text, std::forward<Parts>(parts)...);
}

void add_figure(std::string& to, std::string_view name, const std::string& value,
                const std::string& beside = {}, std::string_view kind = {}) {
  add(to, "<div><dt>{}</dt><dd class=\"{}\">{}", name, kind, value);
  add(to, "<small>{}</small></dd></div>\n", beside);
}

void add_figures(std::string& to, const run_outcome& x, const std::string& quote) {
  const auto unit = " " + html(quote);
  to += "<dl>\n";
  add_figure(to, "Final equity", money(x.equity), "from " + money(x.initial) + unit);
  add_figure(to, "Max drawdown", percent(x.drawdown_percent),
             x.drawdown ? money(*x.drawdown) + unit : "");
  add_figure(
    to, "Closed deals", fmt::format("{}", x.deals_closed),
    fmt::format("{} won, {} lost{}", x.deals_won, x.deals_lost,
                x.deals_open == 0 ? "" : fmt::format(", {} open", x.deals_open)));
  add_figure(to, "Win rate", percent(x.win_rate));
  add_figure(to, "Profit factor", ratio(x.profit_factor),
             x.profit_factor || x.deals_closed == 0 ? "" : "no deal was lost");
  add_figure(to, "Average deal",
             x.average_deal ? signed_money(*x.average_deal) : std::string{absent_text},
             x.average_deal ? html(quote) : "", tint(x.average_deal));
  add_figure(to, "Sharpe ratio", ratio(x.sharpe),
             x.sharpe ? "a year, from daily changes" : "needs 3 days of changes");
  add_figure(to, "Exposure", percent(x.exposure_percent), "of all bars");
  add_figure(to, "Fees", money(x.fees), html(quote));
  add_figure(to, "Orders", fmt::format("{}", x.orders));
  to += "</dl>\n";
}

/// "take_profit" as people write it.
std::string in_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

void add_deal(std::string& to, const deal_summary& x, time_ms now) {
  const bool open = x.closed_at == 0;
  add(to,
      "<tr><td>{}</td><td class=\"wide\">{}</td><td>{}</td><td class=\"wide\">{}</td>"
      "<td class=\"wide\">{}</td>",
      x.number, minute_text(x.opened_at), open ? "open" : minute_text(x.closed_at),
      duration_text((open ? now : x.closed_at) - x.opened_at), x.entries);
  add(to, "<td>{}</td><td>{}</td>",
      x.entry_price.is_zero() ? std::string{absent_text} : price(x.entry_price),
      x.exit_price.is_zero() ? std::string{absent_text} : price(x.exit_price));
  add(to, "<td class=\"{0}\">{1}</td><td class=\"{0}\">{2}</td>", tint(x.profit),
      signed_money(x.profit), signed_percent(x.profit_percent));
  add(to, "<td class=\"text\">{}</td></tr>\n", html(in_words(x.reason)));
}

/// An open deal as if it were sold at the last price, without the fee of that.
deal_summary as_it_stands(const deal& x, decimal last) {
  auto out = summary_of(x);
  out.profit += x.held.quantity() * last - x.held.cost();
  if (x.spent.positive())
    out.profit_percent = decimal::scaled(out.profit, 100, x.spent);
  return out;
}

void add_deals(std::string& to, const replayed_bot& x, const run_outcome& went) {
  const auto& closed = x.report.deals();
  const auto& machine = x.session.machine();
  to += "<h3>Deals</h3>\n";
  if (closed.empty() && machine.open_deals().empty()) {
    to += "<p class=\"note\">None: nothing was bought.</p>\n";
    return;
  }
  if (went.deals_closed > closed.size())
    add(to, "<p class=\"note\">The newest {} of {} closed deals.</p>\n", closed.size(),
        went.deals_closed);
  to += "<div class=\"scroll\"><table>\n<thead><tr><th>#</th><th "
        "class=\"wide\">Opened</th><th>Closed"
        "</th><th class=\"wide\">Held</th><th "
        "class=\"wide\">Entries</th><th>Average</th><th>Exit</th><th>Profit</th>"
        "<th>%</th><th class=\"text\">Reason</th></tr></thead>\n<tbody>\n";
  for (const auto& one : closed)
    add_deal(to, one, went.to);
  const auto last = decimal::from_double(x.report.last_price());
  for (const auto& one : machine.open_deals())
    if (one.status != deal_status::closed)
      add_deal(to, as_it_stands(one, last), went.to);
  to += "</tbody></table></div>\n";
  add(to,
      "<p class=\"note\">Times are UTC. Profits are in {}, net of fees; those of open "
      "deals as of the last price.</p>\n",
      html(machine.quote()));
}

void add_bot(std::string& to, const replayed_bot& x, std::size_t number) {
  const auto went = x.report.outcome();
  const auto& quote = x.session.machine().quote();
  add(to,
      "<section id=\"bot-{}\">\n<div class=\"title\"><div><h2>{}<span class=\"chip\">{}"
      "</span></h2><p>{} · {} bars · {}</p></div>\n",
      number, html(x.row.name), to_string(x.row.type), html(x.row.pair),
      to_string(x.row.interval), html(x.row.bot_id));
  add(to,
      "<div class=\"hero\"><b class=\"{}\">{}</b><span>buy &amp; hold {}</span></div>"
      "</div>\n",
      tint(went.return_percent), signed_percent(went.return_percent),
      signed_percent(went.hold_percent));
  to += draw_chart(x.report, quote);
  add_figures(to, went, quote);
  add_deals(to, x, went);
  to += "</section>\n";
}

void add_overview(std::string& to, const bot_replay& replay) {
  to += "<section>\n<h2>All bots</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th "
        "class=\"text\">Bot</th><th>Final equity</th><th>Return</th><th>Max drawdown</th>"
        "<th>Deals</th><th>Win rate</th><th>Profit factor</th><th>Sharpe</th></tr>"
        "</thead>\n<tbody>\n";
  std::size_t number = 0;
  for (const auto& x : replay.bots()) {
    const auto went = x->report.outcome();
    add(to,
        "<tr><td class=\"text wrap\"><a href=\"#bot-{}\">{}</a></td><td>{} {}</td><td "
        "class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "</tr>\n",
        ++number, html(x->row.name), money(went.equity),
        html(x->session.machine().quote()), tint(went.return_percent),
        signed_percent(went.return_percent), percent(went.drawdown_percent),
        went.deals_closed, percent(went.win_rate), ratio(went.profit_factor),
        ratio(went.sharpe));
  }
  to += "</tbody></table></div>\n</section>\n";
}

} // namespace

std::string render_page(const replay_market& market, const bot_replay& replay) {
  const auto title = market.symbol + " " + std::string{to_string(market.base)};
  std::string out;
  add(
    out,
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
    "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Backtest "
    "of {0}</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n<header>\n<h1>Backtest "
    "of {0}</h1>\n",
    html(title), page_style);
  if (!replay.bots().empty()) {
    const auto went = replay.bots().front()->report.outcome();
    if (went.bars != 0)
      add(out, "<p>{} to {} UTC, {} bars</p>\n", minute_text(went.from),
          minute_text(went.to),
          grouped(decimal{static_cast<std::int64_t>(went.bars)}, 0));
  }
  out += "</header>\n";
  if (replay.bots().size() > 1)
    add_overview(out, replay);
  std::size_t number = 0;
  for (const auto& x : replay.bots())
    add_bot(out, *x, ++number);
  out += "<footer>Made by tradeeon " TRADEEON_VERSION
         ". Paper orders on past candles; what they earned says nothing certain about "
         "what comes.</footer>\n</main>\n</body>\n</html>\n";
  return out;
}

} // namespace tradeeon
