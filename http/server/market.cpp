#include "domain/market/symbol.hpp"
#include "http/json/candle_codec.hpp"
#include "http/json/indicator_catalogue.hpp"
#include "http/server/routes.hpp"

#include <limits>

namespace tradeeon::http::market {

namespace {

result<std::string> asked_symbol(const call& c) {
  if (!c.has_query("symbol"))
    return bad_input("symbol", "Say which symbol: ?symbol=BTCUSDT.");
  return normalise_symbol(c.query("symbol"));
}

} // namespace

reply symbols(const call& c) {
  const auto rows = c.on.queries.symbols();
  if (!rows)
    return failed(rows.error());
  std::vector<json::symbol_line> lines;
  lines.reserve(rows->size());
  for (const auto& row : *rows)
    lines.push_back({row.symbol, row.base, row.last});
  return answered(json::render_symbols(lines, c.on.now()));
}

reply klines(const call& c) {
  const auto symbol = asked_symbol(c);
  if (!symbol)
    return failed(symbol.error());
  const auto text = c.has_query("interval") ? c.query("interval") : std::string("1h");
  auto base = parse_timeframe(text);
  if (!base)
    return failed(bad_input("interval", base.error().text));
  constexpr auto latest = std::numeric_limits<time_ms>::max();
  const auto limit = c.number("limit", 100, 1, 1'000);
  const auto start =
    c.number(c.has_query("start_time") ? "start_time" : "startTime", 0, 0, latest);
  const auto end =
    c.number(c.has_query("end_time") ? "end_time" : "endTime", latest, 0, latest);
  for (const auto* number : {&limit, &start, &end})
    if (!*number)
      return failed(number->error());
  const auto bars =
    c.on.queries.klines(*symbol, *base, *start, *end, static_cast<std::size_t>(*limit));
  if (!bars)
    return failed(bars.error());
  return answered(json::render_klines(*symbol, *base, *bars, c.on.now()));
}

reply indicators(const call& /*c*/) {
  static const auto text = json::render_indicators();
  return answered(text);
}

reply ticker(const call& c) {
  const auto symbol = asked_symbol(c);
  if (!symbol)
    return failed(symbol.error());
  const auto rows = c.on.queries.symbols();
  if (!rows)
    return failed(rows.error());
  for (const auto& row : *rows)
    if (row.symbol == *symbol)
      return answered(json::render_ticker(*symbol, row.base, row.last, c.on.now()));
  return failed(
    {problem_code::not_found, "There are no candles of " + *symbol + ".", "symbol"});
}

} // namespace tradeeon::http::market
