// Bodies of bots for the tests of their codecs.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace tradeeon::test {

using ordered = nlohmann::ordered_json;

/// The contract's example with every field of it.
inline ordered full_dca() {
  return ordered::parse(R"({
"botName":"Full","direction":"long","pair":"BTC/USDT","selectedPairs":["BTC/USDT"],
"exchange":"My Binance | Binance Spot","botType":"single","profitCurrency":"quote",
"baseOrderSize":100,"baseOrderCurrency":"USDT","startOrderType":"market",
"tradeStartCondition":true,"tradingMode":"test","useLiveData":true,"interval":"5m",
"timeframe":"5m",
"conditionConfig":{"mode":"simple","conditionType":"RSI Conditions","condition":{
  "type":"indicator","indicator":"RSI","component":"RSI","operator":"crosses_above",
  "value":30,"period":14}},
"entryConditions":{"entryType":"conditional","enabled":true,"logicGate":"AND",
  "conditions":[{"id":"c1","type":"indicator","indicator":"RSI","component":"rsi_line",
    "operator":"crosses_above","compareWith":"value","compareValue":30,
    "settings":{"length":14},"timeframe":"same"}]},
"dcaRules":{"ruleType":"down_from_last_entry","percentage":5,"lossPercent":0,
  "lossAmount":"0","customCondition":"","maxDcaPerPosition":3,
  "maxDcaAcrossAllPositions":10,"dcaCooldownValue":60,"dcaCooldownUnit":"minutes",
  "waitForPreviousDca":true},
"dcaAmount":{"amountType":"fixed","fixedAmount":"100.5","percentage":0,"multiplier":1.5},
"dcaConfig":{"levels":[{"priceDropPercent":5,"orderAmount":100},
  {"priceDropPercent":10,"orderAmount":150}]},
"phase1Features":{
  "marketRegime":{"enabled":true,"allowEntryOverride":true,"regimeTimeframe":"1d",
    "pauseConditions":{"belowMovingAverage":true,"maPeriod":200,"rsiThreshold":30,
      "consecutivePeriods":7},
    "resumeConditions":{"volumeDecreaseThreshold":20,"consolidationPeriods":5,
      "priceRangePercent":5}},
  "dynamicScaling":{
    "volatilityMultiplier":{"lowVolatility":1.2,"normalVolatility":1,"highVolatility":0.7},
    "supportResistanceMultiplier":{"nearStrongSupport":1.5,"neutralZone":1,
      "nearResistance":0.5},
    "fearGreedIndex":{"extremeFear":1.8,"fear":1.4,"neutral":1,"greed":0.8,
      "extremeGreed":0}},
  "profitStrategy":{"enabled":true,
    "partialTargets":[{"profitPercent":3,"sellPercent":25},
      {"profitPercent":6,"sellPercent":25}],
    "trailingStop":{"enabled":true,"activationProfit":5,"trailingDistance":2,
      "onlyUp":true},
    "takeProfitAndRestart":{"enabled":true,"profitTarget":10,"useOriginalCapital":false},
    "timeBasedExit":{"enabled":true,"maxHoldDays":30,"minProfit":-5}},
  "emergencyBrake":{"enabled":true,
    "circuitBreaker":{"enabled":true,"flashCrashPercent":10,"timeWindowMinutes":4},
    "marketWideCrashDetection":{"enabled":true,"correlationThreshold":0.7,
      "marketDropPercent":15},
    "recoveryMode":{"enabled":true,"stabilizationBars":12,
      "resumeAfterStabilized":true}}}})");
}

/// The least that a DCA bot needs.
inline ordered small_dca() {
  return ordered::parse(R"({"pair":"ETH/USDT","baseOrderSize":50})");
}

inline ordered small_grid() {
  return ordered::parse(
    R"({"bot_type":"grid","pair":"BTC/USDT","lowerPrice":"90","upperPrice":110,)"
    R"("levels":5,"investment":1000})");
}

inline ordered small_trend() {
  return ordered::parse(R"({"bot_type":"trend","pair":"BTC/USDT","interval":"1h",)"
                        R"("entry":{"type":"ma_cross","fast":9,"slow":21},)"
                        R"("amount":{"type":"fixed","value":100}})");
}

inline ordered small_signal() {
  return ordered::parse(
    R"({"bot_type":"signal","pair":"BTC/USDT","amount":{"type":"percent","value":10}})");
}

/// `x` with the field at a pointer ("/dcaRules/percentage") set.
inline ordered with(ordered x, const std::string& at, const ordered& content) {
  x[ordered::json_pointer{at}] = content;
  return x;
}

/// `x` without the field.
inline ordered without(ordered x, const std::string& at) {
  const ordered::json_pointer place{at};
  x[place.parent_pointer()].erase(place.back());
  return x;
}

} // namespace tradeeon::test
