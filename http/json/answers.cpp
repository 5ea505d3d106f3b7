#include "http/json/answers.hpp"

#include "http/json/document.hpp"

#include <algorithm>

namespace tradeeon::json {

std::string ok_answer() {
  return R"({"ok":true})";
}

std::string message_answer(std::string_view message) {
  return text_of({{"success", true}, {"message", message}});
}

std::string removal_answer(std::string_view message, std::string_view bot_id) {
  return text_of({{"success", true}, {"message", message}, {"bot_id", bot_id}});
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

bool readiness::ready() const {
  return std::all_of(parts.begin(), parts.end(), [](const part& x) { return x.ready; });
}

std::string render(const readiness& x, time_ms now) {
  auto parts = value::object();
  for (const auto& one : x.parts) {
    value row{{"ready", one.ready}};
    if (!one.detail.empty())
      row["detail"] = one.detail;
    parts[one.name] = std::move(row);
  }
  return text_of({{"status", x.ready() ? "ready" : "not ready"},
                  {"timestamp", now / 1000},
                  {"parts", std::move(parts)}});
}

std::string alive_answer(bool alive, time_ms now) {
  return text_of({{"status", alive ? "alive" : "stuck"}, {"timestamp", now / 1000}});
}

std::string quoted(std::string_view text) {
  return text_of(value(text));
}

} // namespace tradeeon::json
