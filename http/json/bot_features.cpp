// The contract's phase1Features: scaling and profit strategy.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

namespace tradeeon::json {

namespace {

/// What an amount may be multiplied by; 0 leaves the buy out.
bounds factor() {
  return {0, 100};
}

bool read_volatility(complaint& out, const value& object, const std::string& path,
                     scaling_setting& into) {
  fields from{out,
              object,
              path,
              {"enabled", "lowVolatility", "normalVolatility", "highVolatility"}};
  const bool on = is_on(from);
  put(into.low_volatility, number_in(from, "lowVolatility", factor()));
  put(into.normal_volatility, number_in(from, "normalVolatility", factor()));
  put(into.high_volatility, number_in(from, "highVolatility", factor()));
  from.finish();
  return on;
}

bool read_zones(complaint& out, const value& object, const std::string& path,
                scaling_setting& into) {
  fields from{
    out, object, path, {"enabled", "nearStrongSupport", "neutralZone", "nearResistance"}};
  const bool on = is_on(from);
  put(into.near_support, number_in(from, "nearStrongSupport", factor()));
  put(into.neutral_zone, number_in(from, "neutralZone", factor()));
  put(into.near_resistance, number_in(from, "nearResistance", factor()));
  from.finish();
  return on;
}

bool read_mood(complaint& out, const value& object, const std::string& path,
               scaling_setting& into) {
  fields from{out,
              object,
              path,
              {"enabled", "extremeFear", "fear", "neutral", "greed", "extremeGreed"}};
  const bool on = is_on(from);
  std::size_t i = 0;
  for (const auto name : {"extremeFear", "fear", "neutral", "greed", "extremeGreed"})
    put(into.by_mood[i++], number_in(from, name, factor()));
  from.finish();
  return on;
}

void read_scaling(complaint& out, const value& object, const std::string& path,
                  dca_settings& into) {
  fields from{
    out,
    object,
    path,
    {"enabled", "volatilityMultiplier", "supportResistanceMultiplier", "fearGreedIndex"}};
  const bool on = is_on(from);
  scaling_setting x;
  if (const auto* part = from.object("volatilityMultiplier"))
    x.volatility = read_volatility(out, *part, from.path_of("volatilityMultiplier"), x);
  if (const auto* part = from.object("supportResistanceMultiplier"))
    x.zones = read_zones(out, *part, from.path_of("supportResistanceMultiplier"), x);
  if (const auto* part = from.object("fearGreedIndex"))
    x.mood = read_mood(out, *part, from.path_of("fearGreedIndex"), x);
  from.finish();
  if (on && (x.volatility || x.zones || x.mood))
    into.scaling = x;
}

/// One more target: the rest of the deal, and then the next deal.
bool read_restart(complaint& out, const value& object, const std::string& path,
                  take_profit_setting& profit, dca_settings& into) {
  fields from{out, object, path, {"enabled", "profitTarget", "useOriginalCapital"}};
  const bool on = is_on(from);
  profit_target x;
  x.percent = needed_number(from, "profitTarget", {0, 100'000, true});
  const bool original = from.flag("useOriginalCapital").value_or(true);
  from.finish();
  if (!on || out.said())
    return false;
  for (const auto& before : profit.targets)
    x.sell_percent -= before.sell_percent;
  if (!x.sell_percent.positive())
    from.fail("profitTarget", "partialTargets sell everything already");
  if (!profit.targets.empty() && x.percent <= profit.targets.back().percent)
    from.fail("profitTarget", "a profit above the last of partialTargets is needed");
  profit.targets.push_back(x);
  into.restart = true;
  into.reinvest_percent = original ? 0 : 100;
  return true;
}

boxed<time_exit_setting> read_time(complaint& out, const value& object,
                                   const std::string& path) {
  fields from{out, object, path, {"enabled", "maxHoldDays", "minProfit"}};
  const bool on = is_on(from);
  const auto days = needed_number(from, "maxHoldDays", {0, 3'650, true});
  time_exit_setting x;
  x.min_profit = number_in(from, "minProfit", {-100, 100'000});
  from.finish();
  // At least a millisecond; a day's fraction is cut there.
  const auto ms = (days * decimal{86'400'000}).floor_to(1).to_double();
  x.max_hold_ms = std::max<std::int64_t>(1, static_cast<std::int64_t>(ms));
  if (!on)
    return {};
  return x;
}

} // namespace

bool read_profit_strategy(complaint& out, const value& object, const std::string& path,
                          dca_settings& into) {
  fields from{out,
              object,
              path,
              {"enabled", "partialTargets", "trailingStop", "takeProfitAndRestart",
               "timeBasedExit"}};
  const bool on = is_on(from);
  barrier_setting barrier;
  dca_settings changed = into;
  bool restarts = false;
  barrier.profit.targets = read_targets(from, "partialTargets", "profitPercent");
  if (const auto* x = from.object("trailingStop"))
    barrier.trailing = read_trailing_stop(out, *x, from.path_of("trailingStop"));
  if (const auto* x = from.object("takeProfitAndRestart"))
    restarts = read_restart(out, *x, from.path_of("takeProfitAndRestart"), barrier.profit,
                            changed);
  if (const auto* x = from.object("timeBasedExit"))
    barrier.time = read_time(out, *x, from.path_of("timeBasedExit"));
  from.finish();
  if (!on)
    return false;
  into = std::move(changed);
  into.barrier = std::move(barrier);
  return restarts;
}

bool read_features(fields& from, bot_frame& bot, dca_settings& into) {
  const auto* object = from.object("phase1Features");
  if (object == nullptr)
    return false;
  auto& out = from.problems();
  fields parts{out,
               *object,
               from.path_of("phase1Features"),
               {"marketRegime", "dynamicScaling", "profitStrategy", "emergencyBrake"}};
  bool restarts = false;
  if (const auto* x = parts.object("marketRegime"))
    read_regime(out, *x, parts.path_of("marketRegime"), bot, into);
  if (const auto* x = parts.object("dynamicScaling"))
    read_scaling(out, *x, parts.path_of("dynamicScaling"), into);
  if (const auto* x = parts.object("profitStrategy"))
    restarts = read_profit_strategy(out, *x, parts.path_of("profitStrategy"), into);
  if (const auto* x = parts.object("emergencyBrake"))
    read_brake(out, *x, parts.path_of("emergencyBrake"), bot, into);
  parts.finish();
  return restarts;
}

} // namespace tradeeon::json
