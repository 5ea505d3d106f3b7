#pragma once

#include "domain/bots/plans/deal_plan.hpp"

namespace tradeeon {

/// Trend bots: enter on a question, add while the trend goes on, leave on another
/// question, at a stop that follows by the ATR, or at the barriers.
class trend_plan final : public deal_plan {
public:
  explicit trend_plan(const bot_settings& settings);

  void on_bar(desk& at, const std::string& symbol, const market_bar& bar,
              const answers& said) override;
  void on_interval(desk& at, const std::string& symbol, const candle& bar) override;
  void on_signal(desk& at, const std::string& symbol, std::string_view what,
                 time_ms made_at) override;
  void on_edit(desk& at, bool to_open_deals) override;
  void save(byte_writer& out) const override;
  void load(const desk& at, byte_reader& in) override;

private:
  struct symbol_state {
    std::string symbol;
    market_gauge measured;
  };
  [[nodiscard]] symbol_state& state_of(const std::string& symbol);
  void enter(desk& at, const std::string& symbol, bool asked);

  std::vector<symbol_state> symbols_;
  std::uint32_t atr_length_;
};

/// Signal bots: somebody else decides, by alerts or by signals from outside. A signal
/// says which position is wanted: "buy" where that is held already changes nothing
/// beyond `max_entries`, nor does "sell" where nothing is held.
class signal_plan final : public deal_plan {
public:
  void on_bar(desk& at, const std::string& symbol, const market_bar& bar,
              const answers& said) override;
  void on_signal(desk& at, const std::string& symbol, std::string_view what,
                 time_ms made_at) override;

private:
  void follow(desk& at, const std::string& symbol, bool buy, std::string_view by);
};

} // namespace tradeeon
