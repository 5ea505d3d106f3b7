// Whatever a bot is told and whatever the market does: money adds up, every order is one
// that an exchange would take, and a restart after any event changes nothing.
#include "domain/bots/plans/make_plan.hpp"
#include "http/json/bot_reader.hpp"
#include "tests/unit/bots_kit.hpp"
#include "tests/unit/trading_kit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

constexpr time_ms minute = 60'000;

class dice {
public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  /// 0 to n - 1.
  int roll(int n) { return std::uniform_int_distribution{0, n - 1}(engine_); }
  bool often(int percent) { return roll(100) < percent; }
  double real(double low, double high) {
    return std::uniform_real_distribution{low, high}(engine_);
  }
  std::string number(double low, double high, int digits = 2) {
    const auto scale = std::pow(10, digits);
    return decimal::from_double(std::round(real(low, high) * scale) / scale).text();
  }

private:
  std::mt19937_64 engine_;
};

std::string paper(dice& d) {
  static constexpr const char* sources[] = {"quote", "received", "other"};
  return R"("paper":{"makerFee":)" + d.number(0, 0.3) + R"(,"takerFee":)" +
         d.number(0, 0.5) + R"(,"slippage":)" + d.number(0, 0.3) + R"(,"spread":)" +
         d.number(0, 0.2) + R"(,"latencyMs":)" + (d.often(20) ? "120000" : "0") +
         R"(,"participation":)" + (d.often(25) ? d.number(0.1, 5) : "0") +
         R"(,"feeSource":")" + sources[d.roll(3)] +
         R"(","feeAsset":"BNB","feeAssetPrice":300,"feeAssetBalance":0.01})";
}

std::string barriers(dice& d) {
  std::string out;
  if (d.often(40))
    out += R"("takeProfit":{"percent":)" + d.number(0.3, 4) + R"(,"netOfFees":)" +
           (d.often(50) ? "true" : "false") + R"(,"from":)" +
           (d.often(50) ? R"("base")" : R"("average")") + R"(,"trailing":)" +
           (d.often(40) ? d.number(0.1, 2) : "0") + "},";
  else if (d.often(60))
    out += R"("takeProfit":{"targets":[{"percent":0.5,"sellPercent":30},)"
           R"({"percent":1,"sellPercent":30},{"percent":2,"sellPercent":)" +
           std::string{d.often(50) ? "40" : "20"} + "}]},";
  if (d.often(60))
    out += R"("stopLoss":{"percent":)" + d.number(0.5, 6) + R"(,"trailing":)" +
           (d.often(30) ? "true" : "false") + R"(,"breakevenAfter":)" +
           (d.often(40) ? d.number(0.2, 2) : "0") + "},";
  if (d.often(40))
    out += R"("trailingStop":{"activationProfit":)" + d.number(0.1, 2) +
           R"(,"trailingDistance":)" + d.number(0.1, 2) + R"(,"onlyUp":)" +
           (d.often(70) ? "true" : "false") + "},";
  if (d.often(30))
    out += R"("timeExit":{"maxHoldMinutes":)" + std::to_string(5 + d.roll(60)) + "},";
  return out;
}

