#include "http/json/alert_reader.hpp"

#include "domain/conditions/question.hpp"
#include "domain/market/symbol.hpp"
#include "http/json/action_reader.hpp"
#include "http/json/condition_reader.hpp"
#include "http/json/playbook_reader.hpp"

#include <optional>

namespace tradeeon::json {

namespace {

/// Reads one alert; a class because its steps share fields, home and document.
class reader {
public:
  reader(fields& from, status_rule rule) : from_(from), rule_(rule) {}

  alert read() {
    alert x;
    if (!read_home(x))
      return x;
    x.expression = asked(x.base);
    x.actions = actions();
    if (const auto mode = from_.text("fireMode"))
      take("fireMode", parse_fire_mode(*mode), x.mode);
    if (const auto status = from_.text("status"))
      take("status", parse_alert_status(*status), x.status);
    if (rule_ == status_rule::settable && x.status != alert_status::active &&
        x.status != alert_status::paused)
      from_.fail("status", "only active and paused can be asked for");
    from_.finish();
    x.symbol = at_.symbol;
    x.document = text_of(document_);
    return x;
  }

private:
  template <class T>
  void take(std::string_view name, result<T> read, T& into) {
    if (read)
      into = *read;
    else
      from_.fail(name, read.error().text);
  }

  bool read_home(alert& x) {
    const auto symbol = from_.needed_text("symbol", "such as BTCUSDT", 64);
    const auto base = from_.needed_text("base_timeframe", "such as 5m");
    if (symbol)
      take("symbol", normalise_symbol(*symbol), at_.symbol);
    if (base)
      take("base_timeframe", parse_timeframe(*base), at_.base);
    x.base = at_.base;
    return !from_.problems().said();
  }

  // -- the question --------------------------------------------------------------

  std::string asked(timeframe base) {
    const auto* list = from_.array("conditions");
    const auto text = from_.text("expression", max_expression_length);
    if (const auto* config = from_.object("conditionConfig"))
      return of_playbook(*config, list, text, base);
    // Rows of alerts that were given as text have an empty list beside it.
    if (list != nullptr && list->empty() && text)
      list = nullptr;
    if (list == nullptr && !text) {
      from_.fail("conditions", "is needed: at least one condition, or an expression");
      return {};
    }
    std::string from_list;
    if (list != nullptr)
      from_list = of_conditions(*list, base);
    else if (logic() == expression::kind::any)
      from_.fail("logic", "goes with conditions; an expression says or itself");
    if (!text || from_.problems().said())
      return from_list;
    auto from_text = of_text(*text, base);
    if (list == nullptr)
      document_["expression"] = *text;
    else if (from_text != from_list)
      from_.fail("expression", "contradicts conditions; give one of the two");
    return from_text;
  }

  std::string of_playbook(const value& config, const value* list,
                          const std::optional<std::string>& text, timeframe base) {
    logic(); // plays no part beside a playbook
    if (list != nullptr && !list->empty())
      from_.fail("conditionConfig", "contradicts conditions; give one of the two");
    const auto asks =
      read_playbook(from_.problems(), config, from_.path_of("conditionConfig"), at_);
    if (from_.problems().said())
      return {};
    auto out = of_text(print(asks, base), base, "conditionConfig");
    if (text && !from_.problems().said() && of_text(*text, base) != out)
      from_.fail("expression", "contradicts conditionConfig; give one of the two");
    document_["conditionConfig"] = config;
    return out;
  }

  std::optional<expression::kind> logic() {
    const auto word = from_.text("logic");
    if (!word || *word == "AND")
      return expression::kind::all;
    if (*word == "OR")
      return expression::kind::any;
    from_.fail("logic", "unknown value " + quotation(*word) + "; use AND or OR");
    return std::nullopt;
  }

  std::string of_conditions(const value& list, timeframe base) {
    if (list.empty() || list.size() > max_expression_conditions) {
      from_.fail("conditions",
                 "1 to " + std::to_string(max_expression_conditions) + " are needed");
      return {};
    }
    const auto how = logic();
    std::vector<expression> parts;
    for (std::size_t i = 0; i < list.size() && !from_.problems().said(); ++i) {
      fields one{from_.problems(), list[i],
                 from_.path_of("conditions[" + std::to_string(i) + "]"),
                 condition_field_names()};
      parts.push_back(leaf_of(read_condition(one, at_)));
    }
    if (from_.problems().said())
      return {};
    document_["conditions"] = list;
    document_["logic"] = *how == expression::kind::any ? "OR" : "AND";
    return of_text(print(combine(*how, std::move(parts)), base), base, "conditions");
  }

  /// The canonical text of a text; what the engine will parse is parsed here.
  std::string of_text(const std::string& text, timeframe base,
                      std::string_view field = "expression") {
    auto read = parse_question(text, at_);
    if (!read) {
      const auto& why = read.error();
      from_.fail(field, why.place.empty() ? why.text : why.place + ": " + why.text);
      return {};
    }
    auto out = print(*read, base);
    if (out.size() > max_expression_length)
      from_.fail(field, "the expression is too long");
    return out;
  }

  // -- actions -------------------------------------------------------------------

  std::vector<action> actions() {
    const auto* one = from_.find("action");
    const auto* list = from_.array("actions");
    std::vector<action> out;
    if (list != nullptr) {
      if (list->empty() || list->size() > max_actions)
        from_.fail("actions", "1 to " + std::to_string(max_actions) + " are needed");
      for (std::size_t i = 0; i < list->size() && !from_.problems().said(); ++i)
        out.push_back(read_action(from_.problems(), (*list)[i],
                                  from_.path_of("actions[" + std::to_string(i) + "]")));
      document_["actions"] = *list;
      if (one != nullptr && !list->empty() && *one != list->front())
        from_.fail("action", "contradicts actions; give one of the two");
      return out;
    }
    if (one == nullptr) {
      document_["action"] = action_object({});
      return {action{}};
    }
    out.push_back(read_action(from_.problems(), *one, from_.path_of("action")));
    document_["action"] = *one;
    return out;
  }

  fields& from_;
  status_rule rule_;
  home at_;
  value document_ = value::object();
};

} // namespace

alert read_alert(fields& from, status_rule rule) {
  return reader{from, rule}.read();
}

std::vector<std::string_view> alert_field_names() {
  return {"symbol",     "base_timeframe", "conditions", "logic",  "conditionConfig",
          "expression", "action",         "actions",    "status", "fireMode"};
}

std::vector<std::string_view> all_alert_field_names() {
  auto names = alert_field_names();
  names.insert(names.end(), {"alert_id", "user_id", "version", "status_reason",
                             "created_at", "last_triggered_at", "health"});
  return names;
}

} // namespace tradeeon::json
