#include "http/json/bot_reader.hpp"
#include "tests/unit/json_bot_kit.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace tradeeon;
using namespace tradeeon::test;
using json::bot_input;
using json::parse_bot;
using json::parse_dca_bot;

namespace {

decimal d(const char* text) {
  return *decimal::parse(text);
}

bot_input read(const ordered& body) {
  auto x =
    body.contains("bot_type") ? parse_bot(body.dump()) : parse_dca_bot(body.dump());
  CAPTURE(body.dump());
  if (!x)
    FAIL(x.error().place << ": " << x.error().text);
  return *std::move(x);
}

dca_settings dca(const ordered& body) {
  return std::get<dca_settings>(read(body).settings.plan);
}

/// Name → text of the bot's questions.
std::map<std::string, std::string> questions(const bot_input& x) {
  std::map<std::string, std::string> out;
  for (const auto& q : x.settings.questions)
    out[q.name] = std::string{to_string(q.frame)} + (q.edge ? " edge " : " level ") +
                  print(q.asks, q.frame);
  return out;
}

} // namespace

TEST_CASE("the contract's whole DCA config is read, each field into its setting") {
  const auto x = read(full_dca());
  CHECK(x.row.name == "Full");
  CHECK(x.row.type == bot_type::dca);
  CHECK(x.row.symbols == std::vector<std::string>{"BTCUSDT"});
  CHECK(x.row.pair == "BTC/USDT");
  CHECK(x.row.exchange == "My Binance | Binance Spot");
  CHECK(x.row.interval == timeframe::m5);
  CHECK(x.settings.interval == timeframe::m5);
  CHECK(ordered::parse(x.row.document) == full_dca());
  const auto& plan = std::get<dca_settings>(x.settings.plan);
  CHECK(plan.conditional);
  CHECK_FALSE(plan.limit_entry);
  CHECK(plan.base.what == amount_setting::kind::fixed);
  CHECK(plan.base.value == 100);
  REQUIRE(plan.ladder.levels.size() == 2);
  CHECK(plan.ladder.levels[1].drop_percent == 10);
  CHECK(plan.ladder.levels[1].amount == 150);
  CHECK(plan.rule.what == dca_rule::down_from_last_entry);
  CHECK(plan.rule.threshold == 5);
  CHECK(plan.rule.max_per_deal == 3);
  CHECK(plan.rule.max_in_all == 10);
  CHECK(plan.rule.cooldown == 60);
  CHECK_FALSE(plan.rule.cooldown_in_bars);
  CHECK(plan.rule.wait_for_previous);
  CHECK(plan.add.what == amount_setting::kind::fixed);
  CHECK(plan.add.value == d("100.5"));
  CHECK(plan.add.multiplier == d("1.5"));
  CHECK(plan.max_active == 1);
}

TEST_CASE("phase1Features are read") {
  const auto plan = dca(full_dca());
  REQUIRE(plan.regime);
  CHECK(plan.regime->allow_override);
  CHECK(plan.regime->frame == timeframe::d1);
  CHECK(plan.regime->consecutive == 7);
  REQUIRE(plan.scaling);
  CHECK(plan.scaling->volatility);
  CHECK(plan.scaling->low_volatility == d("1.2"));
  CHECK(plan.scaling->high_volatility == d("0.7"));
  CHECK(plan.scaling->zones);
  CHECK(plan.scaling->near_support == d("1.5"));
  CHECK(plan.scaling->near_resistance == d("0.5"));
  CHECK(plan.scaling->mood);
  CHECK(plan.scaling->by_mood[0] == d("1.8"));
  CHECK(plan.scaling->by_mood[4] == 0); // 0 is a value
  REQUIRE(plan.brake);
  CHECK(plan.brake->crash_percent == 10);
  CHECK(plan.brake->window_minutes == 4);
  CHECK(plan.brake->market_wide);
  CHECK(plan.brake->recovers);
  CHECK(plan.brake->stable_bars == 12);
  const auto& ends = plan.barrier;
  REQUIRE(ends.profit.targets.size() == 3);
  CHECK(ends.profit.targets[0].percent == 3);
  CHECK(ends.profit.targets[0].sell_percent == 25);
  CHECK(ends.profit.targets[2].percent == 10); // and restart: the rest
  CHECK(ends.profit.targets[2].sell_percent == 50);
  CHECK(plan.restart);
  CHECK(plan.reinvest_percent == 100);
  REQUIRE(ends.trailing);
  CHECK(ends.trailing->activation_percent == 5);
  CHECK(ends.trailing->distance_percent == 2);
  CHECK(ends.trailing->only_up);
  REQUIRE(ends.time);
  CHECK(ends.time->max_hold_ms == 30LL * 86'400'000);
  CHECK(ends.time->min_profit == d("-5"));
}

