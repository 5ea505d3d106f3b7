#include "domain/trading/symbol_rules.hpp"

#include <array>

namespace tradeeon {

namespace {

constexpr std::array<std::string_view, 15> quotes{"FDUSD", "USDT", "USDC", "BUSD", "TUSD",
                                                  "DAI",   "USD",  "EUR",  "GBP",  "TRY",
                                                  "BRL",   "JPY",  "BTC",  "ETH",  "BNB"};

/// Some five dollars' worth, as exchanges ask for.
decimal least_worth(std::string_view quote) {
  if (quote == "BTC")
    return decimal::from_units(100'000'000'000'000); // 0.0001
  if (quote == "ETH")
    return decimal::from_units(1'000'000'000'000'000); // 0.001
  if (quote == "BNB")
    return decimal::from_units(10'000'000'000'000'000); // 0.01
  if (quote == "JPY")
    return 500;
  if (quote == "TRY" || quote == "BRL")
    return 10;
  return 5;
}

} // namespace

symbol_rules rule_book::of(std::string_view symbol) const {
  if (const auto found = known_.find(symbol); found != known_.end())
    return found->second;
  symbol_rules out;
  out.symbol = symbol;
  auto name = symbol.substr(symbol.find(':') + 1); // npos + 1 is 0
  out.base = name;
  out.quote = "USDT";
  for (const auto quote : quotes)
    if (name.size() > quote.size() && name.substr(name.size() - quote.size()) == quote) {
      out.base = name.substr(0, name.size() - quote.size());
      out.quote = quote;
      out.min_notional = least_worth(quote);
      break;
    }
  return out;
}

result<void> check(const symbol_rules& x) {
  if (!x.tick.positive())
    return bad_input("tick", "a price step above 0 is needed");
  if (!x.lot.positive())
    return bad_input("lot", "a quantity step above 0 is needed");
  if (x.min_quantity.negative() || x.max_quantity.negative())
    return bad_input("min_quantity", "a quantity of 0 or more is needed");
  if (x.min_notional.negative())
    return bad_input("min_notional", "an amount of 0 or more is needed");
  if (x.base.empty() || x.quote.empty())
    return bad_input("base", "a base and a quote currency are needed");
  return {};
}

} // namespace tradeeon
