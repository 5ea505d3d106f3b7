#pragma once

#include "domain/support/result.hpp"

#include <string>
#include <string_view>

namespace tradeeon {

/// `btc-usdt`, `BTC/USDT`, `BTC_USDT` → `BTCUSDT`; an exchange prefix is kept
/// (`binance:btcusdt` → `BINANCE:BTCUSDT`). Letters and digits, 1 to 40 of
/// them; anything else is a problem at `place`.
result<std::string> normalise_symbol(std::string_view text, std::string place = "symbol");

} // namespace tradeeon
