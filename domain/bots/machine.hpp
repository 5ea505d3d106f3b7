#pragma once

#include "domain/bots/desk.hpp"
#include "domain/bots/guards.hpp"
#include "domain/market/resampler.hpp"
#include "domain/trading/funds.hpp"
#include "domain/trading/paper_broker.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace tradeeon {

/// What a run's bars, signals and commands have brought about since the last call of
/// `take_effects`.
struct bot_effects {
  std::vector<order> orders; ///< new and changed ones, as they stand now
  std::vector<order_fill> fills;
  std::vector<deal> deals;
  std::vector<bot_event> events;

  [[nodiscard]] bool empty() const noexcept {
    return orders.empty() && fills.empty() && deals.empty() && events.empty();
  }
};

/// One run of a bot.
struct run_identity {
  std::string run_id;
  std::vector<std::string> symbols;
  timeframe interval = timeframe::m1;
  decimal initial_balance; ///< quote currency
};

/// A bot while it runs: (state, event) to (state, orders). Time comes with the events;
/// the same sequence of events always has the same effects, live, in a replay and after
/// a crash. Quote currencies of all its symbols are the same. Not thread-safe.
class bot_machine final : private desk {
public:
  /// `rules` gives the rules of each symbol once. `state`: asked whenever an order is
  /// about to be sent; empty: active.
  bot_machine(run_identity who, std::shared_ptr<const bot_settings> settings,
              std::unique_ptr<plan> what, const rule_book& rules,
              std::function<trading_state()> state = {});
  ~bot_machine() override;

  /// Past bars of the feed, oldest first, before the run's first: what the plan measures
  /// begins with them.
  void warm(const std::string& symbol, timeframe base, const std::vector<candle>& bars);
  /// A closed bar of the feed, newer than all before of that symbol, with the questions
  /// that are true on it.
  void on_bar(const std::string& symbol, timeframe base, const candle& bar,
              const answers& said);
  /// An alert's action or a subscribed condition, made at `at` of market time. Nothing
  /// happens where the run does not trade the symbol.
  void on_signal(const std::string& symbol, std::string_view what, time_ms at);
  /// A problem where the bot can't do that now; then nothing has changed.
  result<void> on_command(const bot_command& command);
  /// Takes edited settings in.
  void on_edit(std::shared_ptr<const bot_settings> settings, bool to_open_deals);

  [[nodiscard]] bot_effects take_effects();
  [[nodiscard]] bool has_effects() const noexcept { return !effects_.empty(); }
  [[nodiscard]] const run_figures& figures() const noexcept { return figures_; }
  [[nodiscard]] const funds& money() const noexcept { return money_; }
  [[nodiscard]] const deal_list& open_deals() const noexcept { return deals_; }
  [[nodiscard]] const order_list& open_orders() const noexcept { return orders_; }
  [[nodiscard]] bool paused() const noexcept override { return paused_; }
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  [[nodiscard]] const std::string& quote() const noexcept { return quote_; }
  /// What the run trades.
  [[nodiscard]] const std::vector<std::string>& symbols() const override {
    return who_.symbols;
  }
  [[nodiscard]] timeframe interval() const noexcept { return who_.interval; }
  /// All that is held besides the quote currency, by asset.
  [[nodiscard]] std::vector<std::pair<std::string, decimal>> coins() const;
  /// Open and close time of the newest bar of a symbol; -1: none, or not traded.
  [[nodiscard]] time_ms newest_bar(std::string_view symbol) const;
  [[nodiscard]] time_ms newest_close(std::string_view symbol) const;

  /// The whole state; `load` into a machine made with the same arguments goes on
  /// exactly there. False where the bytes are of another version or damaged.
  [[nodiscard]] std::string save() const;
  [[nodiscard]] bool load(std::string_view bytes);

private:
  struct market {
    std::string symbol;
    symbol_rules rules;
    decimal last;
    time_ms last_open = -1;
    time_ms last_close = -1;
    /// Where the interval is longer than the feed's bars.
    std::optional<resampler> bars;
    timeframe base = timeframe::m1; ///< of the feed; known once `bars` is there
  };

