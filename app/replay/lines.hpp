#pragma once

#include "app/replay/bot_replay.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace tradeeon {

/// What was printed.
struct line_counts {
  std::uint64_t fills = 0;
  std::uint64_t deals = 0; ///< closed ones
};

/// The lines of `tradeeon replay` about bots.
class bot_lines {
public:
  /// `diary`: what the bots note down as well.
  explicit bot_lines(bool diary) : diary_(diary) {}

  /// What one bot's newest bar has brought about: first each order that is new or has
  /// changed, as it stands after the bar, then the fills, the deals that were closed, and
  /// the diary, each in the order in which they happened.
  void append(std::string& to, const replayed_bot& x);
  /// How the bot's run went.
  static void append_outcome(std::string& to, const replayed_bot& x,
                             const std::string& symbol);

  [[nodiscard]] const line_counts& counts() const noexcept { return counts_; }

private:
  /// Numbers of a bot's newest fill and diary line.
  struct numbers {
    std::int64_t fill = 0;
    std::int64_t event = 0;
  };
  bool diary_;
  line_counts counts_;
  std::map<std::string, numbers> numbers_; ///< by bot
};

} // namespace tradeeon
