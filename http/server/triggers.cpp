#include "domain/market/symbol.hpp"
#include "http/json/inbox_codec.hpp"
#include "http/json/trigger_codec.hpp"
#include "http/server/routes.hpp"

#include <limits>

namespace tradeeon::http::triggers {

namespace {

constexpr auto any_seq = std::numeric_limits<std::int64_t>::max();

} // namespace

reply list(const call& c) {
  const auto after = c.number("after", 0, 0, any_seq);
  const auto limit = c.number("limit", 500, 1, 500);
  for (const auto* number : {&after, &limit})
    if (!*number)
      return failed(number->error());
  storage::queries::trigger_filter wanted;
  wanted.user_id = c.user();
  wanted.after = *after;
  wanted.limit = static_cast<std::size_t>(*limit);
  wanted.alert_id = c.query("alert_id");
  if (c.has_query("symbol")) {
    const auto symbol = normalise_symbol(c.query("symbol"));
    if (!symbol)
      return failed(symbol.error());
    wanted.symbol = *symbol;
  }
  const auto rows = c.on.queries.triggers(wanted);
  if (!rows)
    return failed(rows.error());
  return answered(json::render_triggers(*rows, *after));
}

reply notifications(const call& c) {
  const auto before = c.number("before", 0, 0, any_seq);
  const auto limit = c.number("limit", 50, 1, 500);
  for (const auto* number : {&before, &limit})
    if (!*number)
      return failed(number->error());
  const auto most = static_cast<std::size_t>(*limit);
  auto rows = c.on.queries.notifications(c.user(), *before, most + 1);
  if (!rows)
    return failed(std::move(rows).error());
  const bool more = rows->size() > most;
  if (more)
    rows->resize(most);
  std::vector<json::inbox_line> lines;
  lines.reserve(rows->size());
  for (auto& x : *rows)
    lines.push_back({x.seq, std::move(x.notification_id), std::move(x.alert_id),
                     std::move(x.event_id), std::move(x.symbol), std::move(x.text),
                     x.at});
  return answered(json::render_inbox(lines, more));
}

reply deliveries(const call& c) {
  const auto limit = c.number("limit", 50, 1, 500);
  if (!limit)
    return failed(limit.error());
  const auto rows = c.on.queries.deliveries(c.user(), c.query("alert_id"),
                                            static_cast<std::size_t>(*limit));
  if (!rows)
    return failed(rows.error());
  return answered(json::render_deliveries(*rows));
}

} // namespace tradeeon::http::triggers
