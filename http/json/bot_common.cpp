// What bots of every type are told.
#include "domain/market/symbol.hpp"
#include "domain/trading/symbol_rules.hpp"
#include "http/json/bot_fields.hpp"
#include "http/json/bot_parts.hpp"

#include <algorithm>

namespace tradeeon::json {

namespace {

constexpr std::size_t most_symbols = 50;

/// Takes one pair in; `place` is where it was given.
void add_pair(fields& from, const std::string& text, const std::string& place,
              bot_frame& bot) {
  const auto symbol = normalise_symbol(text, place);
  if (!symbol)
    return from.problems().say(symbol.error());
  auto& all = bot.row.symbols;
  if (std::find(all.begin(), all.end(), *symbol) != all.end())
    return from.problems().say(place, *symbol + " is there already");
  const auto rules = rule_book{}.of(*symbol);
  if (!all.empty() && rules.quote != bot.quote)
    return from.problems().say(place, "all pairs of a bot are paid in one currency; this "
                                      "one is not in " +
                                        bot.quote);
  all.push_back(*symbol);
  bot.quote = rules.quote;
}

void read_list(fields& from, const value& list, bot_frame& bot) {
  if (list.size() > most_symbols)
    from.fail("selectedPairs",
              "at most " + std::to_string(most_symbols) + " pairs are possible");
  for (std::size_t i = 0; i < list.size() && !from.problems().said(); ++i) {
    const auto place = from.path_of("selectedPairs[" + std::to_string(i) + "]");
    if (!list[i].is_string())
      return from.problems().say(place, "a text is needed, such as BTC/USDT");
    const auto& text = list[i].get_ref<const std::string&>();
    add_pair(from, text, place, bot);
    if (i == 0 && bot.row.pair.empty())
      bot.row.pair = text;
  }
}

void read_pairs(fields& from, bot_frame& bot) {
  const auto pair = from.text("pair", 64);
  const auto* list = from.array("selectedPairs");
  const auto type = word(from, "botType", {"single", "multi"});
  if (pair)
    bot.row.pair = *pair;
  if (list != nullptr && !list->empty())
    read_list(from, *list, bot);
  else if (pair)
    add_pair(from, *pair, from.path_of("pair"), bot);
  if (from.problems().said())
    return;
  const auto& all = bot.row.symbols;
  if (all.empty())
    return from.fail("pair", "is needed: what to trade, such as BTC/USDT");
  if (type == std::size_t{0} && all.size() > 1)
    return from.fail("botType", "single contradicts several selectedPairs; use multi");
  if (!pair || list == nullptr || list->empty())
    return;
  const auto first = normalise_symbol(*pair, from.path_of("pair"));
  if (!first)
    return from.problems().say(first.error());
  const auto at = std::find(all.begin(), all.end(), *first);
  if (at == all.end())
    return from.fail("pair", "is not among selectedPairs; give one of the two");
  // The pair is the bot's first symbol.
  std::rotate(bot.row.symbols.begin(), bot.row.symbols.begin() + (at - all.begin()),
              bot.row.symbols.begin() + (at - all.begin()) + 1);
}

void read_interval(fields& from, bot_frame& bot) {
  const auto name = either(from, "interval", "timeframe");
  if (!name)
    return;
  const auto read = parse_timeframe(*name);
  if (!read)
    return from.fail(from.has("interval") ? "interval" : "timeframe", read.error().text);
  bot.row.interval = *read;
  bot.into.interval = *read;
}

/// What has one possible answer so far: long deals, profits in the quote currency.
void read_market(fields& from, const bot_frame& bot) {
  if (const auto way = from.text("direction"); way && *way != "long")
    from.fail("direction", "only long is possible: these are spot markets");
  const auto profit = from.text("profitCurrency", 20);
  if (profit && *profit != "quote" && *profit != bot.quote)
    from.fail("profitCurrency",
              "profits are taken in the quote currency; use quote or " + bot.quote);
  // Wishes of the form: how a bot is started decides.
  word(from, "tradingMode", {"test", "live", "paper"});
  from.flag("useLiveData");
}

} // namespace

names common_bot_names() {
  return {"botName",     "name",          "bot_type",    "botType",        "direction",
          "pair",        "selectedPairs", "exchange",    "profitCurrency", "interval",
          "timeframe",   "tradingMode",   "useLiveData", "paper",          "limits",
          "protections", "costBasis"};
}

void read_common(fields& from, bot_frame& bot) {
  from.find("bot_type");
  const auto name = either(from, "botName", "name", 128);
  read_pairs(from, bot);
  read_interval(from, bot);
  read_market(from, bot);
  bot.row.exchange = from.text("exchange", 128).value_or("paper");
  bot.row.name = name.value_or(bot.row.pair + " " + std::string{to_string(bot.row.type)});
  read_guards(from, bot.into);
}

} // namespace tradeeon::json
