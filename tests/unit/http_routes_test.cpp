#include "tests/unit/http_kit.hpp"

using namespace tradeeon;
using namespace tradeeon::test;

TEST_CASE("health tells how the parts are, and nothing of anybody") {
  web w;
  auto well = get(w, "/health");
  CHECK(well.status == 200);
  CHECK(well.body["status"] == "ok");
  CHECK(well.body["database"] == "connected");
  CHECK(well.body["bot_execution_service"] == "available");
  CHECK(well.body["db_service"] == "enabled");
  CHECK(well.body["timestamp"] == w.now / 1000);
  CHECK(well.body["version"].is_string());
  w.engine.sick = true;
  w.now += 999;
  CHECK(get(w, "/health").body["status"] == "ok"); // the answer of a moment ago
  w.now += 4'001;
  auto ill = get(w, "/health");
  CHECK(ill.status == 200);
  CHECK(ill.body["status"] == "degraded");
  CHECK(ill.body["uptime_seconds"] == 5);
  CHECK(ill.text.find("user-1") == std::string::npos);
}

TEST_CASE("me is nobody without a valid token") {
  web w;
  CHECK(get(w, "/me").body["user"].is_null());
  CHECK(get(w, "/me", {{"Authorization", "Bearer x"}}).body["user"].is_null());
  CHECK(get(w, "/me", w.as("ann")).body["user"]["id"] == "ann");
}

TEST_CASE("an alert lives from POST to DELETE") {
  web w;
  const auto ann = w.as("ann");
  auto made = post(w, "/alerts", ann, alert_body());
  REQUIRE_MESSAGE(made.status == 200, made.text);
  const std::string id = made.body["alert_id"];
  CHECK(id.size() == 36);
  CHECK(id[14] == '4');
  CHECK(made.body["user_id"] == "ann");
  CHECK(made.body["symbol"] == "BTCUSDT");
  CHECK(made.body["created_at"] == "2023-11-14T22:13:20.000Z");
  CHECK(made.body["health"]["state"] == "ok");

  CHECK(get(w, "/alerts/" + id, ann).body == made.body);
  auto list = get(w, "/alerts", ann);
  REQUIRE(list.body.is_array());
  CHECK(list.body == json_value::array({made.body}));
  CHECK(get(w, "/alerts", w.as("bob")).body == json_value::array());

  auto paused = patch(w, "/alerts/" + id, ann, R"({"status":"paused"})");
  CHECK(paused.status == 200);
  CHECK(paused.body["status"] == "paused");
  CHECK(get(w, "/alerts/" + id, ann).body["status"] == "paused");

  CHECK(erase(w, "/alerts/" + id, ann).body == json_value{{"ok", true}});
  check_error(get(w, "/alerts/" + id, ann), 404, "NOT_FOUND");
  check_error(erase(w, "/alerts/" + id, ann), 404, "NOT_FOUND");
}

TEST_CASE("alerts are listed newest first") {
  web w;
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(w.new_alert("ann"));
    w.now += 1'000;
  }
  const auto list = get(w, "/alerts", w.as("ann")).body;
  REQUIRE(list.size() == 3);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(list[i]["alert_id"] == ids[2 - i]);
}

TEST_CASE("an alert that can't be evaluated says so") {
  web w;
  auto body = alert_body();
  body.replace(body.find("BTCUSDT"), 7, "NOFEED");
  const auto made = post(w, "/alerts", w.as("ann"), body);
  REQUIRE_MESSAGE(made.status == 200, made.text);
  CHECK(made.body["health"]["state"] == "unknown");
  CHECK(made.body["health"]["reason"] == "no feed delivers NOFEED");
}

TEST_CASE("the quota route is not taken for an alert, and counts from the store") {
  web w;
  const auto ann = w.as("ann");
  CHECK(get(w, "/alerts/quota", ann).body ==
        json_value{{"active_alerts", 0}, {"max_alerts", 5}, {"remaining", 5}});
  for (int i = 0; i < 5; ++i)
    w.new_alert("ann");
  CHECK(get(w, "/alerts/quota", ann).body["remaining"] == 0);
  const auto full = post(w, "/alerts", ann, alert_body());
  check_error(full, 429, "RATE_LIMIT_EXCEEDED");
  CHECK(header(full, "Retry-After") == "60");
  CHECK(get(w, "/alerts/quota", w.as("bob")).body["remaining"] == 5);
}

