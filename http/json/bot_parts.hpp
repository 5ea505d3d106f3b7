// The readers of a bot's parts. What they hand back after a complaint is not to be used.
#pragma once

#include "domain/bots/settings.hpp"
#include "http/json/fields.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

using names = std::vector<std::string_view>;

/// What is known of a bot before its plan is read.
struct bot_frame {
  bot row;
  std::string quote; ///< what all its symbols are paid in: "USDT"
  bot_settings into;

  /// Where its questions are at home. A bot of several symbols asks each of them the
  /// same, so that its questions name none, not even one of its own.
  [[nodiscard]] home at(timeframe frame) const {
    return {row.symbols.size() == 1 ? row.symbols.front() : std::string{}, frame};
  }
};

/// Fields that bots of every type have.
[[nodiscard]] names common_bot_names();
/// Name, symbols, interval, and how orders are filled, limited and held back.
void read_common(fields& from, bot_frame& bot);

// -- by type: the fields that are its own ----------------------------------------------

[[nodiscard]] names dca_names();
void read_dca(fields& from, bot_frame& bot);
[[nodiscard]] names grid_names();
void read_grid(fields& from, bot_frame& bot);
[[nodiscard]] names trend_names();
void read_trend(fields& from, bot_frame& bot);
[[nodiscard]] names signal_names();
void read_signal(fields& from, bot_frame& bot);

// -- questions -------------------------------------------------------------------------

/// Adds a question; what is wrong with it is a complaint at `place`.
void ask(complaint& out, bot_frame& bot, const std::string& place, std::string name,
         const std::string& text, timeframe frame, bool edge);
/// The canonical text of an expression or playbook, empty after a complaint.
[[nodiscard]] std::string question_text(complaint& out, const bot_frame& bot,
                                        const std::string& place, const std::string& text,
                                        timeframe frame);
/// The text of a list of conditions: `{…}`, or `{enabled, name, condition:{…}}` around
/// one. Empty where none of them counts.
[[nodiscard]] std::string conditions_text(complaint& out, const bot_frame& bot,
                                          const value& list, const std::string& place,
                                          bool any);
/// The text of one condition object.
[[nodiscard]] std::string condition_text(complaint& out, const bot_frame& bot,
                                         const value& object, const std::string& place);

// -- what several types have -----------------------------------------------------------

[[nodiscard]] names barrier_names();
/// `takeProfit`, `stopLoss`, `trailingStop`, `timeExit`.
void read_barriers(fields& from, barrier_setting& into);
/// A list of targets whose profits are called `percent_name`.
[[nodiscard]] std::vector<profit_target> read_targets(fields& from, std::string_view name,
                                                      std::string_view percent_name);
/// The contract's `{enabled, activationProfit, trailingDistance, onlyUp}`.
[[nodiscard]] boxed<trailing_stop_setting>
read_trailing_stop(complaint& out, const value& object, const std::string& path);
/// `{type, value, multiplier}`
void read_amount(fields& from, amount_setting& into);
/// `paper`, `limits`, `protections`, `costBasis`.
void read_guards(fields& from, bot_settings& into);
/// `safetyOrders` or `dcaConfig.levels`.
void read_ladder(fields& from, dca_settings& into);
/// The first orders of deals by conditions: true where deals wait for a question.
[[nodiscard]] bool read_entry(fields& from, bot_frame& bot);
/// The contract's `phase1Features`. True where it says that a closed deal is followed by
/// the next.
[[nodiscard]] bool read_features(fields& from, bot_frame& bot, dca_settings& into);
void read_regime(complaint& out, const value& object, const std::string& path,
                 bot_frame& bot, dca_settings& into);
void read_brake(complaint& out, const value& object, const std::string& path,
                bot_frame& bot, dca_settings& into);
[[nodiscard]] bool read_profit_strategy(complaint& out, const value& object,
                                        const std::string& path, dca_settings& into);

} // namespace tradeeon::json
