// A made-up market's alerts, as varied as users' are.
#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/support/numbers.hpp"

#include <string>
#include <vector>

namespace tradeeon::bench {

/// The i-th of `count` alerts on BTCUSDT: levels, crosses, averages, bands and
/// combinations on four timeframes, most of them edges. Constants lie around
/// 40000, so that each fires from several times a day to never.
inline alert varied_alert(std::size_t i, std::size_t count) {
  static constexpr timeframe bases[] = {timeframe::m1, timeframe::m5, timeframe::m15,
                                        timeframe::h1};
  const auto place = static_cast<double>(i) / static_cast<double>(count);
  const auto price = format_number(30'000 + place * 20'000);
  const auto low = format_number(10 + place * 20);
  const auto high = format_number(70 + place * 20);
  const auto few = std::to_string(5 + i % 20);
  const auto many = std::to_string(30 + i % 150);
  const std::string forms[] = {
    "close crosses_above " + price,
    "RSI(14) < " + low,
    "EMA(" + few + ") crosses_above EMA(" + many + ")",
    "close > EMA(" + many + ") and RSI(14) crosses_above " + high,
    "close crosses_below BBANDS(20,2).lower and volume > " + format_number(place * 100),
    "MACD(12,26,9).macd crosses_below MACD(12,26,9).signal and close < " + price,
    "close < " + price + " and RSI(7) < " + low,
    "SMA(" + few + ") > SMA(" + many + ") and ATR(14) > " + format_number(place * 400),
  };
  alert row;
  row.alert_id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + i);
  row.user_id = "user-" + std::to_string(i % 100);
  row.symbol = "BTCUSDT";
  row.base = bases[i / std::size(forms) % std::size(bases)];
  row.expression = forms[i % std::size(forms)];
  row.mode = i % 10 == 9 ? fire_mode::once : fire_mode::per_edge;
  row.actions = {action{}};
  return row;
}

} // namespace tradeeon::bench