TEST_CASE("a change that met another one is merged again, once") {
  web w;
  const auto id = w.new_alert("ann");
  w.engine.conflicts_to_come = 1;
  CHECK(patch(w, "/alerts/" + id, w.as("ann"), R"({"status":"paused"})").status == 200);
  w.engine.conflicts_to_come = 2;
  check_error(patch(w, "/alerts/" + id, w.as("ann"), R"({"status":"active"})"), 409,
              "CONFLICT");
}

TEST_CASE("bad alerts name the place") {
  web w;
  const auto ann = w.as("ann");
  auto unknown = alert_body();
  unknown.insert(1, R"("surprise":1,)");
  auto bad = post(w, "/alerts", ann, unknown);
  check_error(bad, 400, "VALIDATION_ERROR");
  CHECK(bad.text.find("surprise") != std::string::npos);
  auto operation = alert_body();
  operation.replace(operation.find("\">\""), 3, "\"??\"");
  bad = post(w, "/alerts", ann, operation);
  check_error(bad, 400, "VALIDATION_ERROR");
  CHECK(bad.body["error"]["details"]["field"] == "conditions[0].operator");
  for (const std::string text : {"", "{", "[]", "null", "{}", "\"\"", "{\"a\":1}{"}) {
    CAPTURE(text);
    check_error(post(w, "/alerts", ann, text), 400, "VALIDATION_ERROR");
  }
  CHECK(get(w, "/alerts", ann).body.empty());
}