TEST_CASE("what a bot asks becomes questions") {
  CHECK(questions(read(full_dca())) ==
        std::map<std::string, std::string>{
          {"entry", "5m edge RSI(14, close) crosses_above 30"},
          {"regime_pause", "1d level close < SMA(200, close) and RSI(14, close) < 30"},
          {"regime_resume", "1d level volume < SMA(5, volume) * 0.8 and ((HIGHEST(5, "
                            "high) - LOWEST(5, low)) / close) * 100 <= 5"},
          {"market_crash", "5m level close moves_down 15% in 12"}});
  auto other = with(full_dca(), "/pair", "ETH/USDT");
  other = with(other, "/selectedPairs", {"ETH/USDT"});
  CHECK(questions(read(other))["market_crash"] ==
        "5m level close(BTCUSDT) moves_down 15% in 12 and CORREL(50, close, "
        "close(BTCUSDT)) >= 0.7");
  // Of several symbols each is asked the same, its own name included.
  auto several = with(full_dca(), "/selectedPairs", {"BTC/USDT", "ETH/USDT"});
  several["botType"] = "multi";
  CHECK(questions(read(several))["market_crash"] ==
        "5m level close(BTCUSDT) moves_down 15% in 12 and CORREL(50, close, "
        "close(BTCUSDT)) >= 0.7");
  const auto silent =
    without(full_dca(), "/phase1Features/marketRegime/resumeConditions");
  CHECK(questions(read(silent))["regime_resume"] ==
        "1d level not (close < SMA(200, close) and RSI(14, close) < 30)");
  const auto custom = with(with(full_dca(), "/dcaRules/ruleType", "custom"),
                           "/dcaRules/customCondition", "RSI(7) < 20");
  CHECK(questions(read(custom))["add"] == "5m level RSI(7, close) < 20");
}

TEST_CASE("entries may be lists, playbooks, texts, and on each bar") {
  auto x =
    with(small_dca(), "/entryConditions",
         ordered::parse(R"({"entryType":"conditional","logicGate":"OR","fire":"level",
    "conditions":[{"type":"price","operator":">","compareWith":"value","value":0,
      "name":"up","enabled":true},
      {"id":"w","enabled":false,"condition":{"type":"price","operator":">","value":7,
      "compareWith":"value"}},
      {"id":"v","condition":{"type":"volume","operator":">","value":5,
      "compareWith":"value"}}]})"));
  CHECK(questions(read(x))["entry"] == "1m level close > 0 or volume > 5");
  CHECK(dca(x).conditional);
  x = with(small_dca(), "/entryConditions",
           {{"entryType", "conditional"}, {"expression", "RSI(14) < 30"}});
  CHECK(questions(read(x))["entry"] == "1m edge RSI(14, close) < 30");
  x = with(small_dca(), "/conditionConfig",
           ordered::parse(R"({"mode":"playbook","gateLogic":"ANY","conditions":[
    {"priority":2,"condition":{"type":"price","operator":">","compareWith":"value","value":1}},
    {"priority":1,"condition":{"type":"price","operator":"<","compareWith":"value","value":9},
     "validityDuration":3,"validityDurationUnit":"bars"}]})"));
  CHECK(questions(read(x))["entry"] ==
        "1m edge playbook any: (close < 9) valid 3 bars and (close > 1)");
  // A form that opens at once sends its conditions along.
  x["tradeStartCondition"] = false;
  CHECK_FALSE(dca(x).conditional);
  CHECK(questions(read(x)).empty());
  x = with(full_dca(), "/tradeStartCondition", false);
  x = with(x, "/entryConditions/entryType", "immediate");
  CHECK_FALSE(dca(x).conditional);
}

