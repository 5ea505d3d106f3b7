// What is wrong with a bot is told at its place, with what would do instead.
#include "http/json/bot_reader.hpp"
#include "tests/unit/json_bot_kit.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

struct bad {
  std::string at; ///< JSON pointer to the field that is set
  ordered content;
  std::string place;
  std::string says;
};

void check_table(const ordered& body, const std::vector<bad>& table) {
  for (const auto& x : table) {
    const auto changed = with(body, x.at, x.content);
    const auto read = changed.contains("bot_type") ? json::parse_bot(changed.dump())
                                                   : json::parse_dca_bot(changed.dump());
    CAPTURE(x.at);
    CAPTURE(x.content.dump());
    REQUIRE_FALSE(read.ok());
    CAPTURE(read.error().text);
    CHECK(read.error().place == x.place);
    CHECK(read.error().text.find(x.says) != std::string::npos);
  }
}

} // namespace

TEST_CASE("bad DCA bots are refused at their place") {
  const std::string features = "/phase1Features/";
  const std::string in_features = "phase1Features.";
  check_table(
    full_dca(),
    {
      {"/surprise", 1, "surprise", "unknown field"},
      {"/dcaRule", 1, "dcaRule", "did you mean dcaRules"},
      {"/dcaRules/percentag", 1, "dcaRules.percentag", "did you mean percentage"},
      {"/name", "Other", "name", "contradicts botName"},
      {"/timeframe", "1h", "timeframe", "contradicts interval"},
      {"/interval", "7m", "timeframe", "contradicts interval"},
      {"/direction", "short", "direction", "only long"},
      {"/pair", "BTC$", "pair", "letters"},
      {"/pair", "ETH/USDT", "pair", "not among selectedPairs"},
      {"/selectedPairs", {"BTC/USDT", "ETH/USDT"}, "botType", "multi"},
      {"/selectedPairs", {"BTC/USDT", "btc-usdt"}, "selectedPairs[1]", "there already"},
      {"/selectedPairs", {"BTC/USDT", "ETH/BTC"}, "selectedPairs[1]", "one currency"},
      {"/selectedPairs", {5}, "selectedPairs[0]", "text"},
      {"/bot_type", "grid", "baseOrderSize", "unknown field"},
      {"/bot_type", "moon", "bot_type", "dca, grid, trend or signal"},
      {"/profitCurrency", "BTC", "profitCurrency", "USDT"},
      {"/baseOrderSize", 0, "baseOrderSize", "above 0"},
      {"/baseOrderSize", nullptr, "baseOrderSize", "is needed"},
      {"/baseOrderSize", "1.0000000000000000001", "baseOrderSize", "above 0"},
      {"/baseOrderSize", "a", "baseOrderSize", "number"},
      {"/baseOrderSize", true, "baseOrderSize", "number"},
      {"/baseOrderSize", 1e13, "baseOrderSize", "number"},
      {"/baseOrderCurrency", "BTC", "baseOrderCurrency", "quote currency; use USDT"},
      {"/startOrderType", "stop", "startOrderType", "market, limit"},
      {"/tradeStartCondition", false, "entryConditions.entryType", "contradicts"},
      {"/tradeStartCondition", 1, "tradeStartCondition", "true or false"},
      {"/tradingMode", "demo", "tradingMode", "test, live"},
      {"/conditionConfig/condition/value", 31, "conditionConfig",
       "contradicts entryConditions"},
      {"/conditionConfig/condition/operator", "??", "conditionConfig.condition.operator",
       ""},
      {"/conditionConfig/mode", "hard", "conditionConfig.mode", "simple, playbook"},
      {"/entryConditions/logicGate", "XOR", "entryConditions.logicGate", "AND, OR"},
      {"/entryConditions/conditions/0/indicator", "RSII",
       "entryConditions.conditions[0].indicator", ""},
      {"/entryConditions/expression", "RSI(14) <", "entryConditions.expression",
       "column"},
      {"/entryConditions/expression", "RSI(14) < 5", "entryConditions.expression",
       "contradicts conditions"},
      {"/dcaRules/ruleType", "up", "dcaRules.ruleType", "down_from_last_entry"},
      {"/dcaRules/ruleType", "custom", "dcaRules.customCondition", "is needed"},
      {"/dcaRules/ruleType", "loss_by_percent", "dcaRules.lossPercent", "above 0"},
      {"/dcaRules/percentage", 100, "dcaRules.percentage", "up to 99"},
      {"/dcaRules/customCondition", "nonsense", "dcaRules.customCondition", "column"},
      {"/dcaRules/maxDcaPerPosition", -1, "dcaRules.maxDcaPerPosition", "whole"},
      {"/dcaRules/maxDcaPerPosition", 1.5, "dcaRules.maxDcaPerPosition", "whole"},
      {"/dcaRules/dcaCooldownUnit", "hours", "dcaRules.dcaCooldownUnit", "minutes, bars"},
      {"/dcaAmount/amountType", "all", "dcaAmount.amountType", "fixed, percentage"},
      {"/dcaAmount/amountType", "percentage", "dcaAmount.percentage", "above 0"},
      {"/dcaAmount/multiplier", 0, "dcaAmount.multiplier", "above 0"},
      {"/dcaConfig/levels/1/priceDropPercent", 5, "dcaConfig.levels[1].priceDropPercent",
       "below the one before"},
      {"/dcaConfig/levels/0/priceDropPercent", 100,
       "dcaConfig.levels[0].priceDropPercent", "up to 99"},
      {"/dcaConfig/levels/0/orderAmount", 0, "dcaConfig.levels[0].orderAmount", ""},
      {"/safetyOrders",
       {{"count", 3}, {"size", 1}, {"deviation", 1}},
       "dcaConfig",
       "contradicts safetyOrders"},
      {"/takeProfit", {{"percent", 1}}, "takeProfit", "contradicts"},
      {"/trailingStop", {{"trailingDistance", 1}}, "trailingStop", "contradicts"},
      {"/timeExit", {{"maxHoldMinutes", 1}}, "timeExit", "contradicts"},
      {"/restart", false, "restart", "contradicts"},
      {"/reinvestPercent", 10, "reinvestPercent", "contradicts"},
      {features + "sky", {}, in_features + "sky", "unknown field"},
      {features + "marketRegime/regimeTimeframe", "1y",
       in_features + "marketRegime.regimeTimeframe", "unknown timeframe"},
      {features + "marketRegime/pauseConditions",
       {{"belowMovingAverage", false}},
       in_features + "marketRegime.pauseConditions.belowMovingAverage",
       "rsiThreshold"},
      {features + "marketRegime/pauseConditions/rsiThreshold", 101,
       in_features + "marketRegime.pauseConditions.rsiThreshold", "0 to 100"},
      {features + "marketRegime/pauseConditions", nullptr,
       in_features + "marketRegime.pauseConditions", "is needed"},
      {features + "marketRegime/resumeConditions/consolidationPeriods", 0,
       in_features + "marketRegime.resumeConditions.consolidationPeriods", "whole"},
      {features + "dynamicScaling/volatilityMultiplier/lowVolatility", -1,
       in_features + "dynamicScaling.volatilityMultiplier.lowVolatility", "0 to 100"},
      {features + "dynamicScaling/fearGreedIndex/panic", 1,
       in_features + "dynamicScaling.fearGreedIndex.panic", "unknown field"},
      {features + "profitStrategy/partialTargets/1/sellPercent", 80,
       in_features + "profitStrategy.partialTargets[1].sellPercent", "at most 100"},
      {features + "profitStrategy/partialTargets/1/sellPercent", 75,
       in_features + "profitStrategy.takeProfitAndRestart.profitTarget",
       "sell everything"},
      {features + "profitStrategy/partialTargets/1/profitPercent", 3,
       in_features + "profitStrategy.partialTargets[1].profitPercent", "above the one"},
      {features + "profitStrategy/takeProfitAndRestart/profitTarget", 6,
       in_features + "profitStrategy.takeProfitAndRestart.profitTarget",
       "above the last"},
      {features + "profitStrategy/trailingStop/trailingDistance", 0,
       in_features + "profitStrategy.trailingStop.trailingDistance", "above 0"},
      {features + "profitStrategy/timeBasedExit/maxHoldDays", 0,
       in_features + "profitStrategy.timeBasedExit.maxHoldDays", "above 0"},
      {features + "emergencyBrake/circuitBreaker/timeWindowMinutes", 0,
       in_features + "emergencyBrake.circuitBreaker.timeWindowMinutes", "whole"},
      {features + "emergencyBrake/marketWideCrashDetection/correlationThreshold", 2,
       in_features + "emergencyBrake.marketWideCrashDetection.correlationThreshold",
       "0 to 1"},
      {features + "emergencyBrake/marketWideCrashDetection/referenceSymbol", "%",
       in_features + "emergencyBrake.marketWideCrashDetection.referenceSymbol",
       "letters"},
      {features + "emergencyBrake/recoveryMode/stabilizationBars", 0,
       in_features + "emergencyBrake.recoveryMode.stabilizationBars", "whole"},
    });
}

