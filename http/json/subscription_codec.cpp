#include "http/json/subscription_codec.hpp"

#include "domain/market/symbol.hpp"
#include "http/json/condition_reader.hpp"
#include "http/json/time_text.hpp"

#include <algorithm>
#include <array>

namespace tradeeon::json {

namespace {

value time_or_null(time_ms t) {
  return t == 0 ? value(nullptr) : value(iso_time(t));
}

/// A stored document again; an object without fields where it can't be read.
value object_of(const std::string& document) {
  auto read = parse_document(document);
  return read && read->is_object() ? *std::move(read) : value::object();
}

value row_of(const registered_condition& row) {
  return {
    {"condition_id", row.condition_id},
    {"condition_type", row.type},
    {"symbol", row.symbol},
    {"timeframe", to_string(row.base)},
    {"indicator_config", object_of(row.document)},
    {"expression", row.text},
    {"created_at", iso_time(row.created_at)},
    {"last_evaluated_at", time_or_null(row.last_evaluated_at)},
    {"evaluation_count", row.evaluation_count},
    {"last_triggered_at", time_or_null(row.last_triggered_at)},
    {"trigger_count", row.trigger_count},
  };
}

value row_of(const subscription& row) {
  return {
    {"subscription_id", row.subscription_id},
    {"user_id", row.user_id},
    {"bot_id", row.bot_id},
    {"bot_type", row.bot_type},
    {"condition_id", row.condition_id},
    {"bot_config", object_of(row.bot_config)},
    {"active", true},
    {"created_at", iso_time(row.created_at)},
    {"last_triggered_at", time_or_null(row.last_triggered_at)},
  };
}

home read_home(fields& from) {
  home at;
  if (const auto symbol = from.needed_text("symbol", "such as BTCUSDT", 64)) {
    auto read = normalise_symbol(*symbol);
    if (read)
      at.symbol = *std::move(read);
    else
      from.fail("symbol", read.error().text);
  }
  const auto base = from.text("base_timeframe");
  if (base) {
    const auto read = parse_timeframe(*base);
    if (read)
      at.base = *read;
    else
      from.fail("base_timeframe", read.error().text);
    return at;
  }
  // Without an alert around it nothing says what "same" would be the same as.
  const auto own = from.text("timeframe");
  if (!own || *own == "same")
    from.fail("timeframe", "is needed: the condition's timeframe, such as 5m");
  return at;
}

/// Reads bot_config.fire; the rest of it is the bot's own business.
bool wants_level(fields& from, const value& config) {
  const auto at = config.find("fire");
  if (at == config.end() || at->is_null() || *at == "edge")
    return false;
  if (*at != "level")
    from.fail("bot_config.fire", "unknown value; use edge or level");
  return true;
}

bool is_condition_id(const std::string& text) {
  return text.size() == 16 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

} // namespace

result<registered_condition> parse_registration(std::string_view body) {
  auto document = parse_document(body);
  if (!document)
    return document.error();
  complaint out;
  auto names = condition_field_names();
  names.insert(names.end(), {"symbol", "base_timeframe"});
  fields from{out, *document, "", names};
  const auto at = read_home(from);
  registered_condition row;
  row.type = type_of_condition(from);
  const auto x = read_condition(from, at);
  if (out.said())
    return out.take();
  row.condition_id = condition_id(x);
  row.symbol = x.symbol;
  row.base = x.base;
  row.text = canonical_text(x);
  row.document = text_of(*document);
  return row;
}

result<subscription> parse_subscription(std::string_view body) {
  constexpr std::array<std::string_view, 6> types{"dca",           "grid",      "trend",
                                                  "market_making", "arbitrage", "alert"};
  const auto document = parse_document(body);
  if (!document)
    return document.error();
  complaint out;
  fields from{out, *document, "", {"bot_id", "condition_id", "bot_type", "bot_config"}};
  subscription row;
  row.bot_id = from.needed_text("bot_id", "the id of a bot", 128).value_or("");
  row.condition_id =
    from.needed_text("condition_id", "as answered by /conditions/register").value_or("");
  if (!is_condition_id(row.condition_id))
    from.fail("condition_id", "16 hex digits are needed, as answered by "
                              "/conditions/register");
  constexpr std::string_view accepted =
    "one of dca, grid, trend, market_making, arbitrage, alert";
  row.bot_type = from.needed_text("bot_type", accepted).value_or("");
  if (std::find(types.begin(), types.end(), row.bot_type) == types.end())
    from.fail("bot_type", "unknown bot type " + quotation(row.bot_type) + "; use " +
                            std::string{accepted});
  row.bot_config = "{}";
  if (const auto* config = from.object("bot_config")) {
    row.level = wants_level(from, *config);
    row.bot_config = text_of(*config);
  }
  from.finish();
  if (out.said())
    return out.take();
  return row;
}

std::string render_registration(const registered_condition& row, bool added) {
  return text_of({{"success", true},
                  {"condition_id", row.condition_id},
                  {"status", added ? "registered" : "existing"},
                  {"condition", row_of(row)}});
}

std::string render_subscription(const subscription& row, bool added) {
  return text_of({{"success", true},
                  {"subscription_id", row.subscription_id},
                  {"status", added ? "subscribed" : "already_subscribed"},
                  {"subscription", row_of(row)}});
}

std::string render_condition_status(const registered_condition& row,
                                    std::uint64_t subscribers,
                                    const std::string& blind_reason) {
  value out{{"success", true},
            {"condition", row_of(row)},
            {"subscriber_count", subscribers},
            {"status", subscribers > 0 ? "active" : "inactive"}};
  if (!blind_reason.empty())
    out["blind_reason"] = blind_reason;
  return text_of(out);
}

std::string
render(const std::vector<std::pair<subscription, registered_condition>>& rows) {
  auto list = value::array();
  for (const auto& [own, condition] : rows) {
    auto row = row_of(own);
    row["condition_registry"] = row_of(condition);
    list.push_back(std::move(row));
  }
  return text_of({{"success", true}, {"subscriptions", list}, {"count", rows.size()}});
}

std::string render_condition_stats(std::uint64_t conditions,
                                   std::uint64_t subscriptions) {
  const double average = conditions == 0 ? 0
                                         : static_cast<double>(subscriptions) /
                                             static_cast<double>(conditions);
  return text_of({{"success", true},
                  {"stats",
                   {{"total_conditions", conditions},
                    {"total_subscriptions", subscriptions},
                    {"avg_subscribers_per_condition", average}}}});
}

} // namespace tradeeon::json
