#pragma once

#include "domain/alerts/subscription.hpp"
#include "domain/bots/machine.hpp"

#include <vector>

namespace tradeeon {

/// A run together with what drives it: brings bars and handoffs into the one order that
/// a live run, a replay and a repetition after a crash share. A handoff belongs to the
/// first base bar of its symbol that closes at or after its own bar (of a symbol that
/// the run does not trade: of the run's first symbol); until that bar is there it waits,
/// and is part of the state. Answers to the bot's own questions come with that bar; what
/// others ask of it comes right after it. One whose bar has passed already counts at
/// once. Not thread-safe.
class bot_session {
public:
  /// As of `bot_machine`; `bot_id` tells own questions from what others ask.
  bot_session(std::string bot_id, run_identity who,
              std::shared_ptr<const bot_settings> settings, const rule_book& rules,
              std::function<trading_state()> state = {});

  /// Past bars, oldest first, before the run's first: see `bot_machine::warm`.
  void warm(const std::string& symbol, timeframe base, const std::vector<candle>& bars) {
    machine_.warm(symbol, base, bars);
  }
  /// Handoffs in log order; those up to `newest_handoff` are passed over. To be called
  /// before the bars that they were committed with.
  void take(const std::vector<handoff>& handed);
  /// The next bar of a symbol; one that was taken in already is passed over, like those
  /// of symbols that the run does not trade.
  void take(const std::string& symbol, timeframe base, const candle& bar);
  /// To be called after the last bar that is there: what came too late for its bar
  /// counts now.
  void settle();

  result<void> on_command(const bot_command& command) {
    return machine_.on_command(command);
  }
  void on_edit(std::shared_ptr<const bot_settings> settings, bool to_open_deals) {
    machine_.on_edit(std::move(settings), to_open_deals);
  }

  [[nodiscard]] const std::string& bot_id() const noexcept { return bot_id_; }
  [[nodiscard]] bot_machine& machine() noexcept { return machine_; }
  [[nodiscard]] const bot_machine& machine() const noexcept { return machine_; }
  /// Seq of the newest handoff that was taken; `start_at` sets where a run begins.
  [[nodiscard]] std::int64_t newest_handoff() const noexcept { return newest_; }
  void start_at(std::int64_t seq) { newest_ = seq; }
  /// Open time of the newest bar taken in; -1: none.
  [[nodiscard]] time_ms newest_bar(std::string_view symbol) const {
    return machine_.newest_bar(symbol);
  }

  /// The whole state, of the machine as well. False where the bytes are of another
  /// version or damaged.
  [[nodiscard]] std::string save() const;
  [[nodiscard]] bool load(std::string_view bytes);

private:
  /// What is left of a handoff until its bar has come.
  struct waiting {
    std::string symbol; ///< whose bar it belongs to
    std::string what;
    std::string about; ///< the symbol that it came from
    bool own = false;  ///< answers one of the bot's questions
    time_ms due = 0;   ///< close of its own bar
  };
  void act(const waiting& x);
  [[nodiscard]] bool trades(std::string_view symbol) const;

  std::string bot_id_;
  bot_machine machine_;
  std::int64_t newest_ = 0;
  std::vector<waiting> waiting_;
};

} // namespace tradeeon
