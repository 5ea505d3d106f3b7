#pragma once

#include "domain/trading/order.hpp"
#include "domain/trading/symbol_rules.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tradeeon {

/// Whether orders may be sent.
enum class trading_state : std::uint8_t {
  active,
  reducing, ///< only what makes positions smaller, and cancellations
  halted,   ///< cancellations only
};

[[nodiscard]] std::string_view to_string(trading_state x) noexcept;
result<trading_state> parse_trading_state(std::string_view text);
/// The stricter of two.
[[nodiscard]] inline trading_state strictest(trading_state a, trading_state b) noexcept {
  return a < b ? b : a;
}

/// What a bot's orders may not exceed. 0: no such limit. Sales are not held to them.
struct risk_limits {
  decimal max_order_notional; ///< price · quantity of one order, in quote currency
  decimal max_exposure;       ///< cost of what is held and of open buys, all symbols
  decimal max_symbol_exposure;
  std::uint32_t max_orders_per_minute = 0; ///< of market time
  std::uint32_t max_open_orders = 0;
  /// Limit and stop prices at most this far from the last price, in percent.
  decimal price_collar;
};

/// When a bot stops opening deals by itself, and for how long. Each is off where its
/// first number is 0. A lock ends with the first bar that closes at or after its end.
struct protections {
  struct stop_loss_guard {
    std::uint32_t losses = 0; ///< deals closed by a stop within the window
    std::uint32_t window_minutes = 60;
    std::uint32_t pause_minutes = 60;
    bool per_symbol = false;
  };
  struct drawdown_guard {
    decimal percent; ///< fall of equity below its peak
    std::uint32_t pause_minutes = 1'440;
    bool close_all = false; ///< sell what is held as well
  };
  struct low_profit_guard {
    decimal percent;         ///< least profit of the window's deals, of their cost
    std::uint32_t deals = 0; ///< looked at once so many have closed in the window
    std::uint32_t window_minutes = 1'440;
    std::uint32_t pause_minutes = 1'440;
  };
  stop_loss_guard stops;
  drawdown_guard drawdown;
  low_profit_guard low_profit;
  std::uint32_t cooldown_minutes = 0; ///< of a symbol after each of its deals
};

/// What the gate has to know besides the order.
struct risk_view {
  trading_state state = trading_state::active;
  decimal last_price;      ///< of the order's symbol; 0: unknown
  decimal reference_price; ///< what its notional is taken at where it has no limit price
  decimal exposure;        ///< cost of what is held and of open buys
  decimal symbol_exposure;
  decimal held;        ///< by the order's deal, in base currency
  decimal held_orders; ///< of it already offered by open sells
  std::uint32_t open_orders = 0;
};

/// Why an order may not be sent.
struct denial {
  std::string rule; ///< "max_order_notional", "halted", "lot" …
  std::string text; ///< one sentence with the figures
};

/// The one gate that every order passes, whatever decided it. Not thread-safe.
class risk_gate {
public:
  explicit risk_gate(risk_limits limits = {}) : limits_(limits) {}

  /// Nothing where the order may be sent; it is then counted for the order rate.
  std::optional<denial> pass(const order& x, const symbol_rules& rules,
                             const risk_view& view);
  void set_limits(const risk_limits& limits) { limits_ = limits; }

  void save(byte_writer& out) const;
  void load(byte_reader& in);

private:
  risk_limits limits_;
  std::vector<time_ms> sent_; ///< within the last minute
};

/// Whether sending `x` can only make the position smaller.
[[nodiscard]] inline bool reduces(const order& x) noexcept {
  return x.side == order_side::sell;
}

} // namespace tradeeon
