#pragma once

#include "domain/trading/decimal.hpp"

#include <string>

namespace tradeeon {

/// In which currency a paper exchange takes its fees.
enum class fee_source : std::uint8_t {
  quote,    ///< always the quote currency
  received, ///< what the order brings in: base for buys, quote for sells
  other,    ///< a third asset, while there is enough of it; then as `received`
};

/// How a paper exchange fills orders and what that costs. Percentages: 0.1 is 0.1 %.
struct paper_model {
  decimal maker_fee = decimal::from_units(100'000'000'000'000'000); ///< limit orders; 0.1
  decimal taker_fee = decimal::from_units(100'000'000'000'000'000); ///< market, stop; 0.1
  std::string fee_asset;                                            ///< of `other`: "BNB"
  decimal fee_asset_price;   ///< of `other`: its price in quote currency
  decimal fee_asset_balance; ///< of `other`: how much of it a run begins with
  /// Market and triggered stop orders are filled this much worse than the price …
  decimal slippage = decimal::from_units(50'000'000'000'000'000); ///< 0.05
  /// … and half of this.
  decimal spread;
  /// An order takes part from the first bar that opens this long after it was decided.
  std::int64_t latency_ms = 0;
  /// Most of a bar's volume that one order may take, in percent; 0: any.
  decimal participation;
  /// Market orders are filled at the close of the bar that decided them, not at the
  /// next price. Kinder than reality.
  bool fill_on_signal_close = false;
  fee_source fees = fee_source::quote;
};

/// A problem that names the setting: percentages from 0 to 50, latency to a day.
result<void> check(const paper_model& x);

} // namespace tradeeon
