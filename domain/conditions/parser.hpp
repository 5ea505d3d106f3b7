#pragma once

#include "domain/conditions/expression.hpp"

#include <string_view>

namespace tradeeon {

/// Where a text is at home: what a name without symbol or timeframe means.
struct home {
  std::string symbol;
  timeframe base = timeframe::m1;
};

/// Reads the text form ("RSI(14) crosses_below 30 and close > EMA(200) @ 1h").
/// A problem's place is the column, counted from 1, and its text says what
/// would be accepted there.
result<expression> parse_expression(std::string_view text, const home& at);

/// Reads a text that is a single comparison.
result<condition> parse_condition(std::string_view text, const home& at);

/// Reads a series ("MACD(12,26,9).histogram", "hl2", "SMA(20, volume)").
result<series_expression> parse_series(std::string_view text, const home& at = {});

/// Reads a canonical text ("BTCUSDT 5m close > 100").
result<condition> parse_canonical(std::string_view text);

} // namespace tradeeon