  // -- desk
  [[nodiscard]] time_ms now() const override { return now_; }
  [[nodiscard]] decimal price(std::string_view symbol) const override;
  [[nodiscard]] const symbol_rules& rules(std::string_view symbol) const override;
  [[nodiscard]] const bot_settings& settings() const override { return *settings_; }
  [[nodiscard]] decimal equity() const override;
  [[nodiscard]] decimal free_cash() const override { return money_.free(quote_); }
  [[nodiscard]] decimal initial() const override { return who_.initial_balance; }
  [[nodiscard]] decimal profits() const override { return closed_profit_; }
  [[nodiscard]] bool may_open(std::string_view symbol) const override;
  void pause() override { paused_ = true; }
  void end(std::string_view reason) override;
  deal& open_deal(const std::string& symbol) override;
  [[nodiscard]] deal_list& deals() override { return deals_; }
  [[nodiscard]] deal* find_deal(std::uint32_t number) override;
  [[nodiscard]] std::uint32_t deals_opened() const override { return deals_opened_; }
  void abandon(deal& x, std::string_view reason) override;
  [[nodiscard]] order_list& orders() override { return orders_; }
  order* send(const order_request& wanted) override;
  void cancel(order& x, std::string_view reason) override;
  void cancel_orders(std::uint32_t deal, std::string_view reason) override;
  void cancel_side(std::uint32_t deal, order_side side, std::string_view reason) override;
  bool close_deal(deal& x, std::string_view reason, order_role role) override;
  void note(std::string_view type, std::string_view category, std::string_view symbol,
            std::string message,
            std::vector<std::pair<std::string, std::string>> details) override;

  [[nodiscard]] market* find_market(std::string_view symbol);
  /// Throws where the run does not trade the symbol.
  [[nodiscard]] market& market_of(std::string_view symbol);
  [[nodiscard]] const market& market_of(std::string_view symbol) const;
  void resample(market& where, timeframe base, const candle& bar);
  void meet(market& where, const market_bar& bar);
  void meet_close(market& where, const market_bar& bar);
  void meet_at_last_prices();
  void trigger(order& x, const execution& met);
  void execute(order& x, const execution& met, const market& where);
  void settle_buy(order& x, deal& of, decimal quantity, decimal price,
                  const paper_fee& fee);
  void settle_sale(order& x, deal& of, decimal quantity, decimal price,
                   const paper_fee& fee);
  void finish_if_sold(deal& x);
  void finish(deal& x);
  void look_after_guards();
  void end_if_done();
  void measure();
  void sweep();
  void touched(const deal& x);
  void record(const order& x);
  void deny(order& x, const denial& why);
  [[nodiscard]] order order_of(const order_request& wanted, const deal& of) const;
  [[nodiscard]] std::string next_client_id(const order_request& wanted) const;
  [[nodiscard]] risk_view view_of(const order& x) const;
  [[nodiscard]] bool hold_money(order& x);
  void give_back(order& x);

  run_identity who_;
  std::shared_ptr<const bot_settings> settings_;
  std::function<trading_state()> state_;
  std::string hash_; ///< of the run, in client order ids
  std::string quote_;
  std::vector<market> markets_;
  std::unique_ptr<plan> plan_;
  funds money_;
  risk_gate gate_;
  deal_guards guards_;
  order_list orders_;
  deal_list deals_;
  run_figures figures_;
  time_ms now_ = 0;
  bool paused_ = false;
  bool ending_ = false; ///< ends with its last deal
  bool ended_ = false;
  std::uint32_t placements_ = 0;
  std::uint32_t deals_opened_ = 0;
  decimal realised_; ///< of all sales, without fees
  decimal closed_profit_;
  decimal foreign_fees_; ///< value of fees that were paid in a third asset
  /// Refusals that were recorded and may repeat each bar, until such an order passes.
  std::vector<std::string> refused_;
  std::vector<std::string> signals_; ///< newest ids that were given
  bot_effects effects_;
};

} // namespace tradeeon
