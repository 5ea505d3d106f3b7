#pragma once

#include "domain/bots/deal.hpp"
#include "domain/market/timeframe.hpp"
#include "domain/trading/order.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon {

enum class bot_type : std::uint8_t { dca, grid, trend, signal };

enum class bot_status : std::uint8_t {
  inactive, ///< made, never started
  running,
  paused,  ///< keeps its deals and orders, opens nothing
  stopped, ///< may be started again, as a new run
  error,   ///< ended by a failure; the reason says which
};

enum class trading_mode : std::uint8_t { paper, live };

/// A user's bot. What it remembers while it runs is apart from this.
struct bot {
  std::string bot_id;
  std::string user_id;
  std::string name;
  bot_type type = bot_type::dca;
  bot_status status = bot_status::inactive;
  std::string status_reason;        ///< of `error`, else empty
  std::vector<std::string> symbols; ///< what it trades; at least one
  std::string pair;                 ///< as its owner wrote it: "BTC/USDT"
  std::string exchange;
  timeframe interval = timeframe::m1;      ///< the bars that it decides on
  trading_mode mode = trading_mode::paper; ///< of its newest run
  std::uint32_t run = 0;                   ///< number of its newest run; 0: none yet
  std::uint32_t revision = 1;              ///< grows with every change of the row
  decimal required_capital;                ///< quote currency that a run needs at most
  time_ms created_at = 0;
  time_ms updated_at = 0;
  std::string document; ///< the configuration as sent, JSON; opaque here
};

/// One start of a bot.
struct bot_run {
  std::string run_id; ///< `<bot_id>-r<number>`
  std::string bot_id;
  std::string user_id;
  std::uint32_t number = 1;
  trading_mode mode = trading_mode::paper;
  decimal initial_balance; ///< quote currency that it started with
  std::string quote;       ///< the currency of all its amounts
  time_ms started_at = 0;
  time_ms ended_at = 0; ///< 0: it goes on
};

/// A line of a bot's diary.
struct bot_event {
  std::int64_t seq = 0; ///< place in the event log, given by the store; 0 before
  std::string type;     ///< "bot_started", "order_executed", "risk_denied" …
  std::string category; ///< "system", "condition", "execution", "profit" or "risk"
  std::string symbol;   ///< empty where it is about none
  std::string message;  ///< one sentence for a person
  std::vector<std::pair<std::string, std::string>> details; ///< names and values
  time_ms at = 0; ///< time of the market, not of the machine
};

/// A fill with the order that it belongs to.
struct order_fill {
  std::string client_id;
  fill piece;
  decimal fee_quote; ///< the fee's value in quote currency
};

/// A run's figures as of its newest bar. Amounts are in quote currency.
struct run_figures {
  decimal cash;     ///< free and reserved quote currency
  decimal invested; ///< cost of what is held
  decimal holdings; ///< value of what is held, at the last prices
  decimal realised; ///< profit of what was sold, net of all fees paid
  decimal fees;     ///< all fees paid so far
  decimal peak;     ///< highest equity so far
  decimal drawdown; ///< largest fall of equity below its peak so far
  std::uint32_t orders = 0;
  std::uint32_t deals_closed = 0;
  std::uint32_t deals_won = 0;
  time_ms at = 0; ///< close of the bar

  [[nodiscard]] decimal equity() const { return cash + holdings; }
};

/// `<bot_id>-r<number>`.
[[nodiscard]] std::string run_id_of(const std::string& bot_id, std::uint32_t run);

[[nodiscard]] std::string_view to_string(bot_type x) noexcept;
[[nodiscard]] std::string_view to_string(bot_status x) noexcept;
[[nodiscard]] std::string_view to_string(trading_mode x) noexcept;
result<bot_type> parse_bot_type(std::string_view text);
result<bot_status> parse_bot_status(std::string_view text);

} // namespace tradeeon
