#include "app/trading_rules.hpp"

#include "app/option_values.hpp"
#include "domain/market/symbol.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tradeeon {

namespace {

using amount_member = decimal symbol_rules::*;

constexpr std::array<std::pair<std::string_view, amount_member>, 5> amounts{{
  {"tick", &symbol_rules::tick},
  {"lot", &symbol_rules::lot},
  {"min_quantity", &symbol_rules::min_quantity},
  {"max_quantity", &symbol_rules::max_quantity},
  {"min_notional", &symbol_rules::min_notional},
}};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!word.empty())
      out.push_back(word);
  }
  return out;
}

result<void> take(symbol_rules& to, std::string_view word) {
  const auto at = word.find('=');
  const auto key = word.substr(0, at);
  const auto value = at == std::string_view::npos ? std::string_view{}
                                                  : word.substr(at + 1);
  for (const auto& [name, member] : amounts) {
    if (key != name)
      continue;
    const auto amount = decimal::parse(value);
    if (!amount)
      return bad_input({}, std::string{name} + " is a number, such as 0.01, and not " +
                             quoted(value));
    to.*member = *amount;
    return {};
  }
  if (key == "base" || key == "quote") {
    (key == "base" ? to.base : to.quote) = value;
    return {};
  }
  return bad_input({}, "after the symbol come tick, lot, min_quantity, max_quantity, "
                       "min_notional, base or quote, each with = and its value, and not " +
                         quoted(word));
}

} // namespace

result<symbol_rules> parse_trading_rules(std::string_view text) {
  const auto words = words_of(text);
  if (words.empty())
    return bad_input({}, "a symbol is needed, such as BTCUSDT tick=0.01 lot=0.00001");
  const auto symbol = normalise_symbol(words.front(), {});
  if (!symbol)
    return symbol.error();
  auto out = rule_book{}.of(*symbol);
  for (std::size_t i = 1; i < words.size(); ++i)
    if (auto done = take(out, words[i]); !done)
      return std::move(done).error();
  if (auto fine = check(out); !fine)
    return bad_input({}, *symbol + ", " + fine.error().place + ": " + fine.error().text);
  return out;
}

std::string to_string(const symbol_rules& x) {
  auto out = x.symbol;
  for (const auto& [name, member] : amounts)
    out.append(" ").append(name).append("=").append((x.*member).text());
  return out + " base=" + x.base + " quote=" + x.quote;
}

} // namespace tradeeon
