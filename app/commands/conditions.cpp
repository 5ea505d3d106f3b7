#include "app/commands/candle_table.hpp"
#include "app/commands/command.hpp"
#include "domain/alerts/expression_code.hpp"
#include "domain/conditions/parser.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace tradeeon {

namespace {

/// One column: an expression over conditions of the graph.
struct column {
  expression_code code;
  std::vector<condition_index> parts;
};

result<column> add_column(condition_graph& graph, timeframe base,
                          const std::string& text) {
  auto asks = parse_expression(text, {graph.symbol(), base});
  if (!asks)
    return bad_input("--condition \"" + text + "\" " + asks.error().place,
                     asks.error().text);
  const auto parts = conditions_of(*asks);
  if (const auto why = why_blind(parts, base); !why.empty())
    fmt::print(stderr, "tradeeon: \"{}\" has no value: {}\n", text, why);
  column made{expression_code{*asks}, {}};
  for (const auto& part : parts)
    made.parts.push_back(graph.add(part).index);
  return made;
}

void append(std::string& line, truth x) {
  line.append(x == truth::unknown ? "," : x == truth::yes ? ",1" : ",0");
}

result<int> print_conditions(const table_request& asked) {
  const auto base = parse_timeframe(asked.timeframe);
  if (!base)
    return bad_input("--timeframe", base.error().text);
  constexpr std::size_t bars_held = 2; // everything is known before the first bar
  condition_graph graph{std::string{file_symbol}, bars_held};
  graph.set_base(*base);
  std::vector<column> columns;
  for (const auto& text : asked.columns) {
    auto made = add_column(graph, *base, text);
    if (!made)
      return std::move(made).error();
    columns.push_back(*std::move(made));
  }
  auto candles = open_checked_candles(asked.candles, graph.symbol(), *base);
  if (!candles)
    return std::move(candles).error();
  std::vector<truth> known; // by condition index
  auto done =
    print_table(asked.columns, **candles, graph,
                [&](const std::vector<bar_step>& steps, std::string& line) {
                  for (const auto& step : steps)
                    for (const auto& change : step.changes) {
                      if (change.which >= known.size())
                        known.resize(change.which + 1, truth::unknown);
                      known[change.which] = change.now;
                    }
                  for (const auto& x : columns)
                    append(line, x.code.evaluate([&](std::size_t part) {
                      const auto which = x.parts[part];
                      return which < known.size() ? known[which] : truth::unknown;
                    }));
                });
  if (!done)
    return std::move(done).error();
  return 0;
}

} // namespace

void add_conditions(CLI::App& root, job& chosen) {
  auto* command =
    root.add_subcommand("conditions", "Print on which candles conditions hold, as CSV");
  auto asked = std::make_shared<table_request>();
  command->add_option("--candles", asked->candles, "CSV file of candles")
    ->required()
    ->type_name("FILE");
  command->add_option("--timeframe", asked->timeframe, "their bar length: 1m … 1M")
    ->required()
    ->type_name("T");
  command
    ->add_option("--condition", asked->columns,
                 "a comparison, or several with and, or, not; repeat it for more columns")
    ->required()
    ->allow_extra_args(false)
    ->type_name("TEXT");
  command->footer(
    "1: it holds, 0: it does not, empty: no value yet.\n\n"
    "Example:\n  tradeeon conditions --candles BTCUSDT-5m.csv --timeframe 5m "
    "--condition 'RSI(14) < 30 and close > EMA(50) @ 1h'");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return print_conditions(*asked); }; });
}

} // namespace tradeeon
