#include "app/commands/candle_table.hpp"

#include "app/commands/text_output.hpp"

namespace tradeeon {

result<std::unique_ptr<candle_file>>
open_checked_candles(const std::string& path, std::string symbol, timeframe base) {
  auto file = candle_file::open(path, std::move(symbol), base);
  if (!file)
    return file;
  if (auto count = check_candles(**file); !count)
    return std::move(count).error();
  (*file)->rewind();
  return file;
}

std::string why_blind(const std::vector<condition>& parts, timeframe base) {
  for (const auto& part : parts)
    for (const auto& [symbol, tf] : bars_of(part))
      if (symbol.empty() && !divides(base, tf))
        return std::string{to_string(tf)} + " bars can't be made of " +
               std::string{to_string(base)} + " candles";
  return {};
}

std::string csv_quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos)
    return std::string{text};
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"')
      out.push_back('"');
    out.push_back(c);
  }
  return out + '"';
}

result<void> print_table(
  const std::vector<std::string>& columns, candle_file& candles, peer_files& peers,
  condition_graph& graph,
  const std::function<void(const std::vector<bar_step>&, std::string& line)>& cells) {
  auto out = text_output::open("-");
  if (!out)
    return std::move(out).error();
  std::string line = "open_time";
  for (const auto& name : columns)
    line.append(",").append(csv_quoted(name));
  std::vector<bar_step> steps;
  while (true) {
    if (auto done = out->write(line.append("\n")); !done)
      return done;
    const auto bar = candles.next();
    if (!bar)
      return bar.error();
    if (!*bar)
      return out->finish();
    steps.clear();
    auto handed = peers.hand_on(bar_close(candles.base(), (*bar)->open_time),
                                [&](const std::string& symbol, timeframe base,
                                    const candle& x) { graph.offer(symbol, base, x); });
    if (!handed)
      return handed;
    graph.advance(**bar, steps);
    line = std::to_string((*bar)->open_time);
    cells(steps, line);
  }
}

} // namespace tradeeon
