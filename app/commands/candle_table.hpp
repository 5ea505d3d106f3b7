#pragma once

#include "app/candle_file.hpp"
#include "app/commands/peer_files.hpp"
#include "domain/conditions/graph.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// What `indicators` and `conditions` have in common on the command line.
struct table_request {
  std::string candles;
  std::string timeframe;
  std::vector<std::string> columns; ///< the specs or conditions as given
  std::vector<std::string> peers;   ///< other symbols' candles
};

/// Opens a file of candles and reads it once: every line is known to be good, and
/// nothing has been printed. The file stands at its first candle again.
result<std::unique_ptr<candle_file>>
open_checked_candles(const std::string& path, std::string symbol, timeframe base);

/// Why conditions never have a value on candles of `base` (their bars can't be made
/// of these candles); empty where they can.
[[nodiscard]] std::string why_blind(const std::vector<condition>& parts, timeframe base);

/// A name in a CSV header: in quotes where it has to be.
[[nodiscard]] std::string csv_quoted(std::string_view text);

/// The symbol that a text means where only one file of candles is looked at.
inline constexpr std::string_view file_symbol = "CANDLES";

/// Prints CSV to standard output: a header, then a line per candle with its open
/// time and what `cells` appends to it (",a,b") after the graph has taken the
/// candle in, and what had closed by then of the other symbols.
result<void> print_table(
  const std::vector<std::string>& columns, candle_file& candles, peer_files& peers,
  condition_graph& graph,
  const std::function<void(const std::vector<bar_step>&, std::string& line)>& cells);

} // namespace tradeeon
