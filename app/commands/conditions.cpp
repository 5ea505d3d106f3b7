#include "app/commands/candle_table.hpp"
#include "app/commands/command.hpp"
#include "domain/conditions/question.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace tradeeon {

namespace {

/// One column: an expression of the graph.
result<truth_index> add_column(condition_graph& graph, timeframe base,
                               const std::string& text, const peer_files& peers) {
  const auto asks = parse_expression(text, {graph.symbol(), base});
  if (!asks)
    return bad_input("--condition \"" + text + "\" " + asks.error().place,
                     asks.error().text);
  if (const auto why = why_blind(conditions_of(*asks), base); !why.empty())
    fmt::print(stderr, "tradeeon: \"{}\" has no value: {}\n", text, why);
  if (const auto why = peers.missing(peers_of(plain_question(*asks, base))); !why.empty())
    fmt::print(stderr, "tradeeon: in \"{}\" something has no value: {}\n", text, why);
  return graph.add(*asks, base).root;
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
  auto peers = peer_files::open(asked.peers, graph.symbol(), *base);
  if (!peers)
    return std::move(peers).error();
  std::vector<truth_index> columns;
  for (const auto& text : asked.columns) {
    const auto made = add_column(graph, *base, text, *peers);
    if (!made)
      return made.error();
    columns.push_back(*made);
  }
  auto candles = open_checked_candles(asked.candles, graph.symbol(), *base);
  if (!candles)
    return std::move(candles).error();
  auto done = print_table(asked.columns, **candles, *peers, graph,
                          [&](const std::vector<bar_step>&, std::string& line) {
                            for (const auto which : columns)
                              append(line, graph.now(which));
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
  add_peer_option(*command, asked->peers);
  command->footer(
    "1: it holds, 0: it does not, empty: no value yet.\n\n"
    "Example:\n  tradeeon conditions --candles BTCUSDT-5m.csv --timeframe 5m "
    "--condition 'RSI(14) < 30 and close > EMA(50) @ 1h'");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return print_conditions(*asked); }; });
}

} // namespace tradeeon
