// What bots have done: status, diary, orders, fills, deals, runs.
#include "http/server/bot_views.hpp"
#include "http/server/routes.hpp"

#include <charconv>
#include <limits>

namespace tradeeon::http::bots {

namespace {

constexpr std::int64_t most_rows = 500;
constexpr std::int64_t usual_rows = 50;
constexpr std::int64_t deepest = 10'000'000;
constexpr std::size_t recent_events = 10;

/// Reads run_id, limit and offset.
result<storage::history_filter> filter_of(const call& c) {
  storage::history_filter of;
  of.user_id = c.user();
  of.bot_id = c.ids[0];
  of.run_id = c.query("run_id");
  const auto limit = c.number("limit", usual_rows, 1, most_rows);
  if (!limit)
    return limit.error();
  const auto offset = c.number("offset", 0, 0, deepest);
  if (!offset)
    return offset.error();
  of.limit = static_cast<std::size_t>(*limit);
  of.offset = static_cast<std::size_t>(*offset);
  return of;
}

json::list_part part_of(const storage::history_filter& of, std::uint64_t total) {
  return {total, of.limit, of.offset};
}

result<std::optional<order_side>> side_of(const call& c) {
  const auto text = c.query("side");
  if (text.empty())
    return std::optional<order_side>{};
  if (text == "buy" || text == "BUY")
    return std::optional{order_side::buy};
  if (text == "sell" || text == "SELL")
    return std::optional{order_side::sell};
  return bad_input("side", "unknown side; use buy or sell");
}

/// Why a bot may not do what its owner expects, in sentences.
std::vector<std::string> details_of(const call& c, const bot& row, bool in_memory) {
  std::vector<std::string> out;
  if (row.status == bot_status::error)
    out.push_back("The bot has ended with an error: " + row.status_reason);
  if (row.status == bot_status::paused)
    out.emplace_back("The bot is paused: it cares for its deals and opens none.");
  const bool works =
    row.status == bot_status::running || row.status == bot_status::paused;
  if (works && !in_memory)
    out.emplace_back("The bot is being started again from its stored state.");
  if (const auto* api = c.on.desk.bots; works && api != nullptr) {
    const auto state = c.on.desk.bots->trading_state_of(c.user());
    if (state != trading_state::active)
      out.push_back("Trading is " + std::string{to_string(state)} + ".");
  }
  return out;
}

} // namespace

result<std::uint32_t> deal_number(const call& c) {
  const auto& text = c.ids[1];
  std::uint32_t number = 0;
  const auto [end, error] =
    std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0)
    return problem{problem_code::not_found, "There is no such deal.", ""};
  return number;
}

reply status(const call& c) {
  const auto there = c.on.queries.bots().bot_of(c.user(), c.ids[0]);
  if (!there)
    return failed(there.error());
  storage::history_filter of;
  of.user_id = c.user();
  of.bot_id = c.ids[0];
  of.limit = recent_events;
  const auto events = c.on.queries.bots().bot_events(of, "", "");
  if (!events)
    return failed(events.error());
  json::bot_state_view x;
  x.bot = view_of(*there);
  x.in_memory = c.on.desk.bots != nullptr && c.on.desk.bots->in_memory(c.ids[0]);
  x.details = details_of(c, there->row, x.in_memory);
  x.recent = views_of(events->rows);
  x.events = events->total;
  return answered(json::render(x));
}

reply logs(const call& c) {
  const auto of = filter_of(c);
  if (!of)
    return failed(of.error());
  const auto page =
    c.on.queries.bots().bot_events(*of, c.query("event_type"), c.query("event_category"));
  if (!page)
    return failed(page.error());
  return answered(json::render_logs(views_of(page->rows), part_of(*of, page->total)));
}

reply orders(const call& c) {
  const auto of = filter_of(c);
  if (!of)
    return failed(of.error());
  const auto side = side_of(c);
  if (!side)
    return failed(side.error());
  const auto page = c.on.queries.bots().orders(*of, *side);
  if (!page)
    return failed(page.error());
  return answered(json::render_orders(views_of(page->rows), part_of(*of, page->total)));
}

reply deals(const call& c) {
  const auto of = filter_of(c);
  if (!of)
    return failed(of.error());
  const auto page = c.on.queries.bots().deals(*of);
  if (!page)
    return failed(page.error());
  return answered(json::render_deals(views_of(page->rows), part_of(*of, page->total)));
}

reply fills(const call& c) {
  const auto of = filter_of(c);
  if (!of)
    return failed(of.error());
  const auto after = c.number("after", 0, 0, std::numeric_limits<std::int64_t>::max());
  if (!after)
    return failed(after.error());
  const auto rows = c.on.queries.bots().fills(*of, *after);
  if (!rows)
    return failed(rows.error());
  std::vector<json::fill_view> views;
  for (const auto& x : *rows)
    views.push_back({x.number, x.bot_id, x.run_id, x.symbol, x.side, x.row});
  return answered(json::render_fills(views, *after));
}

reply runs(const call& c) {
  const auto rows = c.on.queries.bots().runs_of(c.user(), c.ids[0]);
  if (!rows)
    return failed(rows.error());
  std::vector<json::run_view> views;
  for (const auto& x : *rows)
    views.push_back({x.run, x.figures});
  return answered(json::render_runs(views));
}

reply timeline(const call& c) {
  const auto of = filter_of(c);
  if (!of)
    return failed(of.error());
  if (of->offset != 0)
    return failed(bad_input("offset", "the timeline begins at the newest; use limit"));
  const auto events = c.on.queries.bots().bot_events(*of, "", "");
  if (!events)
    return failed(events.error());
  const auto made = c.on.queries.bots().orders(*of, std::nullopt);
  if (!made)
    return failed(made.error());
  return answered(json::render_timeline(views_of(events->rows), views_of(made->rows),
                                        events->total + made->total, of->limit));
}

} // namespace tradeeon::http::bots
