// What ends a deal: targets, stops, time.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

namespace tradeeon::json {

namespace {

constexpr std::size_t most_targets = 20;
constexpr std::int64_t minute = 60'000;
constexpr std::int64_t longest_hold_minutes = 10LL * 365 * 1'440;

/// Profits in percent that a deal may be asked to bring.
bounds profit() {
  return {0, 100'000, true};
}

void read_take_profit(complaint& out, const value& object, const std::string& path,
                      take_profit_setting& into) {
  fields from{out,
              object,
              path,
              {"enabled", "percent", "targets", "from", "trailing", "netOfFees"}};
  const bool on = is_on(from);
  take_profit_setting x;
  const auto percent = number_in(from, "percent", profit());
  x.targets = read_targets(from, "targets", "percent");
  if (percent && !x.targets.empty())
    from.fail("percent", "contradicts targets; give one of the two");
  if (percent)
    x.targets.push_back({*percent, 100});
  if (x.targets.empty())
    from.fail("percent", "is needed: the profit to sell at, or targets");
  x.from_base = word(from, "from", {"average", "base"}) == std::size_t{1};
  x.net_of_fees = from.flag("netOfFees").value_or(false);
  put(x.trailing_percent, number_in(from, "trailing", {0, 99}));
  from.finish();
  if (on)
    into = std::move(x);
}

void read_stop_loss(complaint& out, const value& object, const std::string& path,
                    boxed<stop_loss_setting>& into) {
  fields from{
    out, object, path, {"enabled", "percent", "from", "trailing", "breakevenAfter"}};
  const bool on = is_on(from);
  stop_loss_setting x;
  x.percent = needed_number(from, "percent", {0, 99, true});
  x.from_base = word(from, "from", {"average", "base"}) == std::size_t{1};
  x.trailing = from.flag("trailing").value_or(false);
  put(x.breakeven_percent, number_in(from, "breakevenAfter", {0, 100'000}));
  from.finish();
  if (on)
    into = x;
}

void read_time_exit(complaint& out, const value& object, const std::string& path,
                    boxed<time_exit_setting>& into) {
  fields from{out, object, path, {"enabled", "maxHoldMinutes", "minProfit"}};
  const bool on = is_on(from);
  time_exit_setting x;
  const auto minutes = from.whole("maxHoldMinutes", 1, longest_hold_minutes);
  if (!minutes)
    from.fail("maxHoldMinutes", "is needed: how long a deal may last");
  x.max_hold_ms = minutes.value_or(0) * minute;
  x.min_profit = number_in(from, "minProfit", {-100, 100'000});
  from.finish();
  if (on)
    into = x;
}

} // namespace

std::vector<profit_target> read_targets(fields& from, std::string_view name,
                                        std::string_view percent_name) {
  std::vector<profit_target> targets;
  const auto* list = from.array(name);
  if (list == nullptr)
    return targets;
  if (list->size() > most_targets)
    from.fail(name, "at most " + std::to_string(most_targets) + " targets are possible");
  decimal before;
  decimal sold;
  for (std::size_t i = 0; i < list->size() && !from.problems().said(); ++i) {
    fields one{from.problems(),
               (*list)[i],
               from.path_of(std::string{name} + "[" + std::to_string(i) + "]"),
               {"id", "enabled", percent_name, "sellPercent"}};
    one.text("id", 128);
    const bool on = is_on(one);
    profit_target x;
    x.percent = needed_number(one, percent_name, profit());
    x.sell_percent = needed_number(one, "sellPercent", some_percent());
    one.finish();
    if (!on)
      continue;
    if (x.percent <= before)
      one.fail(percent_name,
               "a profit above the one before (" + before.text() + ") is needed");
    before = x.percent;
    sold += x.sell_percent;
    if (sold > 100)
      one.fail("sellPercent", "all targets together sell " + sold.text() +
                                " %; at most 100 is possible");
    targets.push_back(x);
  }
  return targets;
}

boxed<trailing_stop_setting> read_trailing_stop(complaint& out, const value& object,
                                                const std::string& path) {
  fields from{
    out, object, path, {"enabled", "activationProfit", "trailingDistance", "onlyUp"}};
  const bool on = is_on(from);
  trailing_stop_setting x;
  put(x.activation_percent, number_in(from, "activationProfit", {0, 100'000}));
  x.distance_percent = needed_number(from, "trailingDistance", {0, 99, true});
  x.only_up = from.flag("onlyUp").value_or(true);
  from.finish();
  if (!on)
    return {};
  return x;
}

names barrier_names() {
  return {"takeProfit", "stopLoss", "trailingStop", "timeExit"};
}

void read_barriers(fields& from, barrier_setting& into) {
  constexpr std::string_view twice =
    "contradicts phase1Features.profitStrategy; give one of the two";
  auto& out = from.problems();
  if (const auto* x = from.object("takeProfit")) {
    take_profit_setting read;
    read_take_profit(out, *x, from.path_of("takeProfit"), read);
    if (!read.targets.empty() && !into.profit.targets.empty())
      from.fail("takeProfit", std::string{twice});
    if (!read.targets.empty())
      into.profit = std::move(read);
  }
  if (const auto* x = from.object("stopLoss"))
    read_stop_loss(out, *x, from.path_of("stopLoss"), into.stop);
  if (const auto* x = from.object("trailingStop")) {
    const auto read = read_trailing_stop(out, *x, from.path_of("trailingStop"));
    if (read && into.trailing)
      from.fail("trailingStop", std::string{twice});
    if (read)
      into.trailing = read;
  }
  if (const auto* x = from.object("timeExit")) {
    boxed<time_exit_setting> read;
    read_time_exit(out, *x, from.path_of("timeExit"), read);
    if (read && into.time)
      from.fail("timeExit", std::string{twice});
    if (read)
      into.time = read;
  }
}

} // namespace tradeeon::json
