// Answers about bots. Amounts are JSON numbers with all their digits; times are ISO 8601.
#pragma once

#include "domain/bots/preview.hpp"
#include "http/json/line_writer.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::json {

class object_writer;

/// All that a bot's row shows.
struct bot_view {
  bot row;
  bot_run run; ///< the newest; number 0: never started
  run_figures figures;
  std::vector<decimal> sparkline;
  decimal profit_24h;
  decimal profit_month;
};

/// Rows of a bot's history with what they belong to.
struct order_view {
  std::string bot_id;
  std::string run_id;
  order row;
};
struct fill_view {
  std::int64_t number = 0;
  std::string bot_id;
  std::string run_id;
  std::string symbol;
  order_side side = order_side::buy;
  order_fill row;
};
struct deal_view {
  std::string bot_id;
  std::string run_id;
  deal row;
};
struct event_view {
  std::string bot_id;
  std::string run_id;
  std::string user_id;
  bot_event row;
};
struct run_view {
  bot_run run;
  run_figures figures;
};

/// A part of a longer list.
struct list_part {
  std::uint64_t total = 0;
  std::size_t limit = 0;
  std::size_t offset = 0;
};

void write(line_writer& out, const bot_view& x);
void write(line_writer& out, const order_view& x);
void write(line_writer& out, const fill_view& x);
void write(line_writer& out, const deal_view& x);
void write(line_writer& out, const event_view& x);
void write(line_writer& out, const run_view& x);

/// The same, as part of a larger object.
void write_fields(object_writer& out, const order_view& x);
void write_fields(object_writer& out, const fill_view& x);
void write_fields(object_writer& out, const deal_view& x);
void write_fields(object_writer& out, const event_view& x);

/// `{success, bots, count}`
[[nodiscard]] std::string render(const std::vector<bot_view>& rows);
/// `{success, bot, bot_id}`
[[nodiscard]] std::string render(const bot_view& x);
/// `{success, message, bot_id, run_id, status, mode}`
[[nodiscard]] std::string render_start(const bot_run& run, std::string_view message);
/// `{success, message, bot_id, status}`
[[nodiscard]] std::string render_command(const bot& row, std::string_view message);

/// `{success, orders, total, limit, offset, has_more}`, and so on.
[[nodiscard]] std::string render_orders(const std::vector<order_view>& rows,
                                        const list_part& part);
[[nodiscard]] std::string render_deals(const std::vector<deal_view>& rows,
                                       const list_part& part);
[[nodiscard]] std::string render_logs(const std::vector<event_view>& rows,
                                      const list_part& part);
/// `{success, fills, next}`; `next` is what the following page comes after.
[[nodiscard]] std::string render_fills(const std::vector<fill_view>& rows,
                                       std::int64_t after);
/// `{success, runs, count}`
[[nodiscard]] std::string render_runs(const std::vector<run_view>& rows);
/// `{success, timeline:[{type, timestamp, data}], total}`, newest first, at most `limit`.
[[nodiscard]] std::string render_timeline(const std::vector<event_view>& events,
                                          const std::vector<order_view>& orders,
                                          std::uint64_t total, std::size_t limit);

/// What GET …/status says.
struct bot_state_view {
  bot_view bot;
  bool in_memory = false;           ///< its actor is there and working
  std::vector<std::string> details; ///< sentences for a person
  std::vector<event_view> recent;   ///< newest first
  std::uint64_t events = 0;         ///< all there are
};
[[nodiscard]] std::string render(const bot_state_view& x);

/// What POST …/preview says.
[[nodiscard]] std::string render(const bot_preview& x);

/// `{success, state, reason, …}` of GET and POST /api/v1/trading/state.
struct trading_view {
  trading_state effective = trading_state::active; ///< the stricter of the two
  trading_state user = trading_state::active;
  std::string user_reason;
  trading_state global = trading_state::active;
  std::string global_reason;
};
[[nodiscard]] std::string render(const trading_view& x);

} // namespace tradeeon::json
