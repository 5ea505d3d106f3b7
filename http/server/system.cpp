#include "http/json/answers.hpp"
#include "http/server/routes.hpp"

#include <mutex>

namespace tradeeon::http::system {

namespace {

/// Anybody may ask for the health, but the engine is asked once a second at most.
std::vector<part_status> recent_status(services& on) {
  constexpr time_ms lasts = 1'000;
  const std::lock_guard hold(on.last_status.guard);
  const auto age = on.now() - on.last_status.at;
  if (on.last_status.at == 0 || age < 0 || age >= lasts) {
    on.last_status.parts = on.engine.status();
    on.last_status.at = on.now();
  }
  return on.last_status.parts;
}

} // namespace

reply health(const call& c) {
  json::health answer;
  answer.version = TRADEEON_VERSION;
  answer.uptime_seconds = (c.on.now() - c.on.started_at) / 1000;
  const bool readable = c.on.queries.ping().ok();
  answer.database = readable ? "connected" : "disconnected";
  answer.healthy = readable;
  bool bots = true;
  std::vector<std::pair<std::string, std::string>> parts;
  for (const auto& part : recent_status(c.on)) {
    answer.healthy = answer.healthy && part.healthy;
    if (part.name == "notifier")
      bots = part.healthy;
    // The detail is for the operator's log: it may name what clients must not see.
    parts.emplace_back(part.name, part.healthy ? "ok" : "degraded");
  }
  answer.parts.emplace_back("bot_execution_service", bots ? "available" : "unavailable");
  answer.parts.emplace_back("db_service", "enabled");
  answer.parts.insert(answer.parts.end(), parts.begin(), parts.end());
  return answered(json::render(answer, c.on.now()));
}

reply metrics(const call& c) {
  auto answer = answered(c.on.metrics_text());
  answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return answer;
}

reply me(const call& c) {
  if (c.caller == nullptr)
    return answered(json::me_answer("", ""));
  return answered(json::me_answer(c.user(), to_string(c.caller->who)));
}

} // namespace tradeeon::http::system
