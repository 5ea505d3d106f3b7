#pragma once

#include "domain/market/candle.hpp"
#include "domain/trading/position.hpp"

#include <cstdint>
#include <list>
#include <string>
#include <string_view>

namespace tradeeon {

enum class deal_status : std::uint8_t {
  opening, ///< its first order is not filled yet
  open,
  closing, ///< all of it is being sold
  closed,
};

/// One trade from the first order that opens it to the last sale.
struct deal {
  std::uint32_t number = 0; ///< within the run, from 1
  std::string symbol;
  deal_status status = deal_status::opening;
  position held;
  decimal bought;            ///< all quantity bought so far, less fees paid in coins
  decimal spent;             ///< all that it has cost, without fees
  decimal sold;              ///< all quantity sold so far
  decimal received;          ///< all that it has brought, without fees
  decimal fees;              ///< all fees, at their value in quote currency
  decimal realised;          ///< received less the cost of what was sold; without fees
  decimal first_price;       ///< of the first order's fill
  decimal last_price;        ///< of the last buy's fill
  std::uint32_t entries = 0; ///< filled buys
  std::uint32_t orders = 0;  ///< sent so far
  /// "take_profit", "stop_loss", "trailing_stop", "break_even", "time", "signal",
  /// "manual", "panic", "stopped", "max_drawdown", "edited"; of one that never bought:
  /// "not_filled", "order_canceled", "too_small", "grid_moved".
  std::string close_reason;
  time_ms opened_at = 0; ///< when its first order was decided
  time_ms closed_at = 0; ///< last fill; 0 while open

  /// Net of all its fees; final once it is closed.
  [[nodiscard]] decimal profit() const { return realised - fees; }
};

using deal_list = std::list<deal>; ///< see order_list

[[nodiscard]] std::string_view to_string(deal_status x) noexcept;

/// Durable form.
void save(byte_writer& out, const deal& x);
[[nodiscard]] deal load_deal(byte_reader& in);

} // namespace tradeeon
