// Small answers that belong to no codec.
#pragma once

#include "domain/market/candle.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::json {

/// `{ok:true}`
[[nodiscard]] std::string ok_answer();
/// `{success:true, message}`
[[nodiscard]] std::string message_answer(std::string_view message);
/// `{success:true, message, bot_id}`
[[nodiscard]] std::string removal_answer(std::string_view message,
                                         std::string_view bot_id);
/// `{user:{id, role}}`, or `{user:null}` where the id is empty.
[[nodiscard]] std::string me_answer(std::string_view user_id, std::string_view role);

/// What GET /health says; nothing in it belongs to a user.
struct health {
  bool healthy = true;
  std::string database = "connected";
  std::string bot_execution_service = "available";
  std::string db_service = "enabled";
  std::string version;
  std::int64_t uptime_seconds = 0;
  /// Further fields in order, as text: ("feed", "replay").
  std::vector<std::pair<std::string, std::string>> parts;
};
[[nodiscard]] std::string render(const health& x, time_ms now);

/// What GET /readyz says; nothing in it belongs to a user.
struct readiness {
  struct part {
    std::string name;
    bool ready = true;
    std::string detail; ///< may be empty
  };
  std::vector<part> parts;
  [[nodiscard]] bool ready() const;
};
/// `{status:"ready"|"not ready", timestamp, parts:{name:{ready, detail?}}}`
[[nodiscard]] std::string render(const readiness& x, time_ms now);
/// `{status:"alive"|"stuck", timestamp}`
[[nodiscard]] std::string alive_answer(bool alive, time_ms now);

/// `text` as a JSON string, quotes included; what is not UTF-8 is mended.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace tradeeon::json
