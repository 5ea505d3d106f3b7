#pragma once

#include "domain/bots/plans/deal_plan.hpp"
#include "domain/bots/plans/market_watch.hpp"

namespace tradeeon {

/// Buys, buys more as the price falls (by a ladder of limit orders, by rule, or both),
/// and sells the whole at its targets or stops; then begins again.
class dca_plan final : public deal_plan {
public:
  explicit dca_plan(const bot_settings& settings);

  void on_bar(desk& at, const std::string& symbol, const market_bar& bar,
              const answers& said) override;
  void on_interval(desk& at, const std::string& symbol, const candle& bar) override;
  void on_closed(desk& at, const deal& of) override;
  void on_signal(desk& at, const std::string& symbol, std::string_view what,
                 time_ms made_at) override;
  bool on_add(desk& at, deal& of, decimal amount) override;
  void on_mood(desk& at, std::uint32_t index) override;
  void on_edit(desk& at, bool to_open_deals) override;
  void save(byte_writer& out) const override;
  void load(const desk& at, byte_reader& in) override;

private:
  struct symbol_state {
    std::string symbol;
    market_watch watch;
    market_gauge measured;
    time_ms closed_at = -1;       ///< of its last deal; -1: none yet
    bool bar_of_interval = false; ///< one has closed with the present bar
    bool may_buy = true;          ///< as it was on the bar before
  };
  void on_bought(desk& at, deal& of, deal_record& record, const order& what,
                 const fill& piece) override;
  void on_new_terms(desk& at, deal& of, deal_record& record) override;

  [[nodiscard]] symbol_state& state_of(const std::string& symbol);
  [[nodiscard]] decimal scale(const desk& at, const symbol_state& on) const;
  void care_for(desk& at, deal& of, symbol_state& on, const market_bar& bar,
                const answers& said);
  void care_for_entry(desk& at, deal& of, symbol_state& on, const market_bar& bar,
                      const answers& said);
  void climb(desk& at, deal& of, deal_record& record);
  void add_by_rule(desk& at, deal& of, deal_record& record, symbol_state& on,
                   const market_bar& bar, const answers& said);
  [[nodiscard]] bool has_room(desk& at, const deal_record& record);
  void add_by_signal(desk& at, deal& of, std::string_view number);
  /// The next of the further buys, as `dcaAmount` has it.
  bool add_next(desk& at, deal& of, deal_record& record, const symbol_state& on);
  [[nodiscard]] static bool rule_holds(const dca_rule_setting& rule, const deal& of,
                                       const market_bar& bar, const answers& said);
  [[nodiscard]] bool rested(const dca_rule_setting& rule, const deal_record& record,
                            const symbol_state& on, time_ms now) const;
  [[nodiscard]] bool may_begin(desk& at, const symbol_state& on);
  void begin(desk& at, symbol_state& on, std::string_view why);
  void end_if_over(desk& at);

  std::vector<symbol_state> symbols_;
  std::optional<std::uint32_t> mood_;
  bool ranges_ = false;
  std::uint32_t entered_ = 0; ///< deals of which something was bought
};

} // namespace tradeeon
