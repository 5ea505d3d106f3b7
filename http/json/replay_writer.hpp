// The lines of `tradeeon replay` about bots: one JSON object each, with its line end.
#pragma once

#include "domain/bots/run_report.hpp"
#include "http/json/bot_writer.hpp"

#include <string>

namespace tradeeon::json {

/// A run with how it went.
struct outcome_view {
  bot row;
  std::string run_id;
  std::string symbol; ///< whose candles were replayed
  run_outcome went;
};

// Each line begins with its `kind` ("order", "fill", "deal", "event", "report") and its
// `time` in milliseconds: when the order last changed, the fill happened, the deal was
// closed, the report's last bar closed. The rest is as the API writes it.
void append_replay_line(std::string& to, const order_view& x);
void append_replay_line(std::string& to, const fill_view& x);
void append_replay_line(std::string& to, const deal_view& x);
void append_replay_line(std::string& to, const event_view& x);
void append_replay_line(std::string& to, const outcome_view& x);

} // namespace tradeeon::json