TEST_CASE("an alert's log is newest first and pages") {
  web w;
  const auto ann = w.as("ann");
  const auto id = w.new_alert("ann");
  const auto row = *w.queries->alert_of("ann", id);
  for (int i = 0; i < 7; ++i)
    w.engine.fire(row, i * 60'000);
  const auto all = get(w, "/alerts/" + id + "/logs", ann).body;
  REQUIRE(all.size() == 7);
  CHECK(all[0]["id"].is_number_integer());
  CHECK(all[0]["id"] > all[6]["id"]);
  CHECK(all[0]["alert_id"] == id);
  CHECK(all[0]["payload"]["price"]["close"] == 101);
  const auto some = get(w, "/alerts/" + id + "/logs?limit=2&offset=3", ann).body;
  REQUIRE(some.size() == 2);
  CHECK(some[0] == all[3]);
  check_error(get(w, "/alerts/" + id + "/logs", w.as("bob")), 404, "NOT_FOUND");
  for (const std::string bad :
       {"limit=0", "limit=501", "limit=x", "offset=-1", "limit="}) {
    CAPTURE(bad);
    check_error(get(w, "/alerts/" + id + "/logs?" + bad, ann), 400, "VALIDATION_ERROR");
  }
}

TEST_CASE("a simulation answers without a body and hides what goes wrong") {
  web w;
  const auto id = w.new_alert("ann");
  const auto path = "/alerts/" + id + "/simulate";
  w.put_bars(3);
  auto said = look(w.client().Post(path, w.as("ann"), "", "application/json"));
  CHECK(said.status == 200);
  CHECK(said.body["would_fire"] == true);
  CHECK(said.body["reasons"][0]["ok"] == true);
  CHECK(said.body["snapshot"]["price"]["close"] == 101);
  w.engine.throws = true;
  said = look(w.client().Post(path, w.as("ann"), "", "application/json"));
  check_error(said, 500, "INTERNAL_SERVER_ERROR");
  CHECK(said.text.find("password") == std::string::npos);
  for (const auto& [name, value] : said.headers)
    CHECK(value.find("password") == std::string::npos);
}

TEST_CASE("an alert explains itself on any stored bar") {
  web w;
  w.put_bars(5);
  const auto id = w.new_alert("ann");
  const auto path = "/alerts/" + id + "/explain";
  auto said = get(w, path + "?at=120000", w.as("ann"));
  CHECK(said.status == 200);
  CHECK(said.body["bar"]["open_time"] == 120'000);
  CHECK(said.body["state"] == true);
  CHECK(said.body["fires"] == true);
  CHECK(said.body["conditions"][0]["left"] == 100); // 100 < close: in its one spelling
  CHECK(said.body["conditions"][0]["right"] == 101);
  CHECK(said.body["conditions"][0]["missing"].is_null());
  CHECK(get(w, path + "?at=1970-01-01T00:02:30Z", w.as("ann")).text == said.text);
  CHECK(get(w, path, w.as("ann")).body["bar"]["open_time"] == 240'000);
  check_error(get(w, path + "?at=yesterday", w.as("ann")), 400, "VALIDATION_ERROR");
  check_error(get(w, path + "?at=300000", w.as("ann")), 404, "NOT_FOUND");
  check_error(get(w, path, w.as("bob")), 404, "NOT_FOUND");
}

TEST_CASE("an alert on another symbol explains what it read there") {
  web w;
  const auto made = post(w, "/alerts", w.as("ann"),
                         R"j({"symbol":"BTCUSDT","base_timeframe":"1m",)j"
                         R"j("expression":"close >= close(ETHUSDT)"})j");
  REQUIRE(made.status == 200);
  const auto path = "/alerts/" + made.body["alert_id"].get<std::string>();
  w.put_bars(5);
  auto said = get(w, path + "/explain?at=120000", w.as("ann"));
  CHECK(said.status == 200);
  CHECK(said.body["state"].is_null());
  CHECK(said.body["conditions"][0]["missing"].get<std::string>().find("unknown") !=
        std::string::npos);
  w.put_bars(4, "ETHUSDT");
  said = get(w, path + "/explain?at=120000", w.as("ann"));
  CHECK(said.body["state"] == true);
  CHECK(said.body["conditions"][0]["left"] == 101);
  CHECK(said.body["conditions"][0]["right"] == 101);
  // Its newest candle is one behind: that is not the price of this bar.
  CHECK(get(w, path + "/explain?at=240000", w.as("ann")).body["state"].is_null());
  const auto simulated =
    look(w.client().Post(path + "/simulate", w.as("ann"), "", "application/json"));
  CHECK(simulated.body["would_fire"] == false);
}

TEST_CASE("operators see the cluster and move work, others don't") {
  web w;
  const auto operators = w.as("ops", http::role::admin);
  for (const auto& [who, status] :
       {std::pair{w.as("ann"), 403}, std::pair{w.as("feed", http::role::ingest), 403}})
    CHECK(get(w, "/api/v1/cluster", who).status == status);
  check_error(get(w, "/api/v1/cluster", {}), 401, "AUTHENTICATION_ERROR");
  const auto seen = get(w, "/api/v1/cluster", operators);
  CHECK(seen.status == 200);
  CHECK(seen.body["nodes"][0]["node"] == "worker-1");
  CHECK(seen.body["nodes"][0]["status"] == "active");
  CHECK(seen.body["nodes"][0]["roles"][0] == "evaluator");
  CHECK(seen.body["nodes"][0]["shards"]["evaluator"] == 1);
  CHECK(seen.body["missing_roles"][1] == "notifier");
  CHECK(seen.body["leases"][0]["epoch"] == 7);
  const auto drained =
    post(w, "/api/v1/cluster/drain", operators, R"({"node":"worker-1"})");
  CHECK(drained.body["nodes"][0]["status"] == "draining");
  const auto undone =
    post(w, "/api/v1/cluster/drain", operators, R"({"node":"worker-1","on":false})");
  CHECK(undone.body["nodes"][0]["status"] == "active");
  check_error(post(w, "/api/v1/cluster/drain", operators, R"({"node":"x"})"), 404,
              "NOT_FOUND");
  check_error(post(w, "/api/v1/cluster/drain", w.as("ann"), R"({"node":"worker-1"})"),
              403, "AUTHORIZATION_ERROR");
  for (const auto* bad :
       {R"({"role":"evaluator","shard":64,"node":"worker-1"})",
        R"({"role":"evaluator","node":"worker-1"})",
        R"({"role":"evaluators","shard":1,"node":"worker-1"})",
        R"({"role":"evaluator","shard":1})", R"({"role":"alerts","shard":1,"nodes":""})"})
    check_error(post(w, "/api/v1/cluster/move", operators, bad), 400, "VALIDATION_ERROR");
  CHECK(post(w, "/api/v1/cluster/move", operators,
             R"({"role":"evaluator","shard":1,"node":"worker-1"})")
          .status == 200);
}

TEST_CASE("the catalogue of indicators is open to all") {
  web w;
  const auto said = get(w, "/api/v1/indicators", {});
  CHECK(said.status == 200);
  bool found = false;
  for (const auto& x : said.body["indicators"])
    if (x["name"] == "MACD") {
      found = true;
      CHECK(x["text"] == "MACD(12, 26, 9, close).macd");
      CHECK(x["outputs"][2]["name"] == "histogram");
      CHECK(x["parameters"][1]["default"] == 26);
    }
  CHECK(found);
  CHECK(said.body["indicators"].size() >= 90);
}

TEST_CASE("an internal problem's text stays inside") {
  web w;
  w.engine.broken = true;
  const auto said = post(w, "/alerts", w.as("ann"), alert_body());
  check_error(said, 500, "INTERNAL_SERVER_ERROR");
  CHECK(said.text.find("table") == std::string::npos);
}

TEST_CASE("conditions are registered by anybody and subscribed to by users") {
  web w;
  const auto ann = w.as("ann");
  const std::string body =
    R"({"symbol":"BTCUSDT","type":"price","operator":">","compareWith":"value",)"
    R"("compareValue":100,"timeframe":"1m"})";
  auto made = post(w, "/conditions/register", {}, body);
  REQUIRE_MESSAGE(made.status == 200, made.text);
  CHECK(made.body["success"] == true);
  CHECK(made.body["status"] == "registered");
  const std::string id = made.body["condition_id"];
  CHECK(id.size() == 16);
  CHECK(post(w, "/conditions/register", {}, body).body["status"] == "existing");

  const auto wish = json_value{{"bot_id", "b1"},
                               {"condition_id", id},
                               {"bot_type", "dca"},
                               {"bot_config", json_value::object()}};
  auto there = post(w, "/conditions/subscribe", ann, wish.dump());
  REQUIRE_MESSAGE(there.status == 200, there.text);
  CHECK(there.body["status"] == "subscribed");
  const std::string subscription = there.body["subscription_id"];
  auto again = post(w, "/conditions/subscribe", ann, wish.dump());
  CHECK(again.body["status"] == "already_subscribed");
  CHECK(again.body["subscription_id"] == subscription);
  auto other = wish;
  other["bot_config"]["fire"] =
    wish["bot_config"].value("fire", "edge") == "level" ? "edge" : "level";
  const auto refused = post(w, "/conditions/subscribe", ann, other.dump());
  check_error(refused, 409, "CONFLICT");
  CHECK(refused.body["error"]["details"]["field"] == "bot_config.fire");

  auto status = get(w, "/conditions/" + id + "/status");
  CHECK(status.body["subscriber_count"] == 1);
  CHECK(status.body["status"] == "active");
  auto mine = get(w, "/conditions/user/subscriptions", ann);
  CHECK(mine.body["count"] == 1);
  CHECK(mine.body["subscriptions"][0]["condition_registry"]["condition_id"] == id);
  CHECK(get(w, "/conditions/user/subscriptions", w.as("bob")).body["count"] == 0);
  auto stats = get(w, "/conditions/stats").body["stats"];
  CHECK(stats["total_conditions"] == 1);
  CHECK(stats["total_subscriptions"] == 1);

  const auto path = "/conditions/subscribe/" + subscription;
  check_error(erase(w, path, w.as("bob")), 404, "NOT_FOUND");
  CHECK(erase(w, path, ann).body["success"] == true);
  check_error(erase(w, path, ann), 404, "NOT_FOUND");
  check_error(get(w, "/conditions/0000000000000000/status"), 404, "NOT_FOUND");
  auto missing = wish;
  missing["condition_id"] = "0000000000000000";
  check_error(post(w, "/conditions/subscribe", ann, missing.dump()), 404, "NOT_FOUND");
}

TEST_CASE("market data comes from stored candles") {
  web w;
  w.put_bars(30);
  auto symbols = get(w, "/api/symbols");
  CHECK(symbols.body["success"] == true);
  CHECK(symbols.body["count"] == 1);
  CHECK(symbols.body["symbols"][0]["symbol"] == "BTCUSDT");
  auto bars = get(w, "/api/klines?symbol=btc-usdt&interval=1m&limit=10");
  CHECK(bars.status == 200);
  CHECK(bars.body["symbol"] == "BTCUSDT");
  REQUIRE(bars.body["klines"].size() == 10);
  CHECK(bars.body["klines"][9]["open_time"] == 29 * 60'000);
  CHECK(get(w, "/api/klines?symbol=BTCUSDT").body["interval"] == "1h");
  auto price = get(w, "/api/ticker/price?symbol=BTC/USDT");
  CHECK(price.body["success"] == true);
  CHECK(price.body["data"].is_object());
  check_error(get(w, "/api/ticker/price?symbol=NONE"), 404, "NOT_FOUND");
  for (const std::string bad :
       {"/api/klines", "/api/klines?symbol=", "/api/klines?symbol=A%23B",
        "/api/klines?symbol=BTCUSDT&interval=7m", "/api/klines?symbol=BTCUSDT&limit=1001",
        "/api/klines?symbol=BTCUSDT&limit=1e3", "/api/ticker/price"}) {
    CAPTURE(bad);
    check_error(get(w, bad), 400, "VALIDATION_ERROR");
  }
}

TEST_CASE("candles come in with a receipt") {
  web w;
  const auto feed = w.as("feed", http::role::ingest);
  const std::string body =
    R"({"candles":[)"
    R"({"symbol":"ETHUSDT","timeframe":"1m","open_time":60000,"open":1,"high":2,)"
    R"("low":1,"close":2,"volume":"3.5","closed":true},)"
    R"({"symbol":"??","timeframe":"1m","open_time":60000,"open":1,"high":2,)"
    R"("low":1,"close":2,"volume":3,"closed":true},)"
    R"({"symbol":"ETHUSDT","timeframe":"1m","open_time":60000,"open":1,"high":2,)"
    R"("low":1,"close":2,"volume":3,"closed":true}]})";
  auto took = post(w, "/api/v1/candles", feed, body);
  REQUIRE_MESSAGE(took.status == 200, took.text);
  CHECK(took.body["accepted"] == 1);
  CHECK(took.body["duplicates"] == 1);
  REQUIRE(took.body["rejected"].size() == 1);
  CHECK(took.body["rejected"][0]["index"] == 1);
  check_error(post(w, "/api/v1/candles", w.as("ann"), body), 403, "AUTHORIZATION_ERROR");
  CHECK(post(w, "/api/v1/candles", w.as("root", http::role::admin), body).status == 200);
  check_error(post(w, "/api/v1/candles", feed, R"({"candles":5})"), 400,
              "VALIDATION_ERROR");
}

TEST_CASE("triggers, inbox and deliveries are the caller's") {
  web w;
  const auto id = w.new_alert("ann");
  const auto row = *w.queries->alert_of("ann", id);
  for (int i = 0; i < 5; ++i)
    w.engine.fire(row, i * 60'000);
  auto page = get(w, "/api/v1/triggers?limit=3", w.as("ann")).body;
  REQUIRE(page["triggers"].size() == 3);
  CHECK(page["triggers"][0]["event_id"] == id + ":0");
  const auto next = std::to_string(page["next"].get<int>());
  CHECK(get(w, "/api/v1/triggers?after=" + next, w.as("ann")).body["triggers"].size() ==
        2);
  CHECK(get(w, "/api/v1/triggers", w.as("bob")).body["triggers"].empty());
  CHECK(get(w, "/api/v1/triggers?symbol=ETHUSDT", w.as("ann")).body["triggers"].empty());
  check_error(get(w, "/api/v1/triggers?after=-1", w.as("ann")), 400, "VALIDATION_ERROR");

  auto inbox = get(w, "/api/v1/notifications?limit=2", w.as("ann")).body;
  REQUIRE(inbox["notifications"].size() == 2);
  CHECK(inbox["notifications"][0]["event_id"] == id + ":240000");
  const auto before = std::to_string(inbox["next"].get<int>());
  inbox = get(w, "/api/v1/notifications?before=" + before, w.as("ann")).body;
  CHECK(inbox["notifications"].size() == 3);
  CHECK(inbox["next"].is_null());
  CHECK(get(w, "/api/v1/deliveries", w.as("ann")).body["count"] == 0);
}

TEST_CASE("paths and methods that do not exist have the envelope too") {
  web w;
  for (const std::string path : {"/", "/nothing", "/alerts/x/y/z", "/alerts//logs",
                                 "/../etc/passwd", "/alerts/a%2Fb/logs/c"}) {
    CAPTURE(path);
    check_error(get(w, path, w.as("ann")), 404, "NOT_FOUND");
  }
  const auto wrong = erase(w, "/health", {});
  check_error(wrong, 405, "VALIDATION_ERROR");
  CHECK(header(wrong, "Allow") == "GET, OPTIONS");
  check_error(look(w.client().Put("/alerts", w.as("ann"), "{}", "application/json")), 405,
              "VALIDATION_ERROR");
  CHECK(look(w.client().Head("/health")).status == 200);
}
