// A bot as its JSON describes it, driven bar by bar, with its effects as text.
#pragma once

#include "domain/bots/machine.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::test {

/// What a test drives: bars of one minute from 0 on, for each symbol of the bot.
class bot_lab {
public:
  explicit bot_lab(std::string_view config, symbol_rules rules = default_rules(),
                   std::string_view money = "10000");

  /// The next bar of a symbol ("": the bot's first) with the questions that are true.
  void bar(double open, double high, double low, double close,
           std::vector<std::string_view> said = {}, const std::string& symbol = {});
  /// A bar that stands still.
  void bar(double price, std::vector<std::string_view> said = {}) {
    bar(price, price, price, price, std::move(said));
  }
  void signal(std::string_view what) { run().on_signal(symbols_.front(), what, now()); }
  result<void> command(bot_command::kind what, std::uint32_t deal = 0);
  /// Takes an edited config in.
  void edit(std::string_view config, bool to_open_deals);
  /// Goes on in a new machine from the state of this one.
  void restart();

  [[nodiscard]] bot_machine& run() { return *run_; }
  [[nodiscard]] time_ms now() const { return bars_ * 60'000; }
  void set_state(trading_state x) { *state_ = x; }

  /// Orders, fills and deals since the last call, a line each:
  /// "order base 0 buy market 100 USDT open", "fill base 0 1 100 0.1",
  /// "deal 1 closed take_profit 1.2".
  [[nodiscard]] std::vector<std::string> effects();
  /// Live orders: "take_profit 1 sell limit 1 101.5".
  [[nodiscard]] std::vector<std::string> live() const;
  /// Types of the diary's lines since the last call.
  [[nodiscard]] std::vector<std::string> diary();

  /// BTCUSDT: prices to the cent, quantities to a thousandth, at least 5 USDT.
  static symbol_rules default_rules();

private:
  void make();
  void collect();

  rule_book rules_;
  std::string money_;
  std::vector<std::string> symbols_;
  std::shared_ptr<const bot_settings> settings_;
  std::shared_ptr<trading_state> state_;
  std::unique_ptr<bot_machine> run_;
  std::int64_t bars_ = 0;
  std::vector<std::string> seen_;
  std::vector<std::string> diary_;
};

} // namespace tradeeon::test
