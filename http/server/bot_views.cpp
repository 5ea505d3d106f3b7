#include "http/server/bot_views.hpp"

namespace tradeeon::http {

json::bot_view view_of(const storage::bot_with_figures& x) {
  return {x.row, x.run, x.figures, x.sparkline, x.profit_24h, x.profit_month};
}

std::vector<json::event_view>
views_of(const std::vector<storage::logged_bot_event>& rows) {
  std::vector<json::event_view> out;
  out.reserve(rows.size());
  for (const auto& x : rows)
    out.push_back({x.bot_id, x.run_id, x.user_id, x.row});
  return out;
}

std::vector<json::order_view> views_of(const std::vector<storage::bot_order>& rows) {
  std::vector<json::order_view> out;
  out.reserve(rows.size());
  for (const auto& x : rows)
    out.push_back({x.bot_id, x.run_id, x.row});
  return out;
}

std::vector<json::deal_view> views_of(const std::vector<storage::bot_deal>& rows) {
  std::vector<json::deal_view> out;
  out.reserve(rows.size());
  for (const auto& x : rows)
    out.push_back({x.bot_id, x.run_id, x.row});
  return out;
}

result<bot_api*> bots_of(const call& c) {
  if (c.on.desk.bots == nullptr)
    return problem{problem_code::unavailable, "Bots do not run on this node.", ""};
  return c.on.desk.bots;
}

result<std::map<std::string, last_price>> last_prices(const call& c) {
  const auto rows = c.on.queries.symbols();
  if (!rows)
    return rows.error();
  // What a feed sends is a price; what is none must not keep anybody from the others.
  constexpr double highest = 1e12;
  std::map<std::string, last_price> out;
  for (const auto& x : *rows)
    if (x.last.close > 0 && x.last.close < highest)
      out[x.symbol] = {decimal::from_double(x.last.close),
                       bar_close(x.base, x.last.open_time)};
  return out;
}

} // namespace tradeeon::http
