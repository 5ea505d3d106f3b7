#include "http/json/bot_command_codec.hpp"

#include "domain/market/symbol.hpp"
#include "http/json/bot_fields.hpp"
#include "http/json/time_text.hpp"

namespace tradeeon::json {

namespace {

/// Reads an object by `read(fields&)`; without a body as if it were empty.
template <class T, class Read>
result<T> read_body(std::string_view body, std::vector<std::string_view> known,
                    Read read) {
  value document = value::object();
  if (body.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    document_limits limits;
    limits.keep_digits = true;
    auto parsed = parse_document(body, limits);
    if (!parsed)
      return std::move(parsed).error();
    document = *std::move(parsed);
  }
  complaint out;
  fields from{out, document, "", std::move(known)};
  T x = read(from);
  from.finish();
  if (out.said())
    return out.take();
  return x;
}

time_ms read_time(fields& from) {
  const auto* x = from.find("timestamp");
  if (x == nullptr)
    return 0;
  if (x->is_string()) {
    const auto read = parse_iso_time(x->get_ref<const std::string&>(), "");
    if (read)
      return *read;
  }
  constexpr std::int64_t least = 1'000'000'000'000; // in 2001; seconds lie below it
  const auto number = number_of(*x);
  if (number && *number >= least && *number < 1e15)
    return static_cast<time_ms>(*number);
  from.fail("timestamp", "a time is needed: ISO 8601, or milliseconds since 1970");
  return 0;
}

} // namespace

result<std::optional<decimal>> parse_bot_start(std::string_view body) {
  return read_body<std::optional<decimal>>(
    body, {"initial_balance", "interval_seconds", "use_live_data"}, [](fields& from) {
      from.whole("interval_seconds", 1, 86'400);
      from.flag("use_live_data");
      return number_in(from, "initial_balance", positive());
    });
}

result<bool> parse_bot_stop(std::string_view body) {
  return read_body<bool>(body, {"sell"},
                         [](fields& from) { return from.flag("sell").value_or(false); });
}

result<bot_command> parse_bot_signal(std::string_view body) {
  return read_body<bot_command>(
    body, {"action", "symbol", "id", "timestamp"}, [](fields& from) {
      bot_command x;
      x.what = bot_command::kind::signal;
      const auto action = word(from, "action", {"buy", "sell"});
      if (!action)
        from.fail("action", "is needed: buy or sell");
      x.text = action == std::size_t{1} ? "sell" : "buy";
      if (const auto symbol = from.text("symbol", 64)) {
        const auto read = normalise_symbol(*symbol);
        if (read)
          x.symbol = *read;
        else
          from.fail("symbol", read.error().text);
      }
      put(x.signal_id, from.text("id", 128));
      x.signal_at = read_time(from);
      return x;
    });
}

result<decimal> parse_deal_add(std::string_view body) {
  return read_body<decimal>(body, {"amount"}, [](fields& from) {
    return number_in(from, "amount", positive()).value_or(decimal{});
  });
}

result<state_change> parse_state_change(std::string_view body) {
  return read_body<state_change>(body, {"state", "reason", "scope"}, [](fields& from) {
    state_change x;
    const auto state = word(from, "state", {"active", "reducing", "halted"});
    if (!state)
      from.fail("state", "is needed: active, reducing or halted");
    x.state = static_cast<trading_state>(state.value_or(0));
    put(x.reason, from.text("reason"));
    x.global = word(from, "scope", {"user", "global"}) == std::size_t{1};
    return x;
  });
}

result<std::string> parse_panic(std::string_view body) {
  return read_body<std::string>(
    body, {"reason"}, [](fields& from) { return from.text("reason").value_or("panic"); });
}

result<std::uint32_t> parse_mood(std::string_view body) {
  return read_body<std::uint32_t>(body, {"value"}, [](fields& from) {
    const auto x = count(from, "value", 0, 100);
    if (!x)
      from.fail("value", "is needed: a whole number from 0 (fear) to 100 (greed)");
    return x.value_or(0);
  });
}

} // namespace tradeeon::json
