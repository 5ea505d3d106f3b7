#pragma once

#include "app/candle_file.hpp"
#include "domain/market/candle_history.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tradeeon {

/// The files of `--peer`: candles of other symbols that conditions read.
class peer_files {
public:
  /// Opens `SYMBOL=FILE` and `SYMBOL@TIMEFRAME=FILE`; without a timeframe it is `base`.
  /// Each file has been read once: every line is known to be good.
  static result<peer_files> open(const std::vector<std::string>& given,
                                 const std::string& home, timeframe base);

  using taker =
    std::function<void(const std::string& symbol, timeframe base, const candle& bar)>;
  /// Hands on, oldest first, what closed by `at` and was not handed on before.
  result<void> hand_on(time_ms at, const taker& take);
  /// All candles of all files.
  result<std::vector<peer_candles>> all();

  /// Which of these symbols has no file, in words; empty where all have one.
  [[nodiscard]] std::string missing(const std::set<std::string>& symbols) const;

private:
  struct file {
    std::string symbol;
    timeframe base = timeframe::m1;
    std::unique_ptr<candle_file> candles;
    std::optional<candle> next; ///< read and not handed on
    bool ended = false;
  };
  static result<file> open_one(const std::string& text, const std::string& home,
                               timeframe base);
  std::vector<file> files_;
};

/// Adds the option to a subcommand.
void add_peer_option(CLI::App& command, std::vector<std::string>& into);

} // namespace tradeeon
