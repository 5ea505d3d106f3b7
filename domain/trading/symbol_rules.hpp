#pragma once

#include "domain/trading/decimal.hpp"

#include <map>
#include <string>
#include <string_view>

namespace tradeeon {

/// What an exchange accepts on one symbol, and what its name consists of.
struct symbol_rules {
  std::string symbol;                                 ///< "BTCUSDT"
  std::string base;                                   ///< what is bought: "BTC"
  std::string quote;                                  ///< what it is paid in: "USDT"
  decimal tick = decimal::from_units(10'000'000'000); ///< price step; 10⁻⁸
  decimal lot = decimal::from_units(10'000'000'000);  ///< quantity step; 10⁻⁸
  decimal min_quantity;                               ///< 0: none
  decimal max_quantity;                               ///< 0: none
  /// Least price · quantity of a buy, in quote; without configuration 5 (BTC 0.0001, ETH
  /// 0.001, BNB 0.01, JPY 500, TRY and BRL 10).
  decimal min_notional = 5;

  /// Quantities are always rounded down: never more than was asked for.
  [[nodiscard]] decimal quantity(decimal x) const { return x.floor_to(lot); }
  /// To the safe side: what is paid is rounded down, what is asked for up.
  [[nodiscard]] decimal buy_price(decimal x) const { return x.floor_to(tick); }
  [[nodiscard]] decimal sell_price(decimal x) const { return x.ceil_to(tick); }
};

/// The rules of every symbol: those that were configured, else the defaults with the
/// name taken apart by its quote currency (USDT, USDC, BUSD, FDUSD, TUSD, DAI, USD, EUR,
/// GBP, TRY, BRL, JPY, BTC, ETH, BNB). Immutable once in use.
class rule_book {
public:
  void put(symbol_rules rules) { known_[rules.symbol] = std::move(rules); }
  [[nodiscard]] symbol_rules of(std::string_view symbol) const;

private:
  std::map<std::string, symbol_rules, std::less<>> known_;
};

/// A problem that names the rule at fault: tick and lot above 0, amounts not negative.
result<void> check(const symbol_rules& x);

} // namespace tradeeon
