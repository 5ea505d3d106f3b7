#include "app/commands/candle_table.hpp"
#include "app/commands/command.hpp"
#include "domain/conditions/parser.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <array>
#include <charconv>

namespace tradeeon {

namespace {

/// Where the values of one column are found among a step's readings; the graph
/// computes a series for the conditions that compare it.
result<std::size_t> add_column(condition_graph& graph, timeframe base,
                               const std::string& spec, const peer_files& peers) {
  auto series = parse_series(spec, {graph.symbol(), base});
  if (!series)
    return bad_input("--spec \"" + spec + "\" " + series.error().place,
                     series.error().text);
  condition above_zero;
  above_zero.symbol = graph.symbol();
  above_zero.base = base;
  above_zero.left.series = *std::move(series);
  above_zero.right = constant_operand(0);
  if (const auto why = peers.missing(peers_of(above_zero)); !why.empty())
    fmt::print(stderr, "tradeeon: \"{}\" has no value: {}\n", spec, why);
  const auto view = graph.add(above_zero);
  return static_cast<std::size_t>(view.left.slot >= 0 ? view.left.slot : view.right.slot);
}

// 17 significant digits: what reads them back gets the same double.
void append(std::string& line, double x) {
  constexpr int digits = 17;
  std::array<char, 40> text{};
  line.push_back(',');
  if (!has_value(x))
    return;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), x,
                                 std::chars_format::general, digits);
  line.append(text.data(), end.ptr);
}

result<int> print_indicators(const table_request& asked) {
  const auto base = parse_timeframe(asked.timeframe);
  if (!base)
    return bad_input("--timeframe", base.error().text);
  constexpr std::size_t bars_held = 2; // everything is known before the first bar
  condition_graph graph{std::string{file_symbol}, bars_held};
  graph.set_base(*base);
  auto peers = peer_files::open(asked.peers, graph.symbol(), *base);
  if (!peers)
    return std::move(peers).error();
  std::vector<std::size_t> slots;
  for (const auto& spec : asked.columns) {
    auto slot = add_column(graph, *base, spec, *peers);
    if (!slot)
      return std::move(slot).error();
    slots.push_back(*slot);
  }
  auto candles = open_checked_candles(asked.candles, graph.symbol(), *base);
  if (!candles)
    return std::move(candles).error();
  auto done = print_table(asked.columns, **candles, *peers, graph,
                          [&](const std::vector<bar_step>& steps, std::string& line) {
                            const auto& readings = steps.back().readings;
                            for (const auto slot : slots)
                              append(line, readings[slot].now);
                          });
  if (!done)
    return std::move(done).error();
  return 0;
}

} // namespace

void add_indicators(CLI::App& root, job& chosen) {
  auto* command = root.add_subcommand("indicators", "Print indicator values as CSV");
  auto asked = std::make_shared<table_request>();
  command->add_option("--candles", asked->candles, "CSV file of candles")
    ->required()
    ->type_name("FILE");
  command->add_option("--timeframe", asked->timeframe, "their bar length: 1m … 1M")
    ->required()
    ->type_name("T");
  command
    ->add_option("--spec", asked->columns,
                 "a series, such as MACD(12,26,9).histogram; repeat it for more columns")
    ->required()
    ->allow_extra_args(false)
    ->type_name("SPEC");
  add_peer_option(*command, asked->peers);
  command->footer(
    "Example:\n  tradeeon indicators --candles BTCUSDT-5m.csv --timeframe 5m "
    "--spec 'RSI(14)' --spec 'SMA(RSI(14), 9)'");
  command->callback(
    [=, &chosen] { chosen = [=]() -> result<int> { return print_indicators(*asked); }; });
}

} // namespace tradeeon
