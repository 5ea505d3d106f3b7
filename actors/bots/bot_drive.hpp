#pragma once

#include "actors/bots/options.hpp"
#include "actors/bots/wire.hpp"
#include "domain/bots/session.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace tradeeon {

/// One run between its market and its store: what it has still to read, what it takes
/// in, and what of it is to be stored. Not thread-safe.
class bot_drive {
public:
  /// Goes on where `from` stands; a run without a state begins with the past bars.
  /// Throws where the state can't be read.
  bot_drive(const bot_loading& from, std::shared_ptr<const bot_settings> settings,
            const bot_options& options, std::function<trading_state()> state);

  // -- what drives it --------------------------------------------------------------

  /// What comes after all that was taken in.
  [[nodiscard]] storage::inputs_request behind() const;
  /// An answer to that. True where there was no more.
  bool catch_up(const storage::bot_inputs& page);
  /// What a commit has brought; what was taken in already is passed over.
  void take(const market_news& news);
  /// A problem where the run can't do that now; then nothing has changed.
  result<void> command(const bot_command& asked);
  /// `conflict` where the bot is no longer what was edited, `bad_transition` for what no
  /// run can take in; then nothing has changed.
  result<void> edit(const bot& wanted, std::shared_ptr<const bot_settings> settings,
                    bool to_open_deals);

  // -- what is to be stored ----------------------------------------------------------

  /// Whether there is something that must not wait.
  [[nodiscard]] bool due() const;
  /// Bars that no commit has yet.
  [[nodiscard]] std::uint32_t bars_owed() const noexcept { return owed_; }
  /// All that has happened since the last one; the next is one step further on.
  [[nodiscard]] storage::bot_commit make_commit();
  /// How it was stored; returns how many orders were sent since the one before.
  std::uint32_t stored(const bot_committed& now);

  /// The run has ended, and that is stored.
  [[nodiscard]] bool over() const noexcept;

private:
  void take_bar(const std::string& symbol, timeframe base, const candle& bar);
  /// Bars of several symbols in the order of their closes.
  void take_bars(const std::vector<storage::driving_bars>& bars, time_ms until);
  [[nodiscard]] bot_status status() const;

  // Of the stored row and run no more than is asked for: bots are many.
  bot_status stored_status_;
  std::uint32_t revision_;
  std::uint32_t run_;
  std::uint64_t step_ = 0;
  storage::bot_cursor start_; ///< where it stood when it was loaded
  std::uint32_t commit_every_;
  std::function<void(const std::string&, const candle&)> before_bar_;
  bot_session session_;
  std::uint32_t owed_ = 0;
  bool must_ = false; ///< something is to be stored even without an effect
  std::uint32_t orders_stored_ = 0;
  std::uint32_t orders_asked_ = 0; ///< of the commit under way
};

} // namespace tradeeon
