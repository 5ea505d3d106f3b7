#include "http/server/routes.hpp"
#include "tests/unit/http_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

/// Sends any method; with a body where the method has one.
seen ask(const web& w, const std::string& method, const std::string& path,
         const httplib::Headers& who) {
  auto client = w.client();
  if (method == "GET")
    return look(client.Get(path, who));
  if (method == "DELETE")
    return look(client.Delete(path, who));
  if (method == "PATCH")
    return look(client.Patch(path, who, "{}", "application/json"));
  return look(client.Post(path, who, "{}", "application/json"));
}

std::string filled(std::string pattern, const std::string& id) {
  const auto at = pattern.find("{id}");
  return at == std::string::npos ? pattern : pattern.replace(at, 4, id);
}

} // namespace

TEST_CASE("every route refuses who it must, whatever the token looks like") {
  web w;
  const auto id = w.new_alert("ann");
  auto tampered = w.token("ann", http::role::user);
  tampered[tampered.size() - 5] ^= 1;
  const std::vector<httplib::Headers> refused{
    {},
    {{"Authorization", "Bearer " + w.token("ann", http::role::user, 1)}}, // expires below
    {{"Authorization", "Bearer garbage"}},
    {{"Authorization", "Bearer "}},
    {{"Authorization", "Basic YTpi"}},
    {{"Authorization", "Bearer " + tampered}},
    {{"Authorization", w.token("ann", http::role::user)}},
    {{"X-User-Id", "ann"}, {"REMOTE_USER", "ann"}},
  };
  w.now += 120'000;
  for (const auto& line : http::routes()) {
    const std::string method(line.method);
    const auto path = filled(std::string(line.pattern), id);
    CAPTURE(method);
    CAPTURE(path);
    for (const auto& who : refused) {
      if (line.who == http::access::open) {
        CHECK(ask(w, method, path, who).status != 401);
      } else {
        const auto said = ask(w, method, path, who);
        check_error(said, 401, "AUTHENTICATION_ERROR");
        CHECK(header(said, "WWW-Authenticate") == "Bearer");
      }
    }
    if (line.who == http::access::ingest) {
      check_error(ask(w, method, path, w.as("ann")), 403, "AUTHORIZATION_ERROR");
      CHECK(ask(w, method, path, w.as("f", http::role::ingest)).status != 403);
      CHECK(ask(w, method, path, w.as("f", http::role::admin)).status != 403);
    }
  }
  CHECK(w.queries->alert_of("ann", id).ok());
}

TEST_CASE("another user's alert is as absent as one that never was") {
  web w;
  const auto id = w.new_alert("ann");
  const std::string never = "00000000-0000-4000-8000-000000000000";
  for (const auto role : {http::role::user, http::role::ingest, http::role::admin})
    for (const auto& line : http::routes()) {
      const std::string pattern(line.pattern);
      if (pattern.rfind("/alerts/{id}", 0) != 0)
        continue;
      const std::string method(line.method);
      CAPTURE(method);
      CAPTURE(pattern);
      const auto theirs = ask(w, method, filled(pattern, id), w.as("bob", role));
      const auto none = ask(w, method, filled(pattern, never), w.as("bob", role));
      check_error(theirs, 404, "NOT_FOUND");
      CHECK(theirs.status == none.status);
      CHECK(theirs.body["error"]["code"] == none.body["error"]["code"]);
    }
  CHECK(w.queries->alert_of("ann", id).ok());
}

TEST_CASE("a token in the query is good for the event stream only") {
  web w;
  const auto token = w.token("ann", http::role::user);
  check_error(get(w, "/alerts?access_token=" + token), 401, "AUTHENTICATION_ERROR");
}

TEST_CASE("the rate limit says when to come back, and is each user's own") {
  auto how = web::calm();
  how.reads_per_minute = 3;
  how.writes_per_minute = 2;
  how.ingest_per_minute = 100;
  web w(how);
  const auto ann = w.as("ann");
  for (int i = 0; i < 3; ++i)
    CHECK(get(w, "/alerts", ann).status == 200);
  const auto enough = get(w, "/alerts", ann);
  check_error(enough, 429, "RATE_LIMIT_EXCEEDED");
  CHECK(header(enough, "Retry-After") == "20");
  CHECK(get(w, "/alerts", w.as("bob")).status == 200);
  CHECK(post(w, "/alerts", ann, alert_body()).status == 200);
  CHECK(post(w, "/alerts", ann, alert_body()).status == 200);
  CHECK(post(w, "/alerts", ann, alert_body()).status == 429);
  w.now += 20'000;
  CHECK(get(w, "/alerts", ann).status == 200);
  for (int i = 0; i < 20; ++i) {
    CHECK(get(w, "/health").status == 200);
    CHECK(post(w, "/api/v1/candles", w.as("f", http::role::ingest), R"({"candles":[]})")
            .status != 429);
  }
}

