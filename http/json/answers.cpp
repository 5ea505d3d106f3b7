#include "http/json/answers.hpp"

#include "http/json/document.hpp"

namespace tradeeon::json {

std::string ok_answer() {
  return R"({"ok":true})";
}

std::string message_answer(std::string_view message) {
  return text_of({{"success", true}, {"message", message}});
}

std::string me_answer(std::string_view user_id, std::string_view role) {
  if (user_id.empty())
    return R"({"user":null})";
  return text_of({{"user", {{"id", user_id}, {"role", role}}}});
}

std::string render(const health& x, time_ms now) {
  value out{{"status", x.healthy ? "ok" : "degraded"},
            {"timestamp", now / 1000},
            {"database", x.database},
            {"bot_execution_service", x.bot_execution_service},
            {"db_service", x.db_service},
            {"version", x.version},
            {"uptime_seconds", x.uptime_seconds}};
  for (const auto& [name, text] : x.parts)
    out[name] = text;
  return text_of(out);
}

std::string quoted(std::string_view text) {
  return text_of(value(text));
}

} // namespace tradeeon::json
