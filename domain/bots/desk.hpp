#pragma once

#include "domain/bots/bot.hpp"
#include "domain/bots/command.hpp"
#include "domain/bots/settings.hpp"
#include "domain/trading/market_bar.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

/// What a stop is for; the number of an order whose role is stop_loss.
enum class stop_kind : std::int32_t { loss, trailing, break_even };

/// An order as a plan asks for it. Prices and quantities are rounded by the plan.
struct order_request {
  std::uint32_t deal = 0;
  order_role role = order_role::base;
  std::int32_t number = 0;
  order_side side = order_side::buy;
  order_type type = order_type::market;
  decimal quantity;     ///< in base currency; of buys by amount it may be 0
  decimal quote_amount; ///< market buys by amount
  decimal limit_price;
  decimal stop_price;
  bool reduce_only = false;
};

/// What a bot's plan works with: the run's money, deals and orders. All that happens
/// through it is part of the effects of the event that is being handled.
class desk {
public:
  desk() = default;
  desk(const desk&) = delete;
  desk& operator=(const desk&) = delete;
  virtual ~desk() = default;

  [[nodiscard]] virtual time_ms now() const = 0; ///< close of the present bar
  [[nodiscard]] virtual decimal price(std::string_view symbol) const = 0; ///< 0: unknown
  [[nodiscard]] virtual const symbol_rules& rules(std::string_view symbol) const = 0;
  [[nodiscard]] virtual const bot_settings& settings() const = 0;
  [[nodiscard]] virtual const std::vector<std::string>& symbols() const = 0;
  [[nodiscard]] virtual decimal equity() const = 0;    ///< in quote currency
  [[nodiscard]] virtual decimal free_cash() const = 0; ///< in quote currency
  [[nodiscard]] virtual decimal initial() const = 0;   ///< quote currency at the start
  [[nodiscard]] virtual decimal profits() const = 0;   ///< of closed deals, net

  /// Whether a deal may be opened on the symbol now: not paused, locked or cooling down.
  [[nodiscard]] virtual bool may_open(std::string_view symbol) const = 0;
  [[nodiscard]] virtual bool paused() const = 0;
  /// As if its owner had paused it, who has to resume it.
  virtual void pause() = 0;
  /// Nothing is left to do: the run ends once its last deal has.
  virtual void end(std::string_view reason) = 0;

  /// One for which no order is accepted before it is abandoned leaves no trace.
  virtual deal& open_deal(const std::string& symbol) = 0;
  [[nodiscard]] virtual deal_list& deals() = 0; ///< those that are not closed
  [[nodiscard]] virtual deal* find_deal(std::uint32_t number) = 0;
  /// Deals opened in this run so far, closed ones too.
  [[nodiscard]] virtual std::uint32_t deals_opened() const = 0;
  /// Ends a deal of which nothing was bought.
  virtual void abandon(deal& x, std::string_view reason) = 0;

  /// Live orders, in the order in which they were made.
  [[nodiscard]] virtual order_list& orders() = 0;
  /// Sends an order through the risk gate. Null where it was refused: that is recorded.
  virtual order* send(const order_request& wanted) = 0;
  virtual void cancel(order& x, std::string_view reason) = 0;
  /// All live orders of a deal on one side, or on both.
  virtual void cancel_orders(std::uint32_t deal, std::string_view reason) = 0;
  virtual void cancel_side(std::uint32_t deal, order_side side,
                           std::string_view reason) = 0;
  /// Cancels a deal's orders and sells what it holds at the market. False where the sale
  /// may not be sent; then its orders stay as they are.
  virtual bool close_deal(deal& x, std::string_view reason, order_role role) = 0;

  /// A line in the bot's diary.
  virtual void note(std::string_view type, std::string_view category,
                    std::string_view symbol, std::string message,
                    std::vector<std::pair<std::string, std::string>> details = {}) = 0;
};

/// A bot's answers at one moment: the names of its questions that are true.
class answers {
public:
  explicit answers(std::vector<std::string_view> names = {}) : names_(std::move(names)) {}
  [[nodiscard]] bool has(std::string_view name) const {
    for (const auto x : names_)
      if (x == name)
        return true;
    return false;
  }

private:
  std::vector<std::string_view> names_;
};

/// What one kind of bot does: decides, and never looks at a clock, sleeps or reads
/// anything but what it is given.
class plan {
public:
  plan() = default;
  plan(const plan&) = delete;
  plan& operator=(const plan&) = delete;
  virtual ~plan() = default;

  /// A bar of the feed has closed, after it has met the open orders.
  virtual void on_bar(desk& at, const std::string& symbol, const market_bar& bar,
                      const answers& said) = 0;
  /// A bar of the bot's interval has closed; comes before `on_bar` of its last bar.
  virtual void on_interval(desk&, const std::string& /*symbol*/, const candle&) {}
  /// An order was filled, in part or whole; the deal's figures are up to date.
  virtual void on_fill(desk& at, deal& of, order& what, const fill& piece) = 0;
  /// A deal has been closed; `of` is gone afterwards.
  virtual void on_closed(desk&, const deal& /*of*/) {}
  /// Something asked for between bars: an alert's action, a signal.
  virtual void on_signal(desk&, const std::string& /*symbol*/, std::string_view /*what*/,
                         time_ms /*made_at*/) {}
  /// By hand: buy `amount` more (0: as the bot would). False where it can't.
  virtual bool on_add(desk&, deal&, decimal /*amount*/) { return false; }
  /// The market's fear and greed, 0 to 100.
  virtual void on_mood(desk&, std::uint32_t /*index*/) {}
  /// Whether what is held is sold when the run is stopped, even if nobody asks for it.
  [[nodiscard]] virtual bool sells_on_stop(const desk&) const { return false; }
  /// The settings have changed; with `to_open_deals` what is open follows.
  virtual void on_edit(desk&, bool /*to_open_deals*/) {}

  virtual void save(byte_writer& out) const = 0;
  virtual void load(const desk& at, byte_reader& in) = 0;
};

} // namespace tradeeon
