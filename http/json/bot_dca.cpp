// DCA bots: first order, ladder, rules for further buys.
#include "domain/market/symbol.hpp"
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

#include <algorithm>

namespace tradeeon::json {

namespace {

constexpr std::uint32_t many = 1'000'000;

void read_base(fields& from, const bot_frame& bot, dca_settings& into) {
  const auto currency = from.text("baseOrderCurrency", 20);
  const bool percent = currency && (*currency == "%" || *currency == "percent");
  into.base.value =
    needed_number(from, "baseOrderSize", percent ? some_percent() : positive());
  if (percent)
    into.base.what = amount_setting::kind::percent_of_funds;
  else if (currency && *currency != "quote") {
    const auto asset = normalise_symbol(*currency);
    if (!asset || *asset != bot.quote)
      from.fail("baseOrderCurrency",
                "amounts are in the quote currency; use " + bot.quote + ", or %");
  }
  into.limit_entry = word(from, "startOrderType", {"market", "limit"}) == std::size_t{1};
}

/// The custom condition as text: of an object, or what was given as text.
std::string custom_text(fields& from, const bot_frame& bot) {
  const auto* x = from.find("customCondition");
  const bool blank =
    x != nullptr && x->is_string() && x->get_ref<const std::string&>().empty();
  if (x == nullptr || x->empty() || blank)
    return {};
  if (x->is_object())
    return condition_text(from.problems(), bot, *x, from.path_of("customCondition"));
  const auto text = from.text("customCondition", max_expression_length);
  return text ? question_text(from.problems(), bot, from.path_of("customCondition"),
                              *text, bot.into.interval)
              : std::string{};
}

decimal threshold_of(fields& from, dca_rule what) {
  const bounds drop{0, 99, true};
  const auto name = what == dca_rule::loss_by_percent  ? "lossPercent"
                    : what == dca_rule::loss_by_amount ? "lossAmount"
                                                       : "percentage";
  return needed_number(from, name, what == dca_rule::loss_by_amount ? positive() : drop);
}

void read_rule(complaint& out, const value& object, const std::string& path,
               bot_frame& bot, dca_rule_setting& into) {
  fields from{out,
              object,
              path,
              {"enabled", "ruleType", "percentage", "lossPercent", "lossAmount",
               "customCondition", "maxDcaPerPosition", "maxDcaAcrossAllPositions",
               "dcaCooldownValue", "dcaCooldownUnit", "waitForPreviousDca"}};
  const bool on = is_on(from);
  dca_rule_setting x;
  const auto type = word(from, "ruleType",
                         {"none", "down_from_last_entry", "down_from_average",
                          "loss_by_percent", "loss_by_amount", "custom"});
  if (!type && !object.empty() && on)
    from.fail("ruleType", "is needed: down_from_last_entry, down_from_average, "
                          "loss_by_percent, loss_by_amount or custom");
  x.what = static_cast<dca_rule>(type.value_or(0));
  const auto custom = custom_text(from, bot);
  if (x.what == dca_rule::custom && custom.empty())
    from.fail("customCondition", "is needed: a condition, or an expression as text");
  if (x.what != dca_rule::none && x.what != dca_rule::custom)
    x.threshold = threshold_of(from, x.what);
  // A form sends the fields of the other rules along.
  number_in(from, "percentage", percentage());
  number_in(from, "lossPercent", percentage());
  number_in(from, "lossAmount", not_negative());
  put(x.max_per_deal, count(from, "maxDcaPerPosition", 0, many));
  put(x.max_in_all, count(from, "maxDcaAcrossAllPositions", 0, many));
  put(x.cooldown, count(from, "dcaCooldownValue", 0, many));
  x.cooldown_in_bars =
    word(from, "dcaCooldownUnit", {"minutes", "bars"}) == std::size_t{1};
  put(x.wait_for_previous, from.flag("waitForPreviousDca"));
  from.finish();
  if (!on)
    return;
  if (x.what == dca_rule::custom)
    ask(out, bot, from.path_of("customCondition"), "add", custom, bot.into.interval,
        false);
  into = x;
}

void read_add(complaint& out, const value& object, const std::string& path,
              amount_setting& into) {
  fields from{
    out, object, path, {"amountType", "fixedAmount", "percentage", "multiplier"}};
  const auto type = word(from, "amountType", {"fixed", "percentage"});
  if (!type)
    from.fail("amountType", "is needed: fixed or percentage");
  const bool percent = type == std::size_t{1};
  into.what =
    percent ? amount_setting::kind::percent_of_base : amount_setting::kind::fixed;
  into.value = needed_number(from, percent ? "percentage" : "fixedAmount",
                             percent ? bounds{0, 100'000, true} : positive());
  number_in(from, "fixedAmount", not_negative());
  number_in(from, "percentage", {0, 100'000});
  put(into.multiplier, number_in(from, "multiplier", {0, 100, true}));
  from.finish();
}

void read_deals(fields& from, const bot_frame& bot, bool restarts, dca_settings& into) {
  constexpr std::int64_t minute = 60'000;
  into.max_active = static_cast<std::uint32_t>(bot.row.symbols.size());
  put(into.max_active, count(from, "maxActiveDeals", 1, 1'000));
  put(into.max_deals, count(from, "maxDeals", 0, many));
  if (const auto x = count(from, "cooldownMinutes", 0, 525'600))
    into.cooldown_ms = *x * minute;
  const auto restart = from.flag("restart");
  constexpr std::string_view twice =
    "contradicts phase1Features.profitStrategy.takeProfitAndRestart; give one of the two";
  if (restart == false && restarts)
    from.fail("restart", std::string{twice});
  put(into.restart, restart);
  const auto reinvest = number_in(from, "reinvestPercent", percentage());
  if (reinvest && restarts && *reinvest != into.reinvest_percent)
    from.fail("reinvestPercent", std::string{twice});
  put(into.reinvest_percent, reinvest);
}

} // namespace

names dca_names() {
  names all{
    "baseOrderSize",   "baseOrderCurrency", "startOrderType",  "tradeStartCondition",
    "conditionConfig", "entryConditions",   "dcaRules",        "dcaAmount",
    "dcaConfig",       "phase1Features",    "safetyOrders",    "cooldownMinutes",
    "maxDeals",        "maxActiveDeals",    "reinvestPercent", "restart"};
  const auto more = barrier_names();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void read_dca(fields& from, bot_frame& bot) {
  auto& out = from.problems();
  dca_settings x;
  read_base(from, bot, x);
  x.conditional = read_entry(from, bot);
  read_ladder(from, x);
  if (const auto* rules = from.object("dcaRules"))
    read_rule(out, *rules, from.path_of("dcaRules"), bot, x.rule);
  x.add.what = amount_setting::kind::percent_of_base;
  x.add.value = 100;
  if (const auto* amount = from.object("dcaAmount"))
    read_add(out, *amount, from.path_of("dcaAmount"), x.add);
  const bool restarts = read_features(from, bot, x);
  read_barriers(from, x.barrier);
  read_deals(from, bot, restarts, x);
  bot.into.plan = std::move(x);
}

} // namespace tradeeon::json