TEST_CASE("rules take their own threshold") {
  const auto rule = [](const char* name) {
    auto x = with(small_dca(), "/dcaRules/ruleType", name);
    x["dcaRules"].update({{"percentage", 3},
                          {"lossPercent", 4},
                          {"lossAmount", "12.5"},
                          {"customCondition", ""},
                          {"dcaCooldownUnit", "bars"},
                          {"dcaCooldownValue", 2}});
    return dca(x).rule;
  };
  CHECK(rule("down_from_average").threshold == 3);
  CHECK(rule("loss_by_percent").threshold == 4);
  CHECK(rule("loss_by_amount").threshold == d("12.5"));
  CHECK(rule("loss_by_amount").cooldown_in_bars);
  CHECK(rule("loss_by_amount").cooldown == 2);
  const auto share =
    with(small_dca(), "/dcaAmount", {{"amountType", "percentage"}, {"percentage", 150}});
  CHECK(dca(share).add.what == amount_setting::kind::percent_of_base);
  CHECK(dca(share).add.value == 150);
  const auto funds = with(small_dca(), "/baseOrderCurrency", "%");
  CHECK(dca(funds).base.what == amount_setting::kind::percent_of_funds);
}

TEST_CASE("what is switched off is read and left out") {
  for (const std::string part :
       {"marketRegime", "profitStrategy", "emergencyBrake", "dynamicScaling"}) {
    const auto x = with(full_dca(), "/phase1Features/" + part + "/enabled", false);
    const auto plan = dca(x);
    CHECK(plan.regime.has_value() == (part != "marketRegime"));
    CHECK(plan.scaling.has_value() == (part != "dynamicScaling"));
    CHECK(plan.brake.has_value() == (part != "emergencyBrake"));
    CHECK(plan.barrier.profit.targets.empty() == (part == "profitStrategy"));
    CHECK(questions(read(x)).count("regime_pause") == (part != "marketRegime"));
    CHECK(questions(read(x)).count("market_crash") == (part != "emergencyBrake"));
  }
  const auto half =
    with(full_dca(), "/phase1Features/emergencyBrake/circuitBreaker/enabled", false);
  REQUIRE(dca(half).brake);
  CHECK(dca(half).brake->crash_percent == 0);
  const auto bad =
    with(with(full_dca(), "/phase1Features/emergencyBrake/enabled", false),
         "/phase1Features/emergencyBrake/circuitBreaker/flashCrashPercent", 400);
  CHECK_FALSE(parse_dca_bot(bad.dump()).ok());
}

