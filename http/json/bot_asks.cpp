// The questions that a bot asks, from objects and from text.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"
#include "http/json/condition_reader.hpp"

namespace tradeeon::json {

namespace {

/// An item around a condition: what a form keeps of it beside the condition itself.
bool is_wrapped(const value& item) {
  return item.is_object() && item.contains("condition");
}

expression read_leaf(complaint& out, const value& object, const std::string& place,
                     const home& at) {
  fields one{out, object, place, condition_field_names()};
  return leaf_of(read_condition(one, at));
}

/// Takes `name` and `enabled` off, which are no part of a condition.
value bare(complaint& out, const value& object, const std::string& place, bool& on) {
  if (!object.is_object())
    return object;
  value rest = object;
  value extra = value::object();
  for (const std::string key : {"name", "enabled"})
    if (const auto at = rest.find(key); at != rest.end()) {
      extra[key] = *at;
      rest.erase(key);
    }
  fields from{out, extra, place, {"name", "enabled"}};
  from.text("name");
  on = is_on(from);
  return rest;
}

} // namespace

std::string question_text(complaint& out, const bot_frame& bot, const std::string& place,
                          const std::string& text, timeframe frame) {
  if (out.said())
    return {};
  const auto read = parse_question(text, bot.at(frame));
  if (!read) {
    const auto& why = read.error();
    out.say(place, why.place.empty() ? why.text : why.place + ": " + why.text);
    return {};
  }
  auto printed = print(*read, frame);
  if (printed.size() > max_expression_length)
    out.say(place, "the expression is too long");
  return printed;
}

void ask(complaint& out, bot_frame& bot, const std::string& place, std::string name,
         const std::string& text, timeframe frame, bool edge) {
  const auto canonical = question_text(out, bot, place, text, frame);
  if (out.said())
    return;
  auto read = parse_question(canonical, bot.at(frame));
  if (!read)
    return out.say(place, read.error().text);
  bot.into.questions.push_back({std::move(name), frame, edge, *std::move(read)});
}

std::string condition_text(complaint& out, const bot_frame& bot, const value& object,
                           const std::string& place) {
  const auto at = bot.at(bot.into.interval);
  const auto x = read_leaf(out, object, place, at);
  if (out.said())
    return {};
  return question_text(out, bot, place, print(x, at.base), at.base);
}

std::string conditions_text(complaint& out, const bot_frame& bot, const value& list,
                            const std::string& place, bool any) {
  const auto at = bot.at(bot.into.interval);
  if (list.size() > max_expression_conditions)
    out.say(place,
            "at most " + std::to_string(max_expression_conditions) + " are possible");
  std::vector<expression> parts;
  for (std::size_t i = 0; i < list.size() && !out.said(); ++i) {
    const auto& item = list[i];
    const auto here = place + "[" + std::to_string(i) + "]";
    bool on = true;
    expression part;
    if (is_wrapped(item)) {
      fields from{
        out, item, here, {"id", "name", "enabled", "conditionType", "condition"}};
      for (const auto name : {"id", "name", "conditionType"})
        from.text(name);
      on = is_on(from);
      if (const auto* inner = from.object("condition"))
        part = read_leaf(out, *inner, from.path_of("condition"), at);
      from.finish();
    } else {
      const auto rest = bare(out, item, here, on);
      part = read_leaf(out, rest, here, at);
    }
    if (on)
      parts.push_back(std::move(part));
  }
  if (out.said() || parts.empty())
    return {};
  const auto how = any ? expression::kind::any : expression::kind::all;
  return question_text(out, bot, place, print(combine(how, std::move(parts)), at.base),
                       at.base);
}

} // namespace tradeeon::json
