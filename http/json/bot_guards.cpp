// How orders are filled on paper, what they may not exceed, and when a bot holds back.
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

namespace tradeeon::json {

namespace {

constexpr std::uint32_t year_of_minutes = 525'600;
constexpr std::uint32_t many = 1'000'000;

/// Paper fees and the like: half of everything is absurd already.
bounds cost() {
  return {0, 50};
}

void read_paper(complaint& out, const value& object, const std::string& path,
                paper_model& into) {
  fields from{out,
              object,
              path,
              {"makerFee", "takerFee", "feeSource", "feeAsset", "feeAssetPrice",
               "feeAssetBalance", "slippage", "spread", "latencyMs", "participation",
               "fillOnSignalClose"}};
  put(into.maker_fee, number_in(from, "makerFee", cost()));
  put(into.taker_fee, number_in(from, "takerFee", cost()));
  if (const auto source = word(from, "feeSource", {"quote", "received", "other"}))
    into.fees = static_cast<fee_source>(*source);
  put(into.fee_asset, from.text("feeAsset", 20));
  put(into.fee_asset_price, number_in(from, "feeAssetPrice", positive()));
  put(into.fee_asset_balance, number_in(from, "feeAssetBalance", not_negative()));
  const bool other = into.fees == fee_source::other;
  if (other && into.fee_asset.empty())
    from.fail("feeAsset", "is needed: in which asset fees are paid, such as BNB");
  if (other && !into.fee_asset_price.positive())
    from.fail("feeAssetPrice", "is needed: the price of feeAsset in quote currency");
  if (other && !into.fee_asset_balance.positive())
    from.fail("feeAssetBalance", "is needed: how much of feeAsset a run begins with");
  put(into.slippage, number_in(from, "slippage", cost()));
  put(into.spread, number_in(from, "spread", cost()));
  put(into.latency_ms, from.whole("latencyMs", 0, 86'400'000));
  put(into.participation, number_in(from, "participation", percentage()));
  put(into.fill_on_signal_close, from.flag("fillOnSignalClose"));
  from.finish();
}

void read_limits(complaint& out, const value& object, const std::string& path,
                 risk_limits& into) {
  fields from{out,
              object,
              path,
              {"maxOrderNotional", "maxExposure", "maxSymbolExposure",
               "maxOrdersPerMinute", "maxOpenOrders", "priceCollar"}};
  put(into.max_order_notional, number_in(from, "maxOrderNotional", not_negative()));
  put(into.max_exposure, number_in(from, "maxExposure", not_negative()));
  put(into.max_symbol_exposure, number_in(from, "maxSymbolExposure", not_negative()));
  put(into.max_orders_per_minute, count(from, "maxOrdersPerMinute", 0, many));
  put(into.max_open_orders, count(from, "maxOpenOrders", 0, many));
  put(into.price_collar, number_in(from, "priceCollar", percentage()));
  from.finish();
}

void read_stop_guard(complaint& out, const value& object, const std::string& path,
                     protections::stop_loss_guard& into) {
  fields from{out,
              object,
              path,
              {"enabled", "losses", "windowMinutes", "pauseMinutes", "perSymbol"}};
  const bool on = is_on(from);
  protections::stop_loss_guard x;
  const auto losses = count(from, "losses", 1, many);
  if (!losses)
    from.fail("losses", "is needed: so many stops within the window");
  put(x.losses, losses);
  put(x.window_minutes, count(from, "windowMinutes", 1, year_of_minutes));
  put(x.pause_minutes, count(from, "pauseMinutes", 1, year_of_minutes));
  put(x.per_symbol, from.flag("perSymbol"));
  from.finish();
  if (on)
    into = x;
}

void read_drawdown(complaint& out, const value& object, const std::string& path,
                   protections::drawdown_guard& into) {
  fields from{out, object, path, {"enabled", "percent", "pauseMinutes", "closeAll"}};
  const bool on = is_on(from);
  protections::drawdown_guard x;
  x.percent = needed_number(from, "percent", some_percent());
  put(x.pause_minutes, count(from, "pauseMinutes", 1, year_of_minutes));
  put(x.close_all, from.flag("closeAll"));
  from.finish();
  if (on)
    into = x;
}

void read_low_profit(complaint& out, const value& object, const std::string& path,
                     protections::low_profit_guard& into) {
  fields from{
    out, object, path, {"enabled", "percent", "deals", "windowMinutes", "pauseMinutes"}};
  const bool on = is_on(from);
  protections::low_profit_guard x;
  x.percent = needed_number(from, "percent", {-100, 1'000});
  const auto deals = count(from, "deals", 1, many);
  if (!deals)
    from.fail("deals", "is needed: how many deals are looked at, at least");
  put(x.deals, deals);
  put(x.window_minutes, count(from, "windowMinutes", 1, year_of_minutes));
  put(x.pause_minutes, count(from, "pauseMinutes", 1, year_of_minutes));
  from.finish();
  if (on)
    into = x;
}

void read_protections(complaint& out, const value& object, const std::string& path,
                      protections& into) {
  fields from{
    out, object, path, {"stopLossGuard", "maxDrawdown", "lowProfit", "cooldownMinutes"}};
  if (const auto* x = from.object("stopLossGuard"))
    read_stop_guard(out, *x, from.path_of("stopLossGuard"), into.stops);
  if (const auto* x = from.object("maxDrawdown"))
    read_drawdown(out, *x, from.path_of("maxDrawdown"), into.drawdown);
  if (const auto* x = from.object("lowProfit"))
    read_low_profit(out, *x, from.path_of("lowProfit"), into.low_profit);
  put(into.cooldown_minutes, count(from, "cooldownMinutes", 0, year_of_minutes));
  from.finish();
}

} // namespace

void read_guards(fields& from, bot_settings& into) {
  auto& out = from.problems();
  if (const auto* x = from.object("paper"))
    read_paper(out, *x, from.path_of("paper"), into.paper);
  if (const auto* x = from.object("limits"))
    read_limits(out, *x, from.path_of("limits"), into.limits);
  if (const auto* x = from.object("protections"))
    read_protections(out, *x, from.path_of("protections"), into.guards);
  if (const auto basis = word(from, "costBasis", {"average", "fifo"}))
    into.basis = *basis == 0 ? cost_basis::average : cost_basis::fifo;
}

} // namespace tradeeon::json
