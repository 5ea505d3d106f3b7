#include "app/commands/peer_files.hpp"

#include "app/commands/candle_table.hpp"
#include "domain/market/symbol.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace tradeeon {

result<peer_files::file> peer_files::open_one(const std::string& text,
                                              const std::string& home, timeframe base) {
  const auto place = "--peer \"" + text + '"';
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0 || equals + 1 == text.size())
    return bad_input(place, "SYMBOL=FILE or SYMBOL@TIMEFRAME=FILE is needed, such as "
                            "ETHUSDT=eth.csv");
  auto name = text.substr(0, equals);
  file out;
  out.base = base;
  if (const auto at = name.find('@'); at != name.npos) {
    const auto frame = parse_timeframe(std::string_view{name}.substr(at + 1));
    if (!frame)
      return bad_input(place, frame.error().text);
    out.base = *frame;
    name.resize(at);
  }
  auto symbol = normalise_symbol(name, place);
  if (!symbol)
    return std::move(symbol).error();
  out.symbol = *std::move(symbol);
  if (out.symbol == home)
    return bad_input(place, "the candles of " + home + " are those of --candles");
  auto candles = open_checked_candles(text.substr(equals + 1), out.symbol, out.base);
  if (!candles)
    return std::move(candles).error();
  out.candles = *std::move(candles);
  return out;
}

result<peer_files> peer_files::open(const std::vector<std::string>& given,
                                    const std::string& home, timeframe base) {
  peer_files out;
  for (const auto& text : given) {
    auto one = open_one(text, home, base);
    if (!one)
      return std::move(one).error();
    for (const auto& other : out.files_)
      if (other.symbol == one->symbol)
        return bad_input("--peer \"" + text + '"',
                         "the candles of " + one->symbol + " are given already");
    out.files_.push_back(*std::move(one));
  }
  return out;
}

result<void> peer_files::hand_on(time_ms at, const taker& take) {
  for (auto& from : files_)
    while (!from.ended) {
      if (!from.next) {
        auto bar = from.candles->next();
        if (!bar)
          return std::move(bar).error();
        from.next = *bar;
        from.ended = !from.next.has_value();
        continue;
      }
      if (bar_close(from.base, from.next->open_time) > at)
        break;
      take(from.symbol, from.base, *from.next);
      from.next.reset();
    }
  return {};
}

result<std::vector<peer_candles>> peer_files::all() {
  std::vector<peer_candles> out;
  for (const auto& from : files_)
    out.push_back({from.symbol, from.base, {{from.base, {}}}});
  auto read = hand_on(std::numeric_limits<time_ms>::max(),
                      [&](const std::string& symbol, timeframe, const candle& bar) {
                        for (auto& to : out)
                          if (to.symbol == symbol)
                            to.bars.front().second.push_back(bar);
                      });
  if (!read)
    return std::move(read).error();
  return out;
}

std::string peer_files::missing(const std::set<std::string>& symbols) const {
  for (const auto& symbol : symbols)
    if (std::none_of(files_.begin(), files_.end(),
                     [&](const file& x) { return x.symbol == symbol; }))
      return "there are no candles of " + symbol + "; give them with --peer " + symbol +
             "=FILE";
  return {};
}

void add_peer_option(CLI::App& command, std::vector<std::string>& into) {
  command
    .add_option("--peer", into,
                "candles of another symbol that is read, SYMBOL@T=FILE where their bar "
                "length differs; repeat it for more")
    ->allow_extra_args(false)
    ->type_name("SYMBOL=FILE");
}

} // namespace tradeeon