TEST_CASE("the ladder and the barriers that other services know") {
  auto body = small_dca();
  body["safetyOrders"] = {{"count", 5},          {"size", "20"},     {"deviation", 1.5},
                          {"volumeScale", 1.05}, {"stepScale", 1.1}, {"maxActive", 2}};
  body["takeProfit"] = {
    {"percent", 2}, {"from", "base"}, {"trailing", "0.5"}, {"netOfFees", true}};
  body["stopLoss"] = {
    {"percent", 20}, {"from", "base"}, {"trailing", true}, {"breakevenAfter", 3}};
  body["trailingStop"] = {{"activationProfit", 4}, {"trailingDistance", 1}};
  body["timeExit"] = {{"maxHoldMinutes", 90}, {"minProfit", 0}};
  body.update({{"cooldownMinutes", 15},
               {"maxDeals", 9},
               {"maxActiveDeals", 2},
               {"reinvestPercent", 50},
               {"restart", false},
               {"costBasis", "fifo"}});
  const auto x = dca(body);
  CHECK(x.ladder.count == 5);
  CHECK(x.ladder.amount == 20);
  CHECK(x.ladder.deviation_percent == d("1.5"));
  CHECK(x.ladder.volume_scale == d("1.05"));
  CHECK(x.ladder.step_scale == d("1.1"));
  CHECK(x.ladder.max_active == 2);
  REQUIRE(x.barrier.profit.targets.size() == 1);
  CHECK(x.barrier.profit.from_base);
  CHECK(x.barrier.profit.net_of_fees);
  CHECK(x.barrier.profit.trailing_percent == d("0.5"));
  REQUIRE(x.barrier.stop);
  CHECK(x.barrier.stop->percent == 20);
  CHECK(x.barrier.stop->from_base);
  CHECK(x.barrier.stop->trailing);
  CHECK(x.barrier.stop->breakeven_percent == 3);
  REQUIRE(x.barrier.trailing);
  CHECK(x.barrier.trailing->activation_percent == 4);
  REQUIRE(x.barrier.time);
  CHECK(x.barrier.time->max_hold_ms == 90 * 60'000);
  CHECK(x.barrier.time->min_profit == decimal{0});
  CHECK(x.cooldown_ms == 15 * 60'000);
  CHECK(x.max_deals == 9);
  CHECK(x.max_active == 2);
  CHECK(x.reinvest_percent == 50);
  CHECK_FALSE(x.restart);
  CHECK(read(body).settings.basis == cost_basis::fifo);
}

TEST_CASE("paper model, limits and protections are read") {
  auto body = small_grid();
  body["paper"] = {{"makerFee", 0},
                   {"takerFee", "0.04"},
                   {"feeSource", "other"},
                   {"feeAsset", "BNB"},
                   {"feeAssetPrice", 300},
                   {"slippage", 0},
                   {"feeAssetBalance", "0.5"},
                   {"spread", 0.02},
                   {"latencyMs", 250},
                   {"participation", 10},
                   {"fillOnSignalClose", true}};
  body["limits"] = {{"maxOrderNotional", 500},  {"maxExposure", 1000},
                    {"maxSymbolExposure", 900}, {"maxOrdersPerMinute", 30},
                    {"maxOpenOrders", 40},      {"priceCollar", 5}};
  body["protections"] = ordered::parse(R"({"cooldownMinutes":3,
    "stopLossGuard":{"losses":3,"windowMinutes":90,"pauseMinutes":45,"perSymbol":true},
    "maxDrawdown":{"percent":12,"pauseMinutes":60,"closeAll":true},
    "lowProfit":{"percent":0,"deals":4,"windowMinutes":100,"pauseMinutes":200}})");
  const auto x = read(body).settings;
  CHECK(x.paper.maker_fee == 0);
  CHECK(x.paper.taker_fee == d("0.04"));
  CHECK(x.paper.fees == fee_source::other);
  CHECK(x.paper.fee_asset_balance.text() == "0.5");
  CHECK(x.paper.fee_asset == "BNB");
  CHECK(x.paper.fee_asset_price == 300);
  CHECK(x.paper.slippage == 0);
  CHECK(x.paper.spread == d("0.02"));
  CHECK(x.paper.latency_ms == 250);
  CHECK(x.paper.participation == 10);
  CHECK(x.paper.fill_on_signal_close);
  CHECK(x.limits.max_order_notional == 500);
  CHECK(x.limits.max_exposure == 1'000);
  CHECK(x.limits.max_symbol_exposure == 900);
  CHECK(x.limits.max_orders_per_minute == 30);
  CHECK(x.limits.max_open_orders == 40);
  CHECK(x.limits.price_collar == 5);
  CHECK(x.guards.cooldown_minutes == 3);
  CHECK(x.guards.stops.losses == 3);
  CHECK(x.guards.stops.window_minutes == 90);
  CHECK(x.guards.stops.pause_minutes == 45);
  CHECK(x.guards.stops.per_symbol);
  CHECK(x.guards.drawdown.percent == 12);
  CHECK(x.guards.drawdown.pause_minutes == 60);
  CHECK(x.guards.drawdown.close_all);
  CHECK(x.guards.low_profit.percent == 0);
  CHECK(x.guards.low_profit.deals == 4);
  CHECK(x.guards.low_profit.window_minutes == 100);
  CHECK(x.guards.low_profit.pause_minutes == 200);
}

TEST_CASE("grids are read") {
  auto body = small_grid();
  body.update({{"spacing", "geometric"},
               {"triggerPrice", 95},
               {"stopLossPrice", 80},
               {"takeProfitPrice", 120},
               {"trailingUp", true},
               {"trailingDown", true},
               {"sellOnStop", true}});
  const auto x = std::get<grid_settings>(read(body).settings.plan);
  CHECK(x.lower == 90);
  CHECK(x.upper == 110);
  CHECK(x.levels == 5);
  CHECK(x.geometric);
  CHECK(x.investment == 1'000);
  CHECK(x.trigger_price == 95);
  CHECK(x.stop_loss_price == 80);
  CHECK(x.take_profit_price == 120);
  CHECK(x.trailing_up);
  CHECK(x.trailing_down);
  CHECK(x.sell_on_stop);
}

TEST_CASE("trend bots have presets that bring their exits along") {
  CHECK(questions(read(small_trend())) ==
        std::map<std::string, std::string>{
          {"entry", "1h edge EMA(9, close) crosses_above EMA(21, close)"},
          {"exit", "1h level EMA(9, close) < EMA(21, close)"}});
  auto body = with(small_trend(), "/entry", {{"type", "donchian"}, {"length", 30}});
  CHECK(questions(read(body)) == std::map<std::string, std::string>{
                                   {"entry", "1h edge close > DONCHIAN(30).upper[1]"},
                                   {"exit", "1h level close < DONCHIAN(30).lower[1]"}});
  body["entry"] = {{"type", "supertrend"}};
  body["exit"] = "close < EMA(50)";
  body.update({{"maxEntries", 3},
               {"addAfterPercent", 2},
               {"atrStop", {{"multiple", 2.5}, {"length", 20}}},
               {"amount", {{"type", "risk"}, {"value", 1}}}});
  CHECK(questions(read(body)) ==
        std::map<std::string, std::string>{
          {"entry", "1h edge SUPERTREND(10, 3).direction crosses_above 0"},
          {"exit", "1h level close < EMA(50, close)"}});
  const auto x = std::get<trend_settings>(read(body).settings.plan);
  CHECK(x.has_exit);
  CHECK(x.max_entries == 3);
  CHECK(x.add_after_percent == 2);
  CHECK(x.atr_stop == d("2.5"));
  CHECK(x.atr_length == 20);
  CHECK(x.amount.what == amount_setting::kind::risk_percent);
}

TEST_CASE("signal bots need no question") {
  auto body = small_signal();
  body.update({{"maxEntries", 2}, {"maxLagSeconds", 30}, {"stopLoss", {{"percent", 5}}}});
  const auto x = std::get<signal_settings>(read(body).settings.plan);
  CHECK(questions(read(body)).empty());
  CHECK(x.amount.what == amount_setting::kind::percent_of_funds);
  CHECK(x.amount.value == 10);
  CHECK(x.max_entries == 2);
  CHECK(x.max_lag_ms == 30'000);
  CHECK(x.barrier.stop);
}

TEST_CASE("money keeps every digit that was sent, as text or as a number") {
  const auto text = R"({"pair":"BTC/USDT","baseOrderSize":"12.345678901234567891"})";
  const auto number = R"({"pair":"BTC/USDT","baseOrderSize":12.345678901234567891})";
  for (const auto* body : {text, number}) {
    const auto x = parse_dca_bot(body);
    REQUIRE(x.ok());
    const auto wanted = d("12.345678901234567891");
    CHECK(std::get<dca_settings>(x->settings.plan).base.value == wanted);
    const auto again = json::settings_of(x->row);
    REQUIRE(again.ok());
    CHECK(std::get<dca_settings>(again->plan).base.value == wanted);
  }
}

TEST_CASE("files hold bots with ids and money") {
  auto first = small_dca();
  first.update({{"bot_id", "a"}, {"initial_balance", "5000"}});
  auto second = small_grid();
  second["bot_id"] = "b";
  const auto both = json::parse_bot_file(ordered::array({first, second}).dump());
  REQUIRE(both.ok());
  REQUIRE(both->size() == 2);
  CHECK((*both)[0].bot.row.bot_id == "a");
  CHECK((*both)[0].initial_balance == decimal{5'000});
  CHECK((*both)[1].bot.row.type == bot_type::grid);
  CHECK_FALSE((*both)[1].initial_balance);
  CHECK(json::settings_of((*both)[0].bot.row).ok());
  const auto place = [](const ordered& list) {
    const auto read = json::parse_bot_file(list.dump());
    return read ? std::string{} : read.error().place;
  };
  CHECK(place(ordered::array({first, first})) == "[1].bot_id");
  CHECK(place(ordered::array({small_dca()})) == "[0].bot_id");
  CHECK(place(ordered::array({first, with(second, "/levels", 1)})) == "[1].levels");
  CHECK(place(first) == "body");
}
