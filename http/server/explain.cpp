// Why an alert fires or not, now and on any stored bar.
#include "domain/alerts/explain_at.hpp"
#include "domain/conditions/question.hpp"
#include "http/json/time_text.hpp"
#include "http/json/trigger_codec.hpp"
#include "http/server/routes.hpp"

#include <limits>
#include <optional>
#include <set>

namespace tradeeon::http::alerts {

namespace {

/// More bars than any store keeps of a series.
constexpr std::size_t all_bars = 100'000;
constexpr time_ms end_of_time = std::numeric_limits<time_ms>::max();

/// Milliseconds since the epoch, or ISO 8601.
result<time_ms> time_of(const std::string& text) {
  if (text.find_first_not_of("0123456789") == std::string::npos && !text.empty() &&
      text.size() <= 15)
    return static_cast<time_ms>(std::stoll(text));
  auto read = json::parse_iso_time(text, "at");
  if (!read)
    return bad_input("at", "milliseconds since the epoch, or a time such as "
                           "2026-01-31T12:00:00Z, are needed");
  return read;
}

/// What a symbol is fed with; nothing where no candle of it is stored.
result<std::optional<timeframe>> feed_of(storage::queries& from,
                                         const std::string& symbol) {
  const auto rows = from.symbols();
  if (!rows)
    return rows.error();
  for (const auto& x : *rows)
    if (x.symbol == symbol)
      return std::optional{x.base};
  return std::optional<timeframe>{};
}

/// The candles of the alert's symbol, and of those that it reads.
struct stored_candles {
  candle_history home;
  std::vector<peer_candles> peers;
};

result<stored_candles> history_of(storage::queries& from, const alert& row,
                                  timeframe feed) {
  const auto asks = parse_question(row.expression, {row.symbol, row.base});
  if (!asks)
    return asks.error();
  bars_read read{{"", feed}, {"", row.base}};
  for (const auto& part : conditions_of(*asks))
    read.merge(bars_of(part));
  stored_candles out;
  for (const auto& peer : peers_of(*asks)) {
    const auto fed_with = feed_of(from, peer);
    if (!fed_with)
      return fed_with.error();
    if (!*fed_with)
      continue; // the explanation says that it is missing
    read.emplace(peer, **fed_with);
    out.peers.push_back({peer, **fed_with, {}});
  }
  for (const auto& [symbol, frame] : read) {
    auto* into = symbol.empty() ? &out.home : nullptr;
    for (auto& peer : out.peers)
      if (peer.symbol == symbol)
        into = &peer.bars;
    if (into == nullptr)
      continue;
    auto bars =
      from.klines(symbol.empty() ? row.symbol : symbol, frame, 0, end_of_time, all_bars);
    if (!bars)
      return std::move(bars).error();
    into->emplace_back(frame, *std::move(bars));
  }
  return out;
}

/// The alert at the bar that contains `at`, or at its newest closed one.
result<explained_bar> explained(const call& c, const alert& row,
                                std::optional<time_ms> at) {
  const auto feed = feed_of(c.on.queries, row.symbol);
  if (!feed)
    return feed.error();
  explained_bar nothing;
  nothing.reason = c.on.engine.blind_reason(row.symbol, row.base, {});
  if (!*feed || (!at && !nothing.reason.empty()))
    return nothing;
  const auto history = history_of(c.on.queries, row, **feed);
  if (!history)
    return history.error();
  if (!at) {
    for (const auto& [frame, bars] : history->home)
      if (frame == row.base && !bars.empty())
        at = bars.back().open_time;
    if (!at) {
      nothing.reason = "no " + std::string{to_string(row.base)} + " bar has closed yet";
      return nothing;
    }
  }
  return explain_at(row, **feed, history->home, *at, history->peers);
}

} // namespace

reply simulate(const call& c) {
  const auto row = c.on.queries.alert_of(c.user(), c.ids[0]);
  if (!row)
    return failed(row.error());
  const auto seen = explained(c, *row, std::nullopt);
  if (!seen)
    return failed(seen.error());
  return answered(json::render_simulation(*seen));
}

reply explain(const call& c) {
  const auto row = c.on.queries.alert_of(c.user(), c.ids[0]);
  if (!row)
    return failed(row.error());
  std::optional<time_ms> at;
  if (c.has_query("at")) {
    const auto read = time_of(c.query("at"));
    if (!read)
      return failed(read.error());
    at = *read;
  }
  const auto seen = explained(c, *row, at);
  if (!seen)
    return failed(seen.error());
  return answered(json::render_explanation(*row, *seen));
}

} // namespace tradeeon::http::alerts
