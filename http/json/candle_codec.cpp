#include "http/json/candle_codec.hpp"

#include "domain/market/symbol.hpp"
#include "http/json/fields.hpp"

#include <algorithm>
#include <cmath>

namespace tradeeon::json {

namespace {

constexpr double first_microseconds = 1e15; ///< 16 digits
constexpr double largest_exact = 9e15;

/// Reads one candle; the first thing wrong with it is the reason.
class reader {
public:
  explicit reader(const value& object) : object_(object) {}

  result<tagged_candle> read() {
    if (!object_.is_object())
      return bad_input("", "a candle is an object");
    tagged_candle x;
    symbol(x);
    base(x);
    x.bar.open_time = time("open_time", true);
    x.bar.open = number("open");
    x.bar.high = number("high");
    x.bar.low = number("low");
    x.bar.close = number("close");
    x.bar.volume = number("volume");
    closed(x);
    x.bar.update_time = time("update_time", false);
    if (!reason_.empty())
      return bad_input("", reason_);
    return x;
  }

private:
  void fail(std::string_view name, const std::string& text) {
    if (reason_.empty())
      reason_ = std::string{name} + ": " + text;
  }

  const value* find(const char* name, bool needed, const std::string& accepted) {
    const auto at = object_.find(name);
    if (at != object_.end() && !at->is_null())
      return &*at;
    if (needed)
      fail(name, "is missing; " + accepted);
    return nullptr;
  }

  const std::string* text(const char* name, const std::string& accepted) {
    const auto* x = find(name, true, accepted);
    if (x == nullptr)
      return nullptr;
    if (!x->is_string()) {
      fail(name, accepted);
      return nullptr;
    }
    return &x->get_ref<const std::string&>();
  }

  void symbol(tagged_candle& into) {
    const auto* name = text("symbol", "a text such as BTCUSDT is needed");
    if (name == nullptr)
      return;
    auto read = normalise_symbol(*name);
    if (read)
      into.symbol = *std::move(read);
    else
      fail("symbol", read.error().text);
  }

  void base(tagged_candle& into) {
    const auto* name = text("timeframe", "a text such as 5m is needed");
    if (name == nullptr)
      return;
    const auto read = parse_timeframe(*name);
    if (read)
      into.base = *read;
    else
      fail("timeframe", read.error().text);
  }

  double number(const char* name) {
    const auto* x = find(name, true, "a number is needed");
    if (x == nullptr)
      return 0;
    const auto read = number_of(*x);
    if (!read)
      fail(name, "a finite number is needed");
    return read.value_or(0);
  }

  /// Milliseconds; newer archives of exchanges give microseconds.
  time_ms time(const char* name, bool needed) {
    const auto* x = find(name, needed, "milliseconds since the epoch are needed");
    if (x == nullptr)
      return 0;
    const auto read = number_of(*x);
    if (!read || *read < 0 || *read != std::floor(*read) || *read > largest_exact) {
      fail(name, "milliseconds since the epoch are needed, a whole number");
      return 0;
    }
    return static_cast<time_ms>(*read) / (*read >= first_microseconds ? 1000 : 1);
  }

  void closed(tagged_candle& into) {
    const auto* x = find("closed", true, "true or false is needed");
    if (x == nullptr)
      return;
    if (!x->is_boolean())
      return fail("closed", "true or false is needed");
    into.bar.closed = x->get<bool>();
  }

  const value& object_;
  std::string reason_;
};

value bar_object(timeframe base, const candle& bar) {
  return {{"open_time", bar.open_time},
          {"open", number_or_null(bar.open)},
          {"high", number_or_null(bar.high)},
          {"low", number_or_null(bar.low)},
          {"close", number_or_null(bar.close)},
          {"volume", number_or_null(bar.volume)},
          {"close_time", bar_close(base, bar.open_time) - 1},
          {"closed", bar.closed}};
}

} // namespace

result<candle_batch> parse_candles(std::string_view body, std::size_t most) {
  const auto document = parse_document(body, {max_candle_bytes, 32, 400'000});
  if (!document)
    return document.error();
  complaint out;
  fields from{out, *document, "", {"candles"}};
  const auto* list = from.array("candles");
  if (list == nullptr)
    from.fail("candles", "is needed: a list of candles");
  if (out.said())
    return out.take();
  if (list->size() > most)
    return problem{problem_code::too_large,
                   "at most " + std::to_string(most) + " candles fit in one request",
                   "candles"};
  candle_batch batch;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    auto read = reader{(*list)[i]}.read();
    if (!read) {
      batch.refused.push_back({index, read.error().text});
      continue;
    }
    batch.candles.push_back(*std::move(read));
    batch.positions.push_back(index);
  }
  return batch;
}

std::string render_receipt(const ingest_receipt& receipt, const candle_batch& batch) {
  auto refused = batch.refused;
  for (const auto& x : receipt.refused)
    refused.push_back(
      {x.index < batch.positions.size() ? batch.positions[x.index] : x.index, x.reason});
  std::sort(refused.begin(), refused.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  auto rejected = value::array();
  for (const auto& x : refused)
    rejected.push_back({{"index", x.index}, {"reason", x.reason}});
  return text_of({{"accepted", receipt.accepted},
                  {"duplicates", receipt.duplicates},
                  {"rejected", rejected}});
}

std::string render_klines(const std::string& symbol, timeframe base,
                          const std::vector<candle>& bars, time_ms now) {
  auto list = value::array();
  for (const auto& bar : bars)
    list.push_back(bar_object(base, bar));
  return text_of({{"success", true},
                  {"symbol", symbol},
                  {"interval", to_string(base)},
                  {"klines", list},
                  {"timestamp", now / 1000}});
}

std::string render_ticker(const std::string& symbol, timeframe base, const candle& last,
                          time_ms now) {
  return text_of({{"success", true},
                  {"data",
                   {{"symbol", symbol},
                    {"price", number_or_null(last.close)},
                    {"timeframe", to_string(base)},
                    {"time", bar_close(base, last.open_time)}}},
                  {"timestamp", now / 1000}});
}

std::string render_symbols(const std::vector<symbol_line>& rows, time_ms now) {
  auto list = value::array();
  for (const auto& x : rows)
    list.push_back({{"symbol", x.symbol},
                    {"base_timeframe", to_string(x.base)},
                    {"last_price", number_or_null(x.last.close)},
                    {"last_open_time", x.last.open_time}});
  return text_of({{"success", true},
                  {"symbols", list},
                  {"count", rows.size()},
                  {"timestamp", now / 1000}});
}

std::string render(const tagged_candle& x) {
  value out{{"symbol", x.symbol}, {"timeframe", to_string(x.base)}};
  out.update(bar_object(x.base, x.bar));
  return text_of(out);
}

} // namespace tradeeon::json