std::string dca(dice& d) {
  std::string out = R"({"bot_type":"dca","botType":"multi",)"
                    R"("selectedPairs":["BTC/USDT","ETH/USDT"],"interval":")" +
                    std::string{d.often(50) ? "1m" : "5m"} + R"(","baseOrderSize":)" +
                    d.number(10, 300) + ",";
  out += barriers(d) + paper(d);
  if (d.often(60))
    out += R"(,"safetyOrders":{"count":)" + std::to_string(d.roll(8)) + R"(,"size":)" +
           d.number(10, 100) + R"(,"deviation":)" + d.number(0.1, 2) +
           R"(,"volumeScale":)" + d.number(0.5, 2) + R"(,"stepScale":)" +
           d.number(0.5, 2) + R"(,"maxActive":)" + std::to_string(d.roll(4)) + "}";
  static constexpr const char* rules[] = {
    R"("down_from_last_entry","percentage":)", R"("down_from_average","percentage":)",
    R"("loss_by_percent","lossPercent":)", R"("loss_by_amount","lossAmount":)",
    R"("custom","customCondition":"close > open","percentage":)"};
  if (d.often(60))
    out += R"(,"dcaRules":{"ruleType":)" + std::string{rules[d.roll(5)]} +
           d.number(0.2, 3) + R"(,"maxDcaPerPosition":)" + std::to_string(1 + d.roll(5)) +
           R"(,"dcaCooldownValue":)" + std::to_string(d.roll(5)) +
           R"(,"dcaCooldownUnit":)" + (d.often(50) ? R"("bars")" : R"("minutes")") +
           R"(},"dcaAmount":{"amountType":"percentage","percentage":)" +
           d.number(20, 150) + R"(,"multiplier":)" + d.number(0.5, 2) + "}";
  if (d.often(50))
    out += R"(,"entryConditions":{"entryType":"conditional","enabled":true,)"
           R"("expression":"close > open"})";
  if (d.often(30))
    out += R"(,"startOrderType":"limit")";
  out += R"(,"phase1Features":{)";
  if (d.often(40))
    out += R"("marketRegime":{"enabled":true,"regimeTimeframe":"1m",)"
           R"("allowEntryOverride":true,"pauseConditions":{"rsiThreshold":30,)"
           R"("consecutivePeriods":2}},)";
  out +=
    R"("dynamicScaling":{"enabled":)" + std::string{d.often(40) ? "true" : "false"} +
    R"(,"volatilityMultiplier":{"lowVolatility":1.5,"highVolatility":0.5},)"
    R"("supportResistanceMultiplier":{"nearStrongSupport":1.5,"nearResistance":0.5}},)"
    R"("emergencyBrake":{"enabled":)" +
    std::string{d.often(40) ? "true" : "false"} +
    R"(,"circuitBreaker":{"flashCrashPercent":2,"timeWindowMinutes":5},)"
    R"("recoveryMode":{"stabilizationBars":4}}})";
  out += R"(,"reinvestPercent":)" + std::to_string(d.roll(101)) + R"(,"costBasis":)" +
         (d.often(50) ? R"("fifo")" : R"("average")") + "}";
  return out;
}

