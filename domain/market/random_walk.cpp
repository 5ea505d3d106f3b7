#include "domain/market/random_walk.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace tradeeon {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double minute_volatility = 0.0008; // standard deviation of one minute's return
constexpr double usual_volume = 25;          // of one minute, in the base currency
constexpr double pull = 2e-4;                // back to the start price, per bar
constexpr double day = 86'400'000;

// Six digits, as exchanges list them: 40000.0, 2.34567.
double ticks_per_unit(double price) {
  constexpr int digits = 5;
  const auto decimals = digits - static_cast<int>(std::floor(std::log10(price)));
  return std::pow(10.0, std::clamp(decimals, 0, 15));
}

// Busiest around 14:00 UTC, when both sides of the Atlantic are awake.
double busyness(time_ms t) {
  constexpr double busiest = 14.0 / 24;
  const auto of_day = std::fmod(static_cast<double>(t), day) / day;
  return 1 + 0.4 * std::cos(2 * pi * (of_day - busiest));
}

} // namespace

random_walk::random_walk(random_walk_settings settings) : settings_(std::move(settings)) {
  assert(settings_.start_price > 0);
  scale_ = ticks_per_unit(settings_.start_price);
  rewind();
}

void random_walk::rewind() {
  constexpr double per_minute = 60'000;
  open_time_ = bar_open(settings_.base, settings_.start_time);
  minutes_ =
    static_cast<double>(bar_close(settings_.base, open_time_) - open_time_) / per_minute;
  price_ = to_tick(settings_.start_price);
  state_ = settings_.seed;
  unrest_ = 0;
}

// SplitMix64: every seed is a good one.
std::uint64_t random_walk::bits() {
  state_ += 0x9e3779b97f4a7c15U;
  auto x = state_;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

// In (0, 1): its logarithm exists.
double random_walk::uniform() {
  return (static_cast<double>(bits() >> 11U) + 0.5) * 0x1p-53;
}

double random_walk::normal() {
  const auto radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(2 * pi * uniform());
}

double random_walk::to_tick(double price) const {
  return std::max(1.0, std::round(price * scale_)) / scale_;
}

result<std::optional<candle>> random_walk::next() {
  constexpr double memory = 0.985; // of unrest, per bar: half of it after 46 bars
  constexpr double surprise = 0.12;
  constexpr double widest = 0.25; // the largest move of one bar, as a logarithm
  unrest_ = memory * unrest_ + surprise * normal();
  const auto activity = std::exp(unrest_) * busyness(open_time_);
  const auto volatility = minute_volatility * std::sqrt(minutes_) * activity;
  const auto drift = -pull * std::log(price_ / settings_.start_price);
  const auto move = std::clamp(drift + volatility * normal(), -widest, widest);
  const auto up = std::min(widest, volatility * 0.6 * std::fabs(normal()));
  const auto down = std::min(widest, volatility * 0.6 * std::fabs(normal()));

  candle bar;
  bar.open_time = open_time_;
  bar.open = price_;
  bar.close = to_tick(price_ * std::exp(move));
  bar.high = to_tick(std::max(bar.open, bar.close) * std::exp(up));
  bar.low = to_tick(std::min(bar.open, bar.close) * std::exp(-down));
  const auto range =
    std::log(bar.high / bar.low) / (minute_volatility * std::sqrt(minutes_));
  const auto volume =
    usual_volume * minutes_ * (0.3 + 0.5 * range) * std::exp(0.4 * normal());
  constexpr double per_unit = 1'000;
  bar.volume = std::max(1.0, std::round(volume * per_unit)) / per_unit;
  bar.closed = true;

  open_time_ = bar_close(settings_.base, open_time_);
  price_ = bar.close;
  return std::optional{bar};
}

} // namespace tradeeon
