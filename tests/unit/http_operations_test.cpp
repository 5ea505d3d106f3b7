// Liveness, readiness, and a policy that changes while the server runs.
#include "tests/unit/http_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::test;

TEST_CASE("livez tells that loop and store answer, and asks once a second at most") {
  web w;
  auto alive = get(w, "/livez");
  CHECK(alive.status == 200);
  CHECK(alive.body["status"] == "alive");
  w.engine.sick = true; // a part is not well: no reason to kill the process
  w.engine.behind = true;
  w.engine.stuck = true;
  CHECK(get(w, "/livez").status == 200);
  w.now += 1'001;
  auto stuck = get(w, "/livez");
  CHECK(stuck.status == 503);
  CHECK(stuck.body["status"] == "stuck");
  CHECK(stuck.text.find("user-1") == std::string::npos);
}

TEST_CASE("readyz tells which parts are not ready, and nothing of anybody") {
  web w;
  auto ready = get(w, "/readyz");
  CHECK(ready.status == 200);
  CHECK(ready.body["status"] == "ready");
  for (const char* part : {"draining", "database", "disk", "store", "feeds"})
    CHECK_MESSAGE(ready.body["parts"][part]["ready"] == true, part);
  // One symbol of somebody's can't be evaluated: the node serves all others.
  CHECK_FALSE(ready.body["parts"].contains("evaluation"));

  w.engine.behind = true;
  w.now += 1'001;
  auto behind = get(w, "/readyz");
  CHECK(behind.status == 503);
  CHECK(behind.body["status"] == "not ready");
  CHECK(behind.body["parts"]["feeds"]["ready"] == false);
  CHECK(behind.body["parts"]["feeds"]["detail"] == "no candles from demo");
  CHECK(get(w, "/health").body["status"] == "ok"); // it is well all the same
  CHECK_FALSE(get(w, "/health").body.contains("feeds"));

  w.engine.behind = false;
  w.engine.sick = true;
  w.now += 1'001;
  auto sick = get(w, "/readyz");
  CHECK(sick.status == 503);
  CHECK(sick.text.find("user-1") == std::string::npos);
}

TEST_CASE("a node that is drained is not ready at once, and keeps no connection") {
  web w;
  auto client = w.client();
  CHECK(look(client.Get("/readyz")).status == 200);
  w.engine.ending = true;
  auto answer = look(client.Get("/readyz"));
  CHECK(answer.status == 503);
  CHECK(answer.body["parts"]["draining"]["ready"] == false);
  CHECK(header(answer, "Connection") == "close");
  CHECK(get(w, "/livez").status == 200);
  CHECK(get(w, "/api/symbols").status == 200); // it still serves
}

TEST_CASE("the policy may change between two requests") {
  auto policy = std::make_shared<live<http::request_policy>>();
  auto how = web::calm();
  auto first = http::request_policy{how};
  policy->set(first);
  how.policy = policy;
  web w(how);
  const auto ann = w.as("ann");
  CHECK(get(w, "/alerts/quota", ann).body["max_alerts"] == 5);

  auto next = first;
  next.max_active_alerts = 7;
  next.cors_origins = {"https://new.example"};
  next.reads_per_minute = 2;
  policy->set(next);
  const httplib::Headers page{{"Origin", "https://new.example"},
                              {"Authorization", ann.begin()->second}};
  auto seen = get(w, "/alerts/quota", page);
  CHECK(seen.body["max_alerts"] == 7);
  CHECK(header(seen, "Access-Control-Allow-Origin") == "https://new.example");
  CHECK(get(w, "/alerts/quota", ann).status == 200);
  check_error(get(w, "/alerts/quota", ann), 429, "RATE_LIMIT_EXCEEDED");
}

TEST_CASE("tokens of a replaced secret are taken while it is named as a previous one") {
  auto policy = std::make_shared<live<http::request_policy>>();
  auto how = web::calm();
  const auto first = http::request_policy{how};
  policy->set(first);
  how.policy = policy;
  web w(how);
  const auto old = w.as("ann");
  CHECK(get(w, "/alerts", old).status == 200);

  auto next = first;
  next.jwt_secret = secret("a new key, just as long as the one before it");
  next.previous_jwt_secrets = {secret("one that is older still, and long enough"),
                               first.jwt_secret};
  policy->set(next);
  CHECK(get(w, "/alerts", old).status == 200);
  const auto fresh =
    *http::mint_token({"ann", http::role::user}, 60, next.jwt_secret, w.now / 1000);
  CHECK(get(w, "/alerts", {{"Authorization", "Bearer " + fresh}}).status == 200);

  next.previous_jwt_secrets.clear();
  policy->set(next);
  check_error(get(w, "/alerts", old), 401, "AUTHENTICATION_ERROR");
}

TEST_CASE("policies may change while requests are answered") {
  auto policy = std::make_shared<live<http::request_policy>>();
  auto how = web::calm();
  const auto first = http::request_policy{how};
  policy->set(first);
  how.policy = policy;
  web w(how);
  const auto ann = w.as("ann");
  std::atomic<bool> over{false};
  std::thread changing{[&] {
    for (std::uint32_t i = 0; !over; ++i) {
      auto next = first;
      next.max_active_alerts = 5 + i % 2;
      policy->set(next);
    }
  }};
  auto client = w.client();
  for (int i = 0; i < 200; ++i) {
    const auto seen = look(client.Get("/alerts/quota", ann));
    REQUIRE(seen.status == 200);
    CHECK((seen.body["max_alerts"] == 5 || seen.body["max_alerts"] == 6));
  }
  over = true;
  changing.join();
}

TEST_CASE("readers see one whole policy while it is replaced") {
  live<http::request_policy> subject{{}};
  std::atomic<bool> over{false};
  std::atomic<int> torn{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!over) {
        const auto seen = subject.get();
        if (seen->jwt_secret.reveal() != std::to_string(seen->max_active_alerts) &&
            !seen->jwt_secret.empty())
          ++torn;
      }
    });
  for (std::uint32_t i = 0; i < 5'000; ++i) {
    http::request_policy next;
    next.max_active_alerts = i;
    next.jwt_secret = secret{std::to_string(i)};
    subject.set(std::move(next));
  }
  over = true;
  for (auto& each : readers)
    each.join();
  CHECK(torn == 0);
}

TEST_CASE("the exposition has what an operator's rules need") {
  web w;
  w.counts.outbox_oldest_ms.set(1'500);
  w.counts.config_reload_fails.set(1);
  const auto text = get(w, "/metrics").text;
  const auto has = [&](const std::string& line) {
    CHECK_MESSAGE(text.find(line) != std::string::npos, line);
  };
  has("\ntradeeon_outbox_oldest_seconds 1.5\n");
  has("\ntradeeon_config_reload_ok 0\n");
  has("\ntradeeon_config_reloads_total{outcome=\"refused\"} 0\n");
  has("\ntradeeon_build_info{version=\"");
  for (const char* name :
       {"tradeeon_wal_bytes", "tradeeon_disk_free_bytes", "tradeeon_disk_bytes",
        "tradeeon_database_bytes", "tradeeon_draining", "process_threads",
        "process_open_fds", "process_max_fds", "process_resident_memory_bytes",
        "process_virtual_memory_bytes", "process_cpu_seconds_total",
        "process_start_time_seconds"})
    has("\n" + std::string(name) + " ");
  CHECK(text.find("process_threads 0\n") == std::string::npos);
  CHECK(text.find("process_open_fds 0\n") == std::string::npos);
}
