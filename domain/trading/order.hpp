#pragma once

#include "domain/market/candle.hpp"
#include "domain/trading/decimal.hpp"

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon {

enum class order_side : std::uint8_t { buy, sell };

enum class order_type : std::uint8_t {
  market,     ///< at the next price
  limit,      ///< at the limit price or better
  stop,       ///< a market order once the stop price is touched
  stop_limit, ///< a limit order once the stop price is touched
};

/// What an order is for; part of its id.
enum class order_role : std::uint8_t {
  base,        ///< opens a deal
  safety,      ///< a step of the ladder, numbered from 1
  add,         ///< adds to a deal by a rule, a signal or by hand
  take_profit, ///< numbered from 1
  stop_loss,
  exit,      ///< closes a deal: by signal, by time, by hand
  grid_buy,  ///< numbered by the interval that it belongs to
  grid_sell, ///< the same
};

enum class order_status : std::uint8_t {
  submitted, ///< decided and durable, not yet accepted
  open,
  partially_filled,
  filled,
  canceled, ///< what was filled before stays filled
  rejected, ///< never accepted; nothing of it was filled
};

/// A piece of an order that was executed.
struct fill {
  std::string fill_id; ///< unique within the order
  decimal quantity;
  decimal price;
  decimal fee;
  std::string fee_asset;
  time_ms at = 0;
};

/// One order and all that is known of it. It changes only through `apply`.
struct order {
  /// `<run>-<deal>-<role><number>-<placement>`: a function of the bot's decisions, so
  /// that sending it again after a crash is recognised.
  std::string client_id;
  std::string symbol;
  std::uint32_t deal = 0; ///< number of its deal within the run
  order_role role = order_role::base;
  std::int32_t number = 0; ///< of its role
  order_side side = order_side::buy;
  order_type type = order_type::market;
  /// In base currency. Of a market buy by amount it is an estimate until it is filled.
  decimal quantity;
  /// Of a market buy: quote currency to be spent, fees apart; 0: by quantity.
  decimal quote_amount;
  decimal limit_price; ///< limit and stop_limit
  decimal stop_price;  ///< stop and stop_limit
  /// Sells what is left of the position when it triggers; reserves nothing.
  bool reduce_only = false;
  bool triggered = false; ///< the stop price has been touched
  order_status status = order_status::submitted;
  std::string reason; ///< of a rejection or cancellation; else empty
  decimal filled_quantity;
  decimal filled_quote; ///< exact sum of price · quantity
  decimal fees_quote;   ///< all fees at their value in quote currency
  decimal reserved;     ///< held back for it: quote (buys) or base (sells)
  time_ms created_at = 0;
  time_ms updated_at = 0;
  std::uint32_t fills = 0;

  [[nodiscard]] bool live() const noexcept {
    return status == order_status::submitted || status == order_status::open ||
           status == order_status::partially_filled;
  }
  [[nodiscard]] decimal open_quantity() const { return quantity - filled_quantity; }
  /// Average price of what was filled, cut at 18 digits; 0 where nothing was.
  [[nodiscard]] decimal average_price() const {
    return filled_quantity.is_zero() ? decimal{} : filled_quote / filled_quantity;
  }
};

/// Orders in the order in which they were made. References stay good while others come
/// and go, and an empty one owns nothing.
using order_list = std::list<order>;

/// What happens to an order.
struct order_event {
  enum class kind : std::uint8_t { accepted, rejected, triggered, filled, canceled };
  kind what = kind::accepted;
  time_ms at = 0;
  fill piece;         ///< when filled
  bool last = false;  ///< when filled: nothing is left of it
  decimal fee_quote;  ///< when filled: the fee's value in quote currency
  std::string reason; ///< when rejected or canceled
};

/// Moves an order on. A fill that it has had already changes nothing. `bad_transition`
/// where the order's status does not allow the event (a filled order can't be canceled)
/// or more is filled than was ordered; then nothing changes.
result<void> apply(order& x, const order_event& event);

[[nodiscard]] std::string_view to_string(order_side x) noexcept;
[[nodiscard]] std::string_view to_string(order_type x) noexcept;
[[nodiscard]] std::string_view to_string(order_role x) noexcept;
[[nodiscard]] std::string_view to_string(order_status x) noexcept;

/// Durable form.
void save(byte_writer& out, const order& x);
[[nodiscard]] order load_order(byte_reader& in);

} // namespace tradeeon