std::string grid(dice& d) {
  return R"({"bot_type":"grid","pair":"BTC/USDT","interval":"1m","lowerPrice":)" +
         d.number(80, 95) + R"(,"upperPrice":)" + d.number(105, 125) + R"(,"levels":)" +
         std::to_string(2 + d.roll(12)) + R"(,"spacing":)" +
         (d.often(50) ? R"("geometric")" : R"("arithmetic")") + R"(,"investment":)" +
         d.number(200, 5'000) + R"(,"trailingUp":)" + (d.often(40) ? "true" : "false") +
         R"(,"trailingDown":)" + (d.often(40) ? "true" : "false") + "," + paper(d) + "}";
}

std::string trend(dice& d) {
  static constexpr const char* amounts[] = {
    R"("fixed","value":100)", R"("percent","value":100)", R"("risk","value":1)"};
  return R"({"bot_type":"trend","pair":"BTC/USDT","interval":"1m",)"
         R"("entry":"close > open","exit":"close < open","atrStop":{"multiple":)" +
         d.number(0.5, 4) + R"(,"length":5},"amount":{"type":)" + amounts[d.roll(3)] +
         R"(,"multiplier":)" + d.number(0.5, 1.5) + R"(},"maxEntries":)" +
         std::to_string(1 + d.roll(4)) + R"(,"addAfterPercent":)" +
         (d.often(50) ? d.number(0.1, 1) : "0") + "," + barriers(d) + paper(d) + "}";
}

std::string signal(dice& d) {
  return R"({"bot_type":"signal","pair":"BTC/USDT","interval":"1m",)"
         R"("amount":{"type":"percent","value":40},"maxEntries":3,)" +
         barriers(d) + paper(d) + "}";
}

/// What an exchange would look at, computed from the fills alone.
class ledger {
public:
  ledger(decimal cash, const paper_model& paper) {
    held_["USDT"] = cash;
    if (paper.fees == fee_source::other)
      held_["BNB"] = paper.fee_asset_balance;
  }

  void take(const bot_effects& made, const rule_book& rules) {
    for (const auto& x : made.orders) {
      const auto& on = rules.of(x.symbol);
      orders_.insert_or_assign(x.client_id, x);
      if (x.status == order_status::rejected)
        continue;
      CHECK(x.client_id.size() <= 36);
      CHECK(x.limit_price.multiple_of(on.tick));
      CHECK(x.stop_price.multiple_of(on.tick));
      if (x.quote_amount.is_zero()) {
        CHECK(x.quantity.multiple_of(on.lot));
        const auto price = x.limit_price.positive() ? x.limit_price : x.stop_price;
        if (price.positive() && x.side == order_side::buy)
          CHECK(x.quantity * price >= on.min_notional);
      }
    }
    for (const auto& x : made.fills) {
      const auto& of = orders_.at(x.client_id);
      const auto& on = rules.of(of.symbol);
      const auto worth = x.piece.quantity * x.piece.price;
      CHECK(x.piece.quantity.multiple_of(on.lot));
      CHECK(x.piece.price.multiple_of(on.tick));
      if (of.side == order_side::buy) {
        held_["USDT"] -= worth;
        held_[on.base] += x.piece.quantity;
        if (of.limit_price.positive())
          CHECK(x.piece.price <= of.limit_price);
      } else {
        held_["USDT"] += worth;
        held_[on.base] -= x.piece.quantity;
        if (of.limit_price.positive())
          CHECK(x.piece.price >= of.limit_price);
      }
      held_[x.piece.fee_asset] -= x.piece.fee;
      CHECK_FALSE(held_[on.base].negative());
      CHECK_FALSE(held_["USDT"].negative());
    }
    for (const auto& x : made.deals)
      if (x.status == deal_status::closed && x.bought.positive()) {
        // Dust stays, with its share of the cost.
        const auto dust = x.bought - x.sold;
        CHECK(dust == x.held.quantity());
        CHECK(x.profit() == x.received - x.spent + x.held.cost() - x.fees);
      }
  }
  [[nodiscard]] decimal of(const std::string& asset) { return held_[asset]; }
  [[nodiscard]] std::size_t orders() const { return orders_.size(); }

private:
  std::map<std::string, decimal> held_;
  std::map<std::string, order> orders_;
};

std::string told(const bot_effects& x) {
  std::string out;
  for (const auto& row : x.orders)
    out += row.client_id + ' ' + std::string{to_string(row.status)} + ' ' +
           row.quantity.text() + ' ' + row.limit_price.text() + ' ' +
           row.stop_price.text() + ' ' + row.filled_quote.text() + '\n';
  for (const auto& row : x.fills)
    out +=
      row.client_id + ' ' + row.piece.price.text() + ' ' + row.piece.fee.text() + '\n';
  for (const auto& row : x.deals)
    out += std::to_string(row.number) + ' ' + row.profit().text() + '\n';
  for (const auto& row : x.events)
    out += row.type + ' ' + row.message + '\n';
  return out;
}

struct market {
  double price;
  candle next(dice& d, int n) {
    candle x;
    x.open_time = n * minute;
    x.open = d.often(5) ? price * d.real(0.96, 1.04) : price;
    x.close = std::clamp(x.open * d.real(0.988, 1.012), 40., 240.);
    x.high = std::max(x.open, x.close) * d.real(1, 1.006);
    x.low = std::min(x.open, x.close) * d.real(0.994, 1);
    x.volume = d.real(1, 200);
    for (double* part : {&x.open, &x.close, &x.high, &x.low})
      *part = std::round(*part * 100) / 100;
    x.high = std::max({x.high, x.open, x.close});
    x.low = std::min({x.low, x.open, x.close});
    price = x.close;
    return x;
  }
};

std::vector<std::string_view> said_by(dice& d) {
  std::vector<std::string_view> out;
  for (const std::string_view name :
       {"entry", "exit", "add", "regime_pause", "regime_resume"})
    if (d.often(name == "regime_resume" ? 30 : 12))
      out.push_back(name);
  return out;
}

/// Something that a person, or an alert, might do.
void meddle(dice& d, bot_machine& run) {
  using kind = bot_command::kind;
  bot_command x;
  switch (d.roll(8)) {
  case 0:
    x.what = d.often(70) ? kind::resume : kind::pause;
    break;
  case 1:
    x.what = kind::close;
    x.deal = static_cast<std::uint32_t>(d.roll(5));
    break;
  case 2:
    x.what = kind::add;
    x.deal = run.open_deals().empty() ? 1 : run.open_deals().front().number;
    break;
  case 3:
    x.what = kind::mood;
    x.amount = d.roll(101);
    break;
  case 4:
    x.what = d.often(90) ? kind::resume : kind::panic;
    break;
  default:
    x.what = kind::signal;
    x.text = d.often(60) ? "buy" : "sell";
    break;
  }
  (void)run.on_command(x);
}

/// Orders sent and deals closed.
std::pair<std::size_t, std::size_t> play(const std::string& config, std::uint64_t seed) {
  INFO(config);
  const auto read = json::parse_bot(config);
  REQUIRE_MESSAGE(read, (read ? "" : read.error().place + " " + read.error().text));
  const auto settings = std::make_shared<const bot_settings>(read->settings);
  rule_book rules;
  rules.put(bot_lab::default_rules());
  auto eth = bot_lab::default_rules();
  eth.symbol = "ETHUSDT";
  eth.base = "ETH";
  eth.lot = d("0.01");
  rules.put(eth);
  const auto make = [&] {
    return std::make_unique<bot_machine>(
      run_identity{"b-r1", read->row.symbols, settings->interval, 3'000}, settings,
      make_plan(*settings), rules);
  };
  dice dice{seed};
  auto run = make();
  ledger books{3'000, settings->paper};
  std::map<std::string, market> markets;
  for (const auto& symbol : read->row.symbols)
    markets[symbol] = {100};
  for (int n = 0; n < 400; ++n) {
    for (auto& [symbol, at] : markets) {
      const auto bar = at.next(dice, n);
      const auto said = said_by(dice);
      const bool meddles = dice.often(8);
      auto twin = make();
      REQUIRE(twin->load(run->save()));
      auto same = dice;
      for (auto* each : {run.get(), twin.get()}) {
        each->on_bar(symbol, timeframe::m1, bar, answers{said});
        if (meddles)
          meddle(each == run.get() ? dice : same, *each);
      }
      const auto made = run->take_effects();
      REQUIRE(told(made) == told(twin->take_effects()));
      books.take(made, rules);
    }
    // Money is where the fills have put it, and what is held back is for open orders.
    const auto& money = run->money();
    for (const std::string asset : {"USDT", "BTC", "ETH", "BNB"})
      REQUIRE(money.total(asset) == books.of(asset));
    decimal reserved;
    std::map<std::uint32_t, int> stops;
    for (const auto& x : run->open_orders()) {
      if (x.side == order_side::buy)
        reserved += x.reserved;
      stops[x.deal] += x.type == order_type::stop && !x.triggered ? 1 : 0;
    }
    CHECK(money.total("USDT") - money.free("USDT") == reserved);
    for (const auto& [deal, count] : stops)
      CHECK(count <= 1);
    std::set<std::string> busy;
    for (const auto& x : run->open_deals())
      if (read->row.type != bot_type::grid)
        CHECK(busy.insert(x.symbol).second); // one deal per symbol
  }
  REQUIRE(run->on_command({bot_command::kind::stop, 0, {}, {}, {}, {}, 0, true, false}));
  books.take(run->take_effects(), rules);
  CHECK(run->open_orders().empty());
  return {books.orders(), run->figures().deals_closed};
}

} // namespace

TEST_CASE("money adds up and restarts change nothing, whatever a bot is told") {
  std::size_t orders = 0;
  std::size_t deals = 0;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    dice d{seed};
    for (const auto& config : {dca(d), grid(d), trend(d), signal(d)}) {
      const auto [sent, closed] = play(config, seed);
      orders += sent;
      deals += closed;
    }
  }
  CHECK(orders > 5'000);
  CHECK(deals > 1'000);
  MESSAGE(orders << " orders, " << deals << " deals");
}
