#include "app/replay/inputs.hpp"

#include "app/commands/candle_table.hpp"
#include "app/text_file.hpp"
#include "domain/bots/preview.hpp"
#include "domain/bots/questions.hpp"
#include "domain/conditions/question.hpp"
#include "http/json/alert_codec.hpp"
#include "http/json/bot_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace tradeeon {

namespace {

constexpr std::int64_t usual_balance = 10'000;

result<std::string> read_text(const std::string& path) {
  return read_text_file(path, 256U << 20U, "such a file has at most 256 MiB");
}

/// "FILE PLACE", for a problem somewhere within a file.
problem within(const std::string& path, const problem& x) {
  return bad_input(path + (x.place.empty() ? "" : " ") + x.place, x.text);
}

/// What the plan needs at most, from `price` on; 0 where its amounts are shares of what
/// the run has.
result<decimal> capital_of(const bot_settings& settings, const symbol_rules& rules,
                           double price) {
  if (!has_fixed_amounts(settings))
    return decimal{};
  try {
    const auto plan = preview(settings, rules, decimal::from_double(price));
    if (!plan)
      return plan.error();
    return plan->required_capital;
  } catch (const std::overflow_error&) {
    return bad_input("", "some amount of this plan is beyond all that can be traded");
  }
}

void warn_of(const bot& row, const std::string& symbol, timeframe base) {
  for (const auto& other : row.symbols)
    if (other != symbol)
      fmt::print(stderr, "tradeeon: bot {} trades nothing on {}: the candles are {}'s\n",
                 row.bot_id, other, symbol);
  if (!divides(base, row.interval))
    fmt::print(stderr,
               "tradeeon: bot {} decides on {} bars, which can't be made of {} candles; "
               "each candle counts as a bar of its own\n",
               row.bot_id, to_string(row.interval), to_string(base));
}

} // namespace

result<void> replay_inputs::put(const alert& row, const std::string& place,
                                const std::string& name, symbol_engine& engine) {
  const auto asks = parse_question(row.expression, {row.symbol, row.base});
  if (!asks)
    return bad_input(place + " " + asks.error().place, asks.error().text);
  auto parts = conditions_of(*asks);
  parts.emplace_back().base = row.base; // its own bars are needed as well
  if (const auto why = why_blind(parts, market_.base); !why.empty())
    fmt::print(stderr, "tradeeon: {} never fires: {}\n", name, why);
  if (const auto why = peers_.missing(peers_of(*asks)); !why.empty())
    fmt::print(stderr, "tradeeon: {} can't be known in full: {}\n", name, why);
  if (auto done = engine.put(row); !done)
    return bad_input(place + " " + done.error().place, done.error().text);
  return {};
}

result<void> replay_inputs::read_alerts(const std::string& path, symbol_engine& engine) {
  const auto text = read_text(path);
  if (!text)
    return text.error();
  const auto rows = json::parse_alert_file(*text);
  if (!rows)
    return within(path, rows.error());
  for (const auto& row : *rows) {
    const auto place = path + " alert " + row.alert_id;
    if (row.symbol != market_.symbol)
      return bad_input(place, "its symbol is " + row.symbol + ", but the candles are " +
                                market_.symbol + "'s");
    if (row.status != alert_status::active) {
      ++skipped_;
      continue;
    }
    if (auto done = put(row, place, "alert " + row.alert_id, engine); !done)
      return done;
    ids_.insert(row.alert_id);
    ++alerts_;
  }
  return {};
}

result<void> replay_inputs::read_bots(const std::string& path, const rule_book& rules,
                                      double price, symbol_engine& engine,
                                      bot_replay& replay) {
  const auto text = read_text(path);
  if (!text)
    return text.error();
  auto rows = json::parse_bot_file(*text);
  if (!rows)
    return within(path, rows.error());
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& [input, balance] = (*rows)[i];
    const auto place = path + " [" + std::to_string(i) + "]";
    const auto& row = input.row;
    const auto at = [&](const problem& x) {
      return bad_input(place + (x.place.empty() ? "" : ".") + x.place, x.text);
    };
    const auto capital = capital_of(input.settings, rules.of(market_.symbol), price);
    if (!capital)
      return at(capital.error());
    if (balance && *balance < *capital)
      fmt::print(stderr, "tradeeon: bot {} has {}, but its plan may take {}\n",
                 row.bot_id, balance->text(), capital->text());
    const auto money = balance.value_or(std::max(decimal{usual_balance}, *capital));
    if (auto done = replay.add(row, input.settings, money); !done)
      return at(done.error());
    warn_of(row, market_.symbol, market_.base);
  }
  for (const auto& asked : replay.questions()) {
    if (!ids_.insert(asked.alert_id).second)
      return bad_input(path, "a bot asks " + asked.alert_id +
                               ", but there is an alert of that id; rename one");
    if (auto done = put(asked, path + " " + asked.alert_id,
                        "the question " + asked.alert_id, engine);
        !done)
      return done;
  }
  return {};
}

} // namespace tradeeon