TEST_CASE("bad ladders, barriers and guards are refused at their place") {
  check_table(
    small_dca(),
    {
      {"/tradeStartCondition", true, "conditionConfig", "at least one condition"},
      {"/entryConditions",
       {{"entryType", "conditional"}},
       "entryConditions",
       "at least one condition"},
      {"/entryConditions",
       {{"entryType", "conditional"}, {"conditions", ordered::array()}},
       "entryConditions",
       "at least one condition"},
      {"/safetyOrders", {{"size", 1}}, "safetyOrders.count", "is needed"},
      {"/safetyOrders",
       {{"count", 201}, {"size", 1}, {"deviation", 0.1}},
       "safetyOrders.count",
       "to 200"},
      {"/safetyOrders",
       {{"count", 10}, {"size", 1}, {"deviation", 10}},
       "safetyOrders.deviation",
       "100 %"},
      {"/safetyOrders",
       {{"count", 200}, {"size", 1}, {"deviation", 1}, {"stepScale", 10}},
       "safetyOrders.deviation",
       "100 %"},
      {"/safetyOrders",
       {{"count", 2}, {"size", 1}, {"deviation", 1}, {"stepScale", 11}},
       "safetyOrders.stepScale",
       "0.1 to 10"},
      {"/safetyOrders",
       {{"count", 90}, {"size", 1}, {"deviation", 1}, {"volumeScale", 10}},
       "safetyOrders.volumeScale",
       "worth more"},
      {"/takeProfit", ordered::object(), "takeProfit.percent", "is needed"},
      {"/takeProfit",
       {{"percent", 1}, {"from", "top"}},
       "takeProfit.from",
       "average, base"},
      {"/takeProfit",
       ordered::parse(R"({"percent":1,"targets":[{"percent":2,"sellPercent":100}]})"),
       "takeProfit.percent", "contradicts targets"},
      {"/takeProfit", ordered::parse(R"({"targets":[{"percent":2}]})"),
       "takeProfit.targets[0].sellPercent", "is needed"},
      {"/stopLoss", {{"percent", 100}}, "stopLoss.percent", "up to 99"},
      {"/timeExit", {{"minProfit", 1}}, "timeExit.maxHoldMinutes", "is needed"},
      {"/cooldownMinutes", -1, "cooldownMinutes", "whole"},
      {"/maxActiveDeals", 0, "maxActiveDeals", "whole"},
      {"/reinvestPercent", 101, "reinvestPercent", "0 to 100"},
      {"/costBasis", "lifo", "costBasis", "average, fifo"},
      {"/paper", {{"takerFee", 51}}, "paper.takerFee", "0 to 50"},
      {"/paper", {{"feeSource", "other"}}, "paper.feeAsset", "is needed"},
      {"/paper",
       {{"feeSource", "other"}, {"feeAsset", "BNB"}},
       "paper.feeAssetPrice",
       "is needed"},
      {"/paper", {{"latencyMs", 86'400'001}}, "paper.latencyMs", "whole"},
      {"/limits", {{"maxOpenOrders", "x"}}, "limits.maxOpenOrders", "number"},
      {"/protections",
       {{"maxDrawdown", {{"percent", 0}}}},
       "protections.maxDrawdown.percent",
       "above 0"},
      {"/protections",
       {{"stopLossGuard", {{"windowMinutes", 5}}}},
       "protections.stopLossGuard.losses",
       "is needed"},
      {"/protections",
       {{"lowProfit", {{"percent", 1}}}},
       "protections.lowProfit.deals",
       "is needed"},
      {"/amount", {{"type", "fixed"}, {"value", 1}}, "amount", "unknown field"},
    });
}

