#pragma once

#include "domain/trading/symbol_rules.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace tradeeon::test {

inline decimal d(std::string_view text) {
  auto x = decimal::parse(text);
  REQUIRE_MESSAGE(x, text);
  return *x;
}

/// Of BTCUSDT: prices to the cent, quantities to a thousandth.
inline symbol_rules cents_and_thousandths() {
  symbol_rules x;
  x.symbol = "BTCUSDT";
  x.base = "BTC";
  x.quote = "USDT";
  x.tick = d("0.01");
  x.lot = d("0.001");
  return x;
}

} // namespace tradeeon::test