TEST_CASE("a forged token does not spend the victim's requests") {
  auto how = web::calm();
  how.reads_per_minute = 3;
  web w(how);
  auto forged = w.token("ann", http::role::user);
  forged.resize(forged.size() - 4);
  for (int i = 0; i < 10; ++i)
    get(w, "/alerts",
        {{"Authorization", "Bearer " + forged},
         {"X-Forwarded-For", "10.0.0." + std::to_string(i)},
         {"REMOTE_ADDR", "10.0.0." + std::to_string(i)}});
  // All of it went to the sender's address, whatever the headers say.
  CHECK(get(w, "/api/symbols", {{"X-Forwarded-For", "10.9.9.9"}}).status == 429);
  CHECK(get(w, "/alerts", w.as("ann")).status == 200);
}

TEST_CASE("only listed origins may read answers") {
  web w;
  const auto good = get(w, "/health", {{"Origin", "http://localhost:5173"}});
  CHECK(header(good, "Access-Control-Allow-Origin") == "http://localhost:5173");
  CHECK(header(good, "Vary") == "Origin");
  for (const std::string origin : {"http://localhost:5174", "https://localhost:5173",
                                   "http://localhost:5173.evil.example", "null", "*"}) {
    CAPTURE(origin);
    const auto bad = get(w, "/health", {{"Origin", origin}});
    CHECK(bad.status == 200);
    CHECK(header(bad, "Access-Control-Allow-Origin").empty());
  }
  auto client = w.client();
  const auto preflight =
    look(client.Options("/alerts/x", {{"Origin", "http://localhost:3000"},
                                      {"Access-Control-Request-Method", "PATCH"}}));
  CHECK(preflight.status == 204);
  CHECK(preflight.text.empty());
  CHECK(header(preflight, "Access-Control-Allow-Methods") ==
        "GET, PATCH, DELETE, OPTIONS");
  CHECK(header(preflight, "Access-Control-Allow-Headers").find("Authorization") !=
        std::string::npos);
  CHECK(header(preflight, "Access-Control-Allow-Origin") == "http://localhost:3000");
  const auto failed = get(w, "/alerts", {{"Origin", "http://localhost:3000"}});
  CHECK(failed.status == 401);
  CHECK(header(failed, "Access-Control-Allow-Origin") == "http://localhost:3000");
}

TEST_CASE("every answer carries the security headers") {
  web w;
  for (const std::string path : {"/health", "/alerts", "/nothing", "/metrics"}) {
    const auto said = get(w, path);
    CAPTURE(path);
    CHECK(header(said, "X-Content-Type-Options") == "nosniff");
    CHECK(header(said, "Cache-Control") == "no-store");
    CHECK(header(said, "X-Frame-Options") == "DENY");
    CHECK(header(said, "Server").empty());
  }
}

TEST_CASE("metrics have bounded labels and the contract's names") {
  web w;
  w.counts.alerts_evaluated.add(7);
  w.counts.alerts_triggered_webhook.add(3);
  w.counts.runner_loop_seconds.observe(0.002);
  const auto id = w.new_alert("a-user-name");
  get(w, "/alerts/" + id, w.as("a-user-name"));
  for (int i = 0; i < 50; ++i)
    get(w, "/made/up/" + std::to_string(i));
  const auto text = get(w, "/metrics").text;
  for (
    const std::string line :
    {"alerts_evaluated_total 7", "alerts_triggered_total{action_type=\"webhook\"} 3",
     "webhook_failures_total{error_type=\"status\"} 0", "runner_loop_seconds_count 1",
     "alert_evaluation_seconds_bucket", "api_request_duration_seconds_bucket",
     "active_alerts_count", "active_connections_count", "tradeeon_store_commits_total",
     "tradeeon_outbox_pending", "process_resident_memory_bytes",
     "api_requests_total{method=\"GET\",endpoint=\"/alerts/{id}\",status_code=\"200\"} 1",
     "api_requests_total{method=\"other\",endpoint=\"other\",status_code=\"404\"} 50"}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
  CHECK(text.find("/made") == std::string::npos);
  CHECK(text.find(id) == std::string::npos);
  CHECK(text.find("a-user-name") == std::string::npos);
}