TEST_CASE("bad grids, trend and signal bots are refused at their place") {
  check_table(small_grid(),
              {
                {"/levels", 1, "levels", "2 to 500"},
                {"/levels", nullptr, "levels", "is needed"},
                {"/upperPrice", 90, "upperPrice", "above lowerPrice (90)"},
                {"/stopLossPrice", 90, "stopLossPrice", "below lowerPrice"},
                {"/takeProfitPrice", 110, "takeProfitPrice", "above upperPrice"},
                {"/spacing", "log", "spacing", "arithmetic, geometric"},
                {"/investment", 0, "investment", "above 0"},
                {"/selectedPairs", {"BTC/USDT", "ETH/USDT"}, "selectedPairs", "one pair"},
                {"/baseOrderSize", 1, "baseOrderSize", "unknown field"},
              });
  check_table(small_trend(),
              {
                {"/entry", nullptr, "entry", "is needed"},
                {"/entry", "close >", "entry", "column"},
                {"/entry", {{"type", "magic"}}, "entry.type", "ma_cross"},
                {"/entry", ordered::object(), "entry.type", "is needed"},
                {"/entry/slow", 9, "entry.slow", "above fast"},
                {"/entry/length", 9, "entry.length", "plays no part"},
                {"/entry/maType", "KDJ", "entry.maType", "EMA, SMA"},
                {"/exit", "RSI <", "exit", "column"},
                {"/amount", nullptr, "amount", "is needed"},
                {"/amount/type", "risk", "amount.type", "stopLoss"},
                {"/amount/value", -1, "amount.value", "above 0"},
                {"/maxEntries", 0, "maxEntries", "whole"},
                {"/atrStop", {{"length", 5}}, "atrStop.multiple", "is needed"},
                {"/fire", "often", "fire", "edge, level"},
              });
  check_table(small_signal(), {
                                {"/maxLagSeconds", 0, "maxLagSeconds", "whole"},
                                {"/amount/value", 101, "amount.value", "up to 100"},
                                {"/atrStop", {{"multiple", 1}}, "atrStop", "unknown"},
                              });
}

TEST_CASE("bodies that are no bots are refused") {
  for (const auto* body : {"", "[]", "5", "null", "{", R"({"a":1,"a":2})"}) {
    CHECK_FALSE(json::parse_dca_bot(body).ok());
    CHECK_FALSE(json::parse_bot(body).ok());
    CHECK(json::parse_bot_file(body).ok() == (std::string{body} == "[]"));
    CHECK_FALSE(json::parse_bot_preview(body).ok());
    CHECK_FALSE(json::parse_bot_edit({}, body).ok());
  }
  const auto untold = json::parse_bot(small_dca().dump());
  REQUIRE_FALSE(untold.ok());
  CHECK(untold.error().place == "bot_type");
  const auto other = json::parse_dca_bot(small_grid().dump());
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().place == "bot_type");
}
