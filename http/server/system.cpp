#include "http/json/answers.hpp"
#include "http/server/routes.hpp"

#include <mutex>

namespace tradeeon::http::system {

namespace {

/// Anybody may ask for the health, but the engine is asked once a second at most.
template <class Answer, class Ask>
Answer recent(status_memory<Answer>& last, const services& on, Ask ask) {
  constexpr time_ms lasts = 1'000;
  const std::lock_guard hold(last.guard);
  const auto age = on.now() - last.at;
  if (last.at == 0 || age < 0 || age >= lasts) {
    last.answer = ask();
    last.at = on.now();
  }
  return last.answer;
}

std::vector<part_status> recent_status(services& on) {
  return recent(on.last_status, on, [&] { return on.engine.status(); });
}

/// With less than this a commit may fail at any moment.
constexpr std::uint64_t least_free_bytes = 64 * 1024 * 1024;

json::readiness::part disk_part(const services& on) {
  const auto size = on.queries.size();
  const bool enough = size.disk_bytes == 0 || size.disk_free_bytes >= least_free_bytes;
  return {"disk", enough, enough ? "" : "less than 64 MiB are free"};
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
    if (part.scope == part_scope::readiness)
      continue;
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

reply livez(const call& c) {
  const bool alive =
    recent(c.on.last_pulse, c.on, [&] { return c.on.engine.pulse(); }).ok();
  auto answer = answered(json::alive_answer(alive, c.on.now()));
  answer.status = alive ? 200 : 503;
  return answer;
}

reply readyz(const call& c) {
  json::readiness now;
  const bool draining = c.on.engine.draining();
  now.parts.push_back({"draining", !draining, draining ? "the node is stopping" : ""});
  // Its readers refuse a database whose migrations are not done.
  const bool readable = c.on.queries.ping().ok();
  now.parts.push_back({"database", readable, readable ? "" : "it can't be read"});
  now.parts.push_back(disk_part(c.on));
  for (auto& part : recent_status(c.on)) {
    if (part.scope == part_scope::health)
      continue;
    // As in /health: other details may name what clients must not see.
    if (part.scope == part_scope::both)
      part.detail.clear();
    now.parts.push_back({part.name, part.healthy, part.detail});
  }
  auto answer = answered(json::render(now, c.on.now()));
  answer.status = now.ready() ? 200 : 503;
  return answer;
}

reply metrics(const call& c) {
  (void)recent_status(c.on); // the outbox is measured when it is asked
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
