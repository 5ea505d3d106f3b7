// What several handlers about bots share.
#pragma once

#include "http/json/bot_writer.hpp"
#include "http/server/call.hpp"
#include "http/server/reply.hpp"

#include <map>
#include <string>
#include <vector>

namespace tradeeon::http {

[[nodiscard]] json::bot_view view_of(const storage::bot_with_figures& x);
[[nodiscard]] std::vector<json::event_view>
views_of(const std::vector<storage::logged_bot_event>& rows);
[[nodiscard]] std::vector<json::order_view>
views_of(const std::vector<storage::bot_order>& rows);
[[nodiscard]] std::vector<json::deal_view>
views_of(const std::vector<storage::bot_deal>& rows);

/// The engine's side of bots; `unavailable` where this node has none.
[[nodiscard]] result<bot_api*> bots_of(const call& c);

/// Last stored closes by symbol.
struct last_price {
  decimal price;
  time_ms at = 0; ///< close of its bar
};
[[nodiscard]] result<std::map<std::string, last_price>> last_prices(const call& c);

} // namespace tradeeon::http
