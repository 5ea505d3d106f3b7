// When a DCA bot opens its deals: at once, or when a question is answered with yes.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"
#include "http/json/playbook_reader.hpp"

namespace tradeeon::json {

namespace {

/// Reads all that a client may say about the entry; what it says twice must agree.
class entry_reader {
public:
  entry_reader(fields& from, bot_frame& bot)
      : from_(from), out_(from.problems()), bot_(bot), frame_(bot.into.interval) {}

  bool read() {
    const auto starts = from_.flag("tradeStartCondition");
    if (const auto* x = from_.object("entryConditions"))
      entry_conditions(*x);
    if (const auto* x = from_.object("conditionConfig"))
      condition_config(*x);
    if (starts && type_ && *starts != *type_)
      out_.say(from_.path_of("entryConditions.entryType"),
               "contradicts tradeStartCondition; give one of the two");
    // Conditions that nobody switches off are there to be waited for.
    const bool waits = starts.value_or(type_.value_or(!text_.empty()));
    if (waits && text_.empty())
      from_.fail(from_.has("entryConditions") ? "entryConditions" : "conditionConfig",
                 "is needed: what the first order waits for, at least one condition");
    if (waits)
      ask(out_, bot_, place_, "entry", text_, frame_, edge_);
    return waits;
  }

private:
  void entry_conditions(const value& object) {
    fields from{
      out_,
      object,
      from_.path_of("entryConditions"),
      {"entryType", "enabled", "logicGate", "conditions", "expression", "fire"}};
    const auto type = word(from, "entryType", {"immediate", "conditional"});
    const bool on = is_on(from);
    const bool any = word(from, "logicGate", {"AND", "OR"}) == std::size_t{1};
    if (const auto fire = word(from, "fire", {"edge", "level"}))
      edge_ = *fire == 0;
    std::string text;
    if (const auto* list = from.array("conditions"))
      text = conditions_text(out_, bot_, *list, from.path_of("conditions"), any);
    if (const auto given = from.text("expression", max_expression_length)) {
      auto canonical =
        question_text(out_, bot_, from.path_of("expression"), *given, frame_);
      if (!text.empty() && !out_.said() && canonical != text)
        from.fail("expression", "contradicts conditions; give one of the two");
      text = std::move(canonical);
    }
    from.finish();
    // A form that starts at once keeps its entry conditions, switched off.
    if (type && (on || *type == 0))
      type_ = *type == 1;
    if (on && type != std::size_t{0})
      take(std::move(text), from.path());
  }

  void condition_config(const value& object) {
    const auto path = from_.path_of("conditionConfig");
    if (object.is_object() && object.value("mode", value{}) == "playbook") {
      const auto asks = read_playbook(out_, object, path, bot_.at(frame_));
      if (!out_.said())
        take(question_text(out_, bot_, path, print(asks, frame_), frame_), path);
      return;
    }
    fields from{out_, object, path, {"mode", "conditionType", "condition", "expression"}};
    word(from, "mode", {"simple", "playbook"});
    from.text("conditionType");
    const auto given = from.text("expression", max_expression_length);
    if (const auto* one = from.object("condition"); one != nullptr && !one->empty())
      take(condition_text(out_, bot_, *one, from.path_of("condition")), path);
    if (given)
      take(question_text(out_, bot_, from.path_of("expression"), *given, frame_),
           from.path_of("expression"));
    from.finish();
  }

  void take(std::string text, const std::string& place) {
    if (out_.said() || text.empty())
      return;
    if (!text_.empty() && text != text_)
      out_.say(place, "contradicts " + place_ + "; give one of the two");
    text_ = std::move(text);
    place_ = place;
  }

  fields& from_;
  complaint& out_;
  bot_frame& bot_;
  timeframe frame_;
  std::optional<bool> type_; ///< whether entryType says conditional
  bool edge_ = true;
  std::string text_; ///< canonical; empty: no condition
  std::string place_;
};

} // namespace

bool read_entry(fields& from, bot_frame& bot) {
  return entry_reader{from, bot}.read();
}

} // namespace tradeeon::json
