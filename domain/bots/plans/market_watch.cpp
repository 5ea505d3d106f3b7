#include "domain/bots/plans/market_watch.hpp"

#include <algorithm>

namespace tradeeon {

void market_watch::on_interval(const candle& bar) {
  ++bars_;
  if (!braked_)
    return;
  const auto close = decimal::from_double(bar.close);
  if (close < low_) {
    low_ = close;
    stable_ = 0;
  } else {
    ++stable_;
  }
}

void market_watch::on_bar(desk& at, const dca_settings& told, const std::string& symbol,
                          const market_bar& bar, const answers& said) {
  if (told.regime)
    look_at_regime(at, *told.regime, symbol, bar, said);
  else
    regime_paused_ = false; // edited away
  if (told.brake)
    look_at_brake(at, *told.brake, symbol, bar, said);
  else
    braked_ = false;
}

/// The answer comes once for each bar of the regime's timeframe on which it is true, so
/// bars on end follow each other by exactly one of them.
void market_watch::look_at_regime(desk& at, const regime_setting& told,
                                  const std::string& symbol, const market_bar& bar,
                                  const answers& said) {
  if (said.has("regime_pause")) {
    const auto open = bar_open(told.frame, bar.close_time - 1);
    const auto close = bar_close(told.frame, open);
    // One that was decided late still is of the bar before.
    const auto of = close <= bar.close_time ? close : open;
    const bool next = regime_seen_ >= 0 && bar_close(told.frame, regime_seen_) == of;
    regime_held_ = next ? regime_held_ + 1 : 1;
    regime_seen_ = of;
    if (!regime_paused_ && regime_held_ >= told.consecutive) {
      regime_paused_ = true;
      at.note("market_regime_pause", "condition", symbol,
              "The market is against buying: nothing is bought until it has calmed down.",
              {{"bars", std::to_string(regime_held_)}});
      return;
    }
  }
  if (regime_paused_ && said.has("regime_resume") && !said.has("regime_pause")) {
    regime_paused_ = false;
    regime_held_ = 0;
    at.note("market_regime_resume", "condition", symbol,
            "The market has calmed down: buying goes on.");
  }
}

bool market_watch::has_crashed(const brake_setting& told, const market_bar& bar) {
  if (told.crash_percent.is_zero())
    return false;
  const auto since = bar.close_time - static_cast<time_ms>(told.window_minutes) * 60'000;
  closes_.erase(closes_.begin(),
                std::find_if(closes_.begin(), closes_.end(),
                             [&](const past_close& x) { return x.at >= since; }));
  while (!closes_.empty() && closes_.back().close <= bar.close)
    closes_.pop_back();
  closes_.push_back({bar.close_time, bar.close});
  const auto top = closes_.front().close;
  return bar.close <= top - percent_of(told.crash_percent, top);
}

void market_watch::look_at_brake(desk& at, const brake_setting& told,
                                 const std::string& symbol, const market_bar& bar,
                                 const answers& said) {
  const bool crashed = has_crashed(told, bar);
  if (braked_) {
    const bool calm = told.recovers && stable_ >= told.stable_bars;
    // Without a way back of its own, the bot waits for its owner.
    const bool resumed = !told.recovers && !at.paused();
    if ((calm || resumed) && !crashed) {
      braked_ = false;
      closes_.clear();
      at.note("emergency_brake_released", "risk", symbol,
              calm
                ? "No new low for " + std::to_string(stable_) + " bars: buying goes on."
                : std::string{"The bot was resumed: buying goes on."});
    }
    return;
  }
  if (crashed)
    brake(at, told, symbol, bar, "flash_crash");
  else if (told.market_wide && said.has("market_crash"))
    brake(at, told, symbol, bar, "market_wide");
}

void market_watch::brake(desk& at, const brake_setting& told, const std::string& symbol,
                         const market_bar& bar, std::string_view why) {
  braked_ = true;
  low_ = bar.close;
  stable_ = 0;
  at.note("emergency_brake_triggered", "risk", symbol,
          "The market is falling too fast: nothing is bought, stops and targets stay.",
          {{"reason", std::string{why}}, {"price", bar.close.text()}});
  if (!told.recovers)
    at.pause();
}

void market_watch::save(byte_writer& out) const {
  out.u8(static_cast<std::uint8_t>((regime_paused_ ? 1U : 0U) | (braked_ ? 2U : 0U)));
  out.u32(regime_held_);
  out.i64(regime_seen_);
  tradeeon::save(out, low_);
  out.u32(stable_);
  out.i64(bars_);
  out.u32(static_cast<std::uint32_t>(closes_.size()));
  for (const auto& x : closes_) {
    out.i64(x.at);
    tradeeon::save(out, x.close);
  }
}

void market_watch::load(byte_reader& in) {
  const auto flags = in.u8();
  regime_paused_ = (flags & 1U) != 0;
  braked_ = (flags & 2U) != 0;
  regime_held_ = in.u32();
  regime_seen_ = in.i64();
  low_ = load_decimal(in);
  stable_ = in.u32();
  bars_ = in.i64();
  closes_.clear();
  for (auto n = in.u32(); n > 0 && in.ok(); --n) {
    past_close x;
    x.at = in.i64();
    x.close = load_decimal(in);
    closes_.push_back(x);
  }
}

} // namespace tradeeon
