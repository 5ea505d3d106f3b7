// Limit buys below the first order: by count, deviation and scales, or step by step.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

namespace tradeeon::json {

namespace {

constexpr std::uint32_t most_steps = 200;

/// The ladder must end above a price of 0.
bool falls_to_nothing(const ladder_setting& x) {
  decimal drop;
  decimal step = x.deviation_percent;
  for (std::uint32_t k = 0; k < x.count; ++k) {
    drop += step;
    if (drop >= 100)
      return true;
    step = step * x.step_scale;
  }
  return false;
}

/// Every order must be an amount that can be reckoned with.
bool grows_beyond(const ladder_setting& x, decimal most) {
  decimal amount = x.amount;
  for (std::uint32_t k = 0; k < x.count; ++k) {
    if (amount > most)
      return true;
    amount = amount * x.volume_scale;
  }
  return false;
}

void read_safety(complaint& out, const value& object, const std::string& path,
                 ladder_setting& into) {
  fields from{
    out,
    object,
    path,
    {"enabled", "count", "size", "deviation", "volumeScale", "stepScale", "maxActive"}};
  const bool on = is_on(from);
  ladder_setting x;
  const auto steps = count(from, "count", 0, most_steps);
  if (!steps)
    from.fail("count", "is needed: how many orders, to " + std::to_string(most_steps));
  put(x.count, steps);
  x.amount = needed_number(from, "size", positive());
  x.deviation_percent = needed_number(from, "deviation", some_percent());
  const bounds scale{decimal::from_units(100'000'000'000'000'000), 10};
  put(x.volume_scale, number_in(from, "volumeScale", scale));
  put(x.step_scale, number_in(from, "stepScale", scale));
  put(x.max_active, count(from, "maxActive", 0, most_steps));
  from.finish();
  if (!out.said() && falls_to_nothing(x))
    from.fail("deviation", "the last order would lie 100 % or more below the first; "
                           "lower count, deviation or stepScale");
  if (!out.said() && grows_beyond(x, positive().most))
    from.fail("volumeScale", "the last order would be worth more than " +
                               positive().most.text() + "; lower count or volumeScale");
  if (on)
    into = x;
}

void read_levels(complaint& out, const value& object, const std::string& path,
                 ladder_setting& into) {
  fields from{out, object, path, {"enabled", "levels"}};
  const bool on = is_on(from);
  std::vector<ladder_level> levels;
  const auto* list = from.array("levels");
  if (list != nullptr && list->size() > most_steps)
    from.fail("levels", "at most " + std::to_string(most_steps) + " are possible");
  for (std::size_t i = 0; list != nullptr && i < list->size() && !out.said(); ++i) {
    fields one{out,
               (*list)[i],
               from.path_of("levels[" + std::to_string(i) + "]"),
               {"id", "enabled", "priceDropPercent", "orderAmount"}};
    one.text("id", 128);
    const bool counts = is_on(one);
    ladder_level x;
    x.drop_percent = needed_number(one, "priceDropPercent", {0, 99, true});
    x.amount = needed_number(one, "orderAmount", positive());
    if (!levels.empty() && x.drop_percent <= levels.back().drop_percent)
      one.fail("priceDropPercent",
               "a drop below the one before (" + levels.back().drop_percent.text() +
                 ") is needed; all are measured from the first order");
    one.finish();
    if (counts)
      levels.push_back(x);
  }
  from.finish();
  if (on)
    into.levels = std::move(levels);
}

} // namespace

void read_ladder(fields& from, dca_settings& into) {
  auto& out = from.problems();
  if (const auto* x = from.object("safetyOrders"))
    read_safety(out, *x, from.path_of("safetyOrders"), into.ladder);
  if (const auto* x = from.object("dcaConfig"))
    read_levels(out, *x, from.path_of("dcaConfig"), into.ladder);
  if (into.ladder.count > 0 && !into.ladder.levels.empty())
    from.fail("dcaConfig", "contradicts safetyOrders; give one of the two");
}

} // namespace tradeeon::json
