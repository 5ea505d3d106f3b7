#include "domain/bots/plans/market_gauge.hpp"

#include "domain/indicators/registry.hpp"

#include <cassert>
#include <cmath>

namespace tradeeon {

namespace {

constexpr double usual_length = 50;

std::unique_ptr<indicator> made(std::string_view name, double length) {
  const auto* info = find_indicator(name);
  assert(info != nullptr);
  return info->make({length});
}

/// One of several values that is known from its place in a list.
bool known(double x) {
  return std::isfinite(x);
}

} // namespace

market_gauge::market_gauge(std::uint32_t atr_length, bool ranges)
    : atr_(made("ATR", static_cast<double>(atr_length))) {
  if (!ranges)
    return;
  usual_ = made("SMA", usual_length);
  high_ = made("HIGHEST", usual_length);
  low_ = made("LOWEST", usual_length);
}

void market_gauge::take(const candle& bar) {
  atr_now_ = atr_->commit({}, bar)[0];
  if (!usual_)
    return;
  if (known(atr_now_))
    usual_now_ = usual_->commit({atr_now_, 0}, bar)[0];
  high_now_ = high_->commit({bar.high, 0}, bar)[0];
  low_now_ = low_->commit({bar.low, 0}, bar)[0];
}

decimal market_gauge::atr() const {
  return known(atr_now_) ? decimal::from_double(atr_now_) : decimal{};
}

double market_gauge::volatility() const {
  return known(atr_now_) && known(usual_now_) && usual_now_ > 0 ? atr_now_ / usual_now_
                                                                : 0;
}

double market_gauge::place_of(double price) const {
  if (!known(high_now_) || !known(low_now_) || high_now_ <= low_now_)
    return no_value;
  return (price - low_now_) / (high_now_ - low_now_);
}

void market_gauge::save(byte_writer& out) const {
  for (const auto x : {atr_now_, usual_now_, high_now_, low_now_})
    out.f64(x);
  for (const auto* x : {&atr_, &usual_, &high_, &low_})
    if (*x)
      (*x)->save(out);
}

void market_gauge::load(byte_reader& in) {
  for (auto* x : {&atr_now_, &usual_now_, &high_now_, &low_now_})
    *x = in.f64();
  for (const auto* x : {&atr_, &usual_, &high_, &low_})
    if (*x)
      (*x)->load(in);
}

decimal scale_of(const scaling_setting& setting, const market_gauge& measured,
                 decimal price, std::optional<std::uint32_t> mood) {
  decimal out = 1;
  if (const auto x = measured.volatility(); setting.volatility && x > 0)
    out = out * (x < 0.75   ? setting.low_volatility
                 : x > 1.25 ? setting.high_volatility
                            : setting.normal_volatility);
  if (const auto x = measured.place_of(price.to_double()); setting.zones && known(x))
    out = out * (x <= 0.2   ? setting.near_support
                 : x >= 0.8 ? setting.near_resistance
                            : setting.neutral_zone);
  if (setting.mood && mood) {
    std::size_t band = 0;
    for (const std::uint32_t most : {24U, 44U, 55U, 75U})
      band += *mood > most ? 1U : 0U;
    out = out * setting.by_mood[band];
  }
  return out;
}

} // namespace tradeeon
