// What an exchange accepts on a symbol, as text.
#pragma once

#include "domain/trading/symbol_rules.hpp"

#include <string>
#include <string_view>

namespace tradeeon {

/// "BTCUSDT tick=0.01 lot=0.00001 min_notional=5": a symbol and some of tick, lot,
/// min_quantity, max_quantity, min_notional, base and quote; the others are the defaults.
/// A problem has no place, and says what would be accepted.
result<symbol_rules> parse_trading_rules(std::string_view text);

/// The text that reads back as `x`.
[[nodiscard]] std::string to_string(const symbol_rules& x);

} // namespace tradeeon
