#include "http/json/playbook_reader.hpp"

#include "http/json/condition_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace tradeeon::json {

namespace {

struct ranked_item {
  playbook_item item;
  std::int64_t priority = 0;
};

bool is_or(fields& from) {
  const auto word = from.text("logic");
  if (word && *word != "AND" && *word != "OR")
    from.fail("logic", "unknown value " + quotation(*word) + "; use AND or OR");
  return word && *word == "OR";
}

void read_validity(fields& from, playbook_item& into) {
  const auto count = from.whole("validityDuration", 0, longest_lookback);
  const auto unit = from.text("validityDurationUnit");
  if (unit && *unit != "bars" && *unit != "minutes")
    from.fail("validityDurationUnit",
              "unknown unit " + quotation(*unit) + "; use bars or minutes");
  into.validity = static_cast<int>(count.value_or(0));
  into.in_minutes = unit && *unit == "minutes";
}

/// Nothing for an item that is switched off.
std::optional<ranked_item> read_item(fields& from, std::int64_t place, const home& at) {
  ranked_item out;
  from.text("id", 128);
  const bool enabled = from.flag("enabled").value_or(true);
  out.priority = from.whole("priority", -1'000'000, 1'000'000).value_or(place);
  out.item.joined_by_or = is_or(from);
  read_validity(from, out.item);
  const auto* condition = from.object("condition");
  if (condition == nullptr) {
    from.fail("condition", "is needed: a condition object");
  } else {
    fields one{from.problems(), *condition, from.path_of("condition"),
               condition_field_names()};
    out.item.asks = leaf_of(read_condition(one, at));
    out.item.frame = out.item.asks.leaf.base;
  }
  from.finish();
  return enabled ? std::optional{std::move(out)} : std::nullopt;
}

} // namespace

question read_playbook(complaint& out, const value& config, const std::string& path,
                       const home& at) {
  fields from{out,
              config,
              path,
              {"mode", "gateLogic", "evaluationOrder", "conditions", "resetOnFire",
               "reset_on_fire"}};
  question asks;
  asks.playbook = true;
  if (const auto mode = from.text("mode"); mode && *mode != "playbook")
    from.fail("mode", "unknown mode " + quotation(*mode) + "; use playbook");
  const auto gate = from.text("gateLogic");
  if (gate && *gate != "ALL" && *gate != "ANY")
    from.fail("gateLogic", "unknown gate " + quotation(*gate) + "; use ALL or ANY");
  asks.any = gate && *gate == "ANY";
  const auto order = from.text("evaluationOrder");
  if (order && *order != "priority" && *order != "sequential")
    from.fail("evaluationOrder",
              "unknown order " + quotation(*order) + "; use priority or sequential");
  const bool reset = from.flag("resetOnFire").value_or(false);
  asks.reset_on_fire = from.flag("reset_on_fire").value_or(reset);
  const auto* list = from.array("conditions");
  if (list == nullptr || list->empty() || list->size() > max_playbook_items) {
    from.fail("conditions", "1 to " + std::to_string(max_playbook_items) + " are needed");
    return asks;
  }
  std::vector<ranked_item> items;
  for (std::size_t i = 0; i < list->size() && !out.said(); ++i) {
    fields one{out,
               (*list)[i],
               from.path_of("conditions[" + std::to_string(i) + "]"),
               {"id", "priority", "enabled", "logic", "validityDuration",
                "validityDurationUnit", "condition"}};
    if (auto read = read_item(one, static_cast<std::int64_t>(i), at))
      items.push_back(*std::move(read));
  }
  from.finish();
  if (!out.said() && items.empty())
    from.fail("conditions", "all are disabled; enable at least one");
  if (!order || *order == "priority")
    std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
      return a.priority < b.priority;
    });
  for (auto& x : items)
    asks.items.push_back(std::move(x.item));
  if (!asks.items.empty())
    asks.items.front().joined_by_or = false; // there is nothing before it
  return asks;
}

} // namespace tradeeon::json
