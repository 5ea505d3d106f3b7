#include "http/json/export_codec.hpp"

#include "http/json/alert_reader.hpp"
#include "http/json/export_table.hpp"
#include "http/json/subscription_codec.hpp"

#include <array>

namespace tradeeon::json {

namespace {

constexpr std::size_t longest_id = 128;

/// How the former registry named a condition's fields, and how clients do.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> registry_names{{
  {"condition_type", "type"},
  {"compare_with", "compareWith"},
  {"compare_value", "compareValue"},
  {"lower_bound", "lowerBound"},
  {"upper_bound", "upperBound"},
  {"price_field", "priceField"},
  {"rhs_price_field", "rhsPriceField"},
  {"pattern_type", "patternType"},
}};

std::string client_name(const std::string& name) {
  for (const auto& [registry, client] : registry_names)
    if (name == registry)
      return std::string{client};
  return name;
}

bool is_blank(const value& x) {
  return x.is_null() || (x.is_string() && x.get_ref<const std::string&>().empty());
}

/// The registry wrote down empty texts for what a condition did not have, its right
/// side in single fields, and any title as its type.
value client_condition(const value& config) {
  value out = value::object();
  for (const auto& [name, x] : config.items()) {
    if (is_blank(x))
      continue;
    if (name == "rhs_indicator")
      out["rhs"]["indicator"] = x;
    else if (name == "rhs_component")
      out["rhs"]["component"] = x;
    else
      out[client_name(name)] = x;
  }
  const auto type = out.value("type", value("indicator"));
  const bool known = type == "indicator" || type == "price" || type == "volume";
  if (!known && out.contains("indicator"))
    out["type"] = "indicator";
  if (type == "price" || type == "volume")
    for (const auto name : {"indicator", "component"})
      out.erase(name);
  return out;
}

} // namespace

std::string_view to_string(export_table table) noexcept {
  switch (table) {
  case export_table::alerts:
    return "alerts";
  case export_table::conditions:
    return "conditions";
  case export_table::subscriptions:
    return "subscriptions";
  }
  return "alerts";
}

result<alert> alert_of(const export_row& row) {
  row_reader in{row, export_table::alerts};
  value asked = value::object();
  for (const auto name :
       {"symbol", "base_timeframe", "logic", "status", "fireMode", "expression"})
    if (auto text = in.text(name))
      asked[name] = *std::move(text);
  for (const auto name : {"conditions", "conditionConfig", "action", "actions"})
    if (auto content = in.json(name); !content.is_null() && content != value::object())
      asked[name] = std::move(content);
  alert out;
  const auto id = in.needed("alert_id", "the alert's id", longest_id);
  const auto user = in.needed("user_id", "whose alert it is", longest_id);
  const auto created = in.needed_time("created_at");
  const auto fired = in.time("last_triggered_at");
  if (!in.failed()) {
    fields from{in.problems(), asked, "", alert_field_names()};
    out = read_alert(from, status_rule::any);
  }
  if (in.failed())
    return in.take();
  out.alert_id = id;
  out.user_id = user;
  out.created_at = created;
  out.last_triggered_at = fired;
  return out;
}

result<exported_condition> condition_of(const export_row& row) {
  row_reader in{row, export_table::conditions};
  exported_condition out;
  out.former_id = in.needed("condition_id", "the condition's id", longest_id);
  const auto config = in.json("indicator_config");
  if (!in.failed() && !config.is_object())
    in.fail("indicator_config", "is needed: an object, the condition's fields");
  auto asked = config.is_object() ? client_condition(config) : value::object();
  for (const auto name : {"symbol", "timeframe"})
    if (auto text = in.text(name))
      asked[name] = *std::move(text);
  if (auto type = in.text("condition_type"); type && !asked.contains("type"))
    asked["type"] = *std::move(type);
  const auto created = in.needed_time("created_at");
  const auto evaluated = in.time("last_evaluated_at");
  const auto triggered = in.time("last_triggered_at");
  const auto evaluations = in.count("evaluation_count");
  const auto triggers = in.count("trigger_count");
  if (in.failed())
    return in.take();
  auto read = parse_registration(text_of(asked));
  if (!read)
    return in.inside("indicator_config", {"symbol", "timeframe"},
                     std::move(read).error());
  out.row = *std::move(read);
  out.row.created_at = created;
  out.row.last_evaluated_at = evaluated;
  out.row.last_triggered_at = triggered;
  out.row.evaluation_count = evaluations;
  out.row.trigger_count = triggers;
  return out;
}

result<exported_subscription> subscription_of(const export_row& row) {
  row_reader in{row, export_table::subscriptions};
  const auto id = in.needed("subscription_id", "the subscription's id", longest_id);
  const auto user = in.needed("user_id", "whose subscription it is", longest_id);
  value asked = value::object();
  for (const auto name : {"bot_id", "condition_id", "bot_type"})
    if (auto text = in.text(name))
      asked[name] = *std::move(text);
  if (auto config = in.json("bot_config"); !config.is_null())
    asked["bot_config"] = std::move(config);
  const auto active = in.flag("active", true);
  const auto created = in.needed_time("created_at");
  const auto triggered = in.time("last_triggered_at");
  if (in.failed())
    return in.take();
  auto read = parse_subscription(text_of(asked));
  if (!read)
    return in.inside("", {}, std::move(read).error());
  exported_subscription out{*std::move(read), active};
  out.row.subscription_id = id;
  out.row.user_id = user;
  out.row.created_at = created;
  out.row.last_triggered_at = triggered;
  return out;
}

} // namespace tradeeon::json
