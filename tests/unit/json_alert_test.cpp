#include "domain/conditions/parser.hpp"
#include "http/json/alert_codec.hpp"
#include "http/json/document.hpp"
#include "http/json/subscription_codec.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tradeeon;
using json::parse_alert;
using json::parse_document;

namespace {

const std::string home_fields = R"("symbol":"btc/usdt","base_timeframe":"5m")";
const std::string rsi_low =
  R"({"id":"a","type":"indicator","indicator":"RSI","operator":"<","compareWith":"value",)"
  R"("compareValue":30,"timeframe":"same","settings":{"length":14}})";
const std::string up_bar =
  R"({"type":"price","operator":">","compareWith":"price_field","rhsPriceField":"open",)"
  R"("timeframe":"1h"})";

std::string body(const std::string& more) {
  return "{" + home_fields + "," + more + "}";
}

std::string with_conditions(const std::string& more = "") {
  return body("\"conditions\":[" + rsi_low + "," + up_bar + "]" + more);
}

alert stored(const std::string& text) {
  auto read = parse_alert(text);
  REQUIRE(read.ok());
  auto row = *std::move(read);
  row.alert_id = "a1";
  row.user_id = "u1";
  row.created_at = 1'700'000'000'000;
  row.last_triggered_at = 1'700'000'100'000;
  return row;
}

struct bad {
  std::string body;
  std::string place;
  std::string says;
};

void check_refused(const result<alert>& read, const bad& x) {
  CAPTURE(x.body);
  REQUIRE_FALSE(read.ok());
  CAPTURE(read.error().text);
  CHECK(read.error().place == x.place);
  CHECK(read.error().text.find(x.says) != std::string::npos);
}

} // namespace

TEST_CASE("an alert takes its defaults and its conditions become text") {
  const auto read = parse_alert(with_conditions());
  REQUIRE(read.ok());
  CHECK(read->symbol == "BTCUSDT");
  CHECK(read->base == timeframe::m5);
  CHECK(read->expression == "RSI(14, close) < 30 and close > open @ 1h");
  CHECK(read->mode == fire_mode::per_bar);
  CHECK(read->status == alert_status::active);
  REQUIRE(read->actions.size() == 1);
  CHECK(read->actions[0].kind == action_kind::notify);
  CHECK(read->version == 1);
}

TEST_CASE("logic, status, fire mode and text form are read") {
  const auto either = parse_alert(
    with_conditions(R"(,"logic":"OR","status":"paused","fireMode":"per_edge")"));
  REQUIRE(either.ok());
  CHECK(either->expression == "RSI(14, close) < 30 or close > open @ 1h");
  CHECK(either->status == alert_status::paused);
  CHECK(either->mode == fire_mode::per_edge);
  const auto text =
    parse_alert(body(R"("expression":"RSI(14) < 30 and close > open @ 1h")"));
  REQUIRE(text.ok());
  CHECK(text->expression == parse_alert(with_conditions())->expression);
}

TEST_CASE("a condition's id does not depend on the form in which an alert has it") {
  const home at{"BTCUSDT", timeframe::m5};
  const auto ids = [&](const alert& x) {
    std::vector<std::string> out;
    for (const auto& part : conditions_of(*parse_expression(x.expression, at)))
      out.push_back(condition_id(part));
    return out;
  };
  const auto from_list = parse_alert(with_conditions());
  const auto from_text =
    parse_alert(body(R"("expression":"30 > RSI(14) and open < close @ 1h")"));
  REQUIRE(from_list.ok());
  REQUIRE(from_text.ok());
  CHECK(ids(*from_list) == ids(*from_text));
}

TEST_CASE("a bad alert is refused at the path of the field that is wrong") {
  const std::string some = "\"conditions\":[" + rsi_low + "]";
  const std::vector<bad> table{
    {"[]", "body", "object"},
    {"{}", "symbol", "is needed"},
    {R"({"symbol":"BTCUSDT"})", "base_timeframe", "is needed"},
    {R"({"symbol":"BTC$","base_timeframe":"5m"})", "symbol", "letters"},
    {R"({"symbol":"BTC","base_timeframe":"5M"})", "base_timeframe", "unknown timeframe"},
    {body(R"("conditon":[])"), "conditon", "did you mean condition"},
    {body(R"("logic":"AND")"), "conditions", "is needed"},
    {body(R"("conditions":[])"), "conditions", "1 to 64"},
    {body(R"("conditions":{})"), "conditions", "list"},
    {body(R"("conditions":[5])"), "conditions[0]", "object"},
    {body("\"conditions\":[" + rsi_low + R"(,{"type":"price","operator":"<"}])"),
     "conditions[1].compareWith", "is needed"},
    {body("\"conditions\":[" + rsi_low +
          R"(,{"type":"indicator","indicator":"RSI","operator":"<","value":1,)"
          R"("settings":{"length":-1}}])"),
     "conditions[1].settings.length", "from 2"},
    {body(some + R"(,"logic":"XOR")"), "logic", "AND or OR"},
    {body(some + R"(,"fireMode":"sometimes")"), "fireMode", "per_bar"},
    {body(some + R"(,"status":"completed")"), "status", "active and paused"},
    {body(some + R"(,"status":"on")"), "status", "active"},
    {body(some + R"(,"conditionConfig":{"mode":"playbook"})"), "conditionConfig",
     "contradicts conditions"},
    {body(some + R"(,"expression":"close > 1")"), "expression", "contradicts"},
    {body(R"("expression":"RSI(14) <")"), "expression", "column"},
    {body(R"("expression":"KDJ(14) < 5")"), "expression", ""},
    {body(R"("expression":"close > 1","logic":"OR")"), "logic", "goes with conditions"},
    {body(R"("expression":"")"), "expression", "1 to"},
    {body(R"("expression":5)"), "expression", "text"},
    {body(some + R"(,"action":{"type":"sms"})"), "action.type", "notify"},
    {body(some + R"(,"action":{})"), "action.type", "is needed"},
    {body(some + R"(,"action":"notify")"), "action", "object"},
    {body(some + R"(,"action":{"type":"webhook"})"), "action.url", "is needed"},
    {body(some + R"(,"action":{"type":"webhook","url":"ftp://x"})"), "action.url",
     "https://"},
    {body(some + R"(,"action":{"type":"webhook","url":"https://a b"})"), "action.url",
     "spaces"},
    {body(some + R"(,"action":{"type":"notify","url":"https://a"})"), "action.url",
     "plays no part"},
    {body(some + R"(,"action":{"type":"webhook","uri":"https://a"})"), "action.uri",
     "did you mean url"},
    {body(some + R"(,"action":{"type":"bot"})"), "action.bot_id", "is needed"},
    {body(some + R"(,"action":{"type":"bot_trigger","bot_id":"b"})"),
     "action.action_type", "is needed"},
    {body(some + R"(,"action":{"type":"bot_trigger","bot_id":"b","action_type":"bye"})"),
     "action.action_type", "execute_entry"},
    {body(some + R"(,"action":{"type":"bot_trigger","bot_id":"b",)"
                 R"("action_type":"execute_entry","dca_index":1})"),
     "action.dca_index", "plays no part"},
    {body(some + R"(,"action":{"type":"bot_trigger","bot_id":"b",)"
                 R"("action_type":"execute_dca","dca_index":-1})"),
     "action.dca_index", "whole"},
    {body(some + R"(,"actions":[])"), "actions", "1 to 8"},
    {body(some + R"(,"actions":[{"type":"notify"},{"type":"x"}])"), "actions[1].type",
     "unknown action"},
    {body(some +
          R"(,"action":{"type":"notify"},"actions":[{"type":"bot","bot_id":"b"}])"),
     "action", "contradicts"},
    {body(some + R"(,"alert_id":"mine")"), "alert_id", "unknown field"},
    {body(some + R"(,"created_at":"2024-01-01T00:00:00Z")"), "created_at",
     "unknown field"},
  };
  for (const auto& x : table)
    check_refused(parse_alert(x.body), x);
}

TEST_CASE("more conditions than an expression may have are refused") {
  std::string list = rsi_low;
  for (int i = 0; i < 64; ++i)
    list += "," + rsi_low;
  check_refused(parse_alert(body("\"conditions\":[" + list + "]")),
                {"", "conditions", "1 to 64"});
}

TEST_CASE("defect 18: a playbook's chain starts at the first enabled item") {
  const auto item = [](const std::string& fields, int level) {
    return "{" + fields +
           R"("condition":{"type":"price","operator":">","compareWith":"value","value":)" +
           std::to_string(level) + "}}";
  };
  const auto text_of = [](const std::string& config) {
    const auto read = parse_alert(body(R"("conditionConfig":)" + config));
    return read ? read->expression : read.error().place + ": " + read.error().text;
  };
  const auto three = [&](const std::string& head) {
    return "{" + head + R"("conditions":[)" + item(R"("priority":3,"logic":"OR",)", 1) +
           "," + item(R"("priority":1,"enabled":false,)", 2) + "," +
           item(R"("priority":2,"logic":"OR","validityDuration":4,)"
                R"("validityDurationUnit":"minutes",)",
                3) +
           "]}";
  };
  CHECK(text_of(three(R"("mode":"playbook","gateLogic":"ALL",)")) ==
        "playbook all: (close > 3) valid 4 minutes or (close > 1)");
  CHECK(text_of(three(R"("gateLogic":"ANY","evaluationOrder":"sequential",)"
                      R"("resetOnFire":true,)")) ==
        "playbook any reset: (close > 1) or (close > 3) valid 4 minutes");
  const std::vector<std::pair<std::string, std::string>> refused{
    {"{}", "conditionConfig.conditions: 1 to 32 are needed"},
    {R"({"conditions":[]})", "conditionConfig.conditions: 1 to 32 are needed"},
    {R"({"mode":"simple","conditions":[]})",
     "conditionConfig.mode: unknown mode \"simple\"; use playbook"},
    {R"({"gateLogic":"SOME","conditions":[]})",
     "conditionConfig.gateLogic: unknown gate \"SOME\"; use ALL or ANY"},
    {R"({"evaluationOrder":"random","conditions":[]})",
     "conditionConfig.evaluationOrder: unknown order \"random\"; use priority or "
     "sequential"},
    {R"({"conditions":[{}]})",
     "conditionConfig.conditions[0].condition: is needed: a condition object"},
    {R"({"conditions":[)" + item(R"("enabled":false,)", 1) + "]}",
     "conditionConfig.conditions: all are disabled; enable at least one"},
    {R"({"conditions":[)" + item(R"("logic":"XOR",)", 1) + "]}",
     "conditionConfig.conditions[0].logic: unknown value \"XOR\"; use AND or OR"},
    {R"({"conditions":[)" +
       item(R"("validityDuration":3,"validityDurationUnit":"days",)", 1) + "]}",
     "conditionConfig.conditions[0].validityDurationUnit: unknown unit \"days\"; use "
     "bars "
     "or minutes"},
  };
  for (const auto& [config, says] : refused)
    CHECK(text_of(config) == says);
}

TEST_CASE("a playbook can be patched, and a row sent back changes nothing") {
  auto stored = *parse_alert(body(
    R"("conditionConfig":{"conditions":[{"condition":{"type":"price","operator":">",)"
    R"("compareWith":"value","value":5}}]})"));
  stored.alert_id = "a";
  const auto row = json::render(stored);
  CHECK(row.find("conditionConfig") != row.npos);
  const auto same = json::merge_alert(stored, R"({"status":"paused"})");
  REQUIRE(same);
  CHECK(same->row.expression == stored.expression);
  const auto other = json::merge_alert(stored, R"({"expression":"close > 6"})");
  REQUIRE(other);
  CHECK(other->row.expression == "close > 6");
  CHECK(json::render(other->row).find("conditionConfig") == std::string::npos);
}

TEST_CASE("defect 22: bot and bot_trigger are the same action, never a notify") {
  for (const std::string type : {"bot", "bot_trigger"}) {
    const auto read = parse_alert(
      with_conditions(R"(,"action":{"type":")" + type +
                      R"(","bot_id":"b7","action_type":"execute_dca","dca_index":2})"));
    REQUIRE(read.ok());
    REQUIRE(read->actions.size() == 1);
    CHECK(read->actions[0].kind == action_kind::bot);
    CHECK(read->actions[0].target == "b7");
    CHECK(read->actions[0].command == "execute_dca");
    CHECK(read->actions[0].dca_index == 2);
  }
}

TEST_CASE("a row echoes what the client sent, beside what the server adds") {
  const auto row = stored(with_conditions(R"(,"action":{"type":"webhook",)"
                                          R"("url":"https://example.org/h"})"));
  const auto out = *parse_document(json::render(row));
  CHECK(out["alert_id"] == "a1");
  CHECK(out["user_id"] == "u1");
  CHECK(out["symbol"] == "BTCUSDT");
  CHECK(out["base_timeframe"] == "5m");
  CHECK(out["conditions"][0] == *parse_document(rsi_low));
  CHECK(out["conditions"][1] == *parse_document(up_bar));
  CHECK(out["logic"] == "AND");
  CHECK(out["action"]["url"] == "https://example.org/h");
  CHECK(out["status"] == "active");
  CHECK(out["fireMode"] == "per_bar");
  CHECK(out["expression"] == row.expression);
  CHECK(out["version"] == 1);
  CHECK(out["created_at"] == "2023-11-14T22:13:20.000Z");
  CHECK(out["last_triggered_at"] == "2023-11-14T22:15:00.000Z");

  auto fresh = row;
  fresh.last_triggered_at = 0;
  CHECK((*parse_document(json::render(fresh)))["last_triggered_at"].is_null());
  CHECK(parse_document(json::render(std::vector<alert>{row, fresh}))->size() == 2);
}

TEST_CASE("an alert made without a client still has a whole row") {
  alert row;
  row.alert_id = "demo";
  row.symbol = "BTCUSDT";
  row.expression = "close > 1";
  row.actions = {{action_kind::webhook, "https://example.org", "", -1}};
  const auto out = *parse_document(json::render(row));
  CHECK(out["conditions"].empty());
  CHECK(out["action"]["type"] == "webhook");
  const auto changed = json::merge_alert(row, R"({"status":"paused"})");
  REQUIRE(changed.ok());
  CHECK(changed->row.expression == "close > 1");
  CHECK(changed->row.actions[0].target == "https://example.org");
}

TEST_CASE("a whole row sent back changes nothing") {
  for (const auto& text : {with_conditions(), with_conditions(R"(,"logic":"OR")"),
                           body(R"("expression":"close > 1 or volume > 2")"),
                           with_conditions(R"(,"actions":[{"type":"notify"},)"
                                           R"({"type":"bot","bot_id":"b"}])")}) {
    const auto row = stored(text);
    const auto back = json::merge_alert(row, json::render(row));
    CAPTURE(json::render(row));
    REQUIRE(back.ok());
    CHECK_FALSE(back->fresh_state);
    CHECK(json::render(back->row) == json::render(row));
    CHECK(back->row.document == row.document);
  }
}

TEST_CASE("a patch changes what it names and says whether the state starts afresh") {
  const auto row = stored(with_conditions(R"(,"logic":"OR")"));
  struct line {
    std::string patch;
    std::uint32_t version;
    bool fresh;
  };
  const std::vector<line> table{
    {"{}", 1, false},
    {R"({"status":"paused"})", 1, false},
    {R"({"status":null,"conditions":null})", 1, false},
    {R"({"action":{"type":"bot","bot_id":"b"}})", 1, false},
    {R"({"fireMode":"per_bar"})", 1, false},
    {R"({"fireMode":"per_edge"})", 1, true},
    {R"({"logic":"OR"})", 1, false},
    {R"({"logic":"AND"})", 2, true},
    {R"({"symbol":"BTC-USDT"})", 1, false},
    {R"({"symbol":"ETHUSDT"})", 2, true},
    {R"({"base_timeframe":"15m"})", 2, true},
    {R"({"conditions":[)" + rsi_low + "]}", 2, true},
    {R"({"conditions":[)" + rsi_low + "," + up_bar + "]}", 1, false},
    {R"({"expression":"close > 1"})", 2, true},
    {R"({"expression":"RSI(14) < 30 or close > open @ 1h"})", 1, false},
  };
  for (const auto& x : table) {
    CAPTURE(x.patch);
    const auto out = json::merge_alert(row, x.patch);
    REQUIRE(out.ok());
    CHECK(out->row.version == x.version);
    CHECK(out->fresh_state == x.fresh);
    CHECK(out->row.alert_id == row.alert_id);
    CHECK(out->row.user_id == row.user_id);
    CHECK(out->row.created_at == row.created_at);
    CHECK(out->row.last_triggered_at == row.last_triggered_at);
    if (x.version == 1 && x.patch.find("expression") == std::string::npos)
      CHECK(out->row.expression == row.expression);
  }
}

TEST_CASE("a paused alert that becomes active again starts afresh") {
  auto row = stored(with_conditions());
  row.status = alert_status::paused;
  for (const auto& [patch, fresh] : std::vector<std::pair<std::string, bool>>{
         {R"({"status":"active"})", true},
         {R"({"status":"paused"})", false},
         {R"({"action":{"type":"notify"}})", false}}) {
    CAPTURE(patch);
    const auto out = json::merge_alert(row, patch);
    REQUIRE(out.ok());
    CHECK(out->fresh_state == fresh);
  }
}

TEST_CASE("an ended alert that becomes active again starts afresh") {
  auto row = stored(with_conditions(R"(,"fireMode":"once")"));
  row.status = alert_status::error;
  row.status_reason = "quarantined";
  const auto same = json::merge_alert(row, R"({"action":{"type":"notify"}})");
  REQUIRE(same.ok());
  CHECK(same->row.status == alert_status::error);
  CHECK(same->row.status_reason == "quarantined");
  CHECK_FALSE(same->fresh_state);
  const auto revived = json::merge_alert(row, R"({"status":"active"})");
  REQUIRE(revived.ok());
  CHECK(revived->fresh_state);
  CHECK(revived->row.status_reason.empty());
  CHECK(revived->row.version == 1);
}

TEST_CASE("a patch can't change what only the server sets") {
  const auto row = stored(with_conditions());
  const std::vector<bad> table{
    {R"({"alert_id":"a2"})", "alert_id", "set by the server"},
    {R"({"user_id":"u2"})", "user_id", "set by the server"},
    {R"({"user_id":5})", "user_id", "set by the server"},
    {R"({"created_at":"2020-01-01T00:00:00.000Z"})", "created_at", "set by the server"},
    {R"({"last_triggered_at":"2030-01-01T00:00:00.000Z"})", "last_triggered_at",
     "set by the server"},
    {R"({"version":2})", "version", "changed meanwhile"},
    {R"({"status":"completed"})", "status", "active and paused"},
    {R"({"statuss":"paused"})", "statuss", "did you mean status"},
    {R"({"conditionConfig":{}})", "conditionConfig.conditions", "1 to 32"},
    {R"({"conditions":[]})", "conditions", "1 to 64"},
    {R"({"symbol":""})", "symbol", "1 to"},
    {R"([])", "body", "object"},
  };
  for (const auto& x : table) {
    CAPTURE(x.body);
    const auto out = json::merge_alert(row, x.body);
    REQUIRE_FALSE(out.ok());
    CHECK(out.error().place == x.place);
    CHECK(out.error().text.find(x.says) != std::string::npos);
  }
  CHECK(json::merge_alert(row, R"({"version":2})").error().code ==
        problem_code::conflict);
  // An older reading of the row is no attempt to change the time.
  CHECK(
    json::merge_alert(row, R"({"last_triggered_at":"2023-11-14T22:14:00.000Z"})").ok());
}

TEST_CASE("a file of alerts is read with the place of every error") {
  const auto entry = [](const std::string& id, const std::string& more) {
    return "{\"alert_id\":\"" + id + "\"," + home_fields + "," + more + "}";
  };
  const auto text = entry("a", R"("expression":"close > 1","fireMode":"per_close")");
  const auto list = entry("b", "\"conditions\":[" + rsi_low +
                                 R"(],"user_id":"u",)"
                                 R"("created_at":)"
                                 R"("1970-01-01T00:00:01Z")");
  const auto rows = json::parse_alert_file("[" + text + "," + list + "]");
  REQUIRE(rows.ok());
  REQUIRE(rows->size() == 2);
  CHECK((*rows)[0].mode == fire_mode::per_close);
  CHECK((*rows)[1].alert_id == "b");
  CHECK((*rows)[1].created_at == 1000);
  CHECK(json::parse_alert_file("[]")->empty());

  const auto row = stored(with_conditions());
  const auto echoed = json::parse_alert_file("[" + json::render(row) + "]");
  REQUIRE(echoed.ok());
  CHECK(echoed->front().expression == row.expression);

  const std::vector<bad> table{
    {"{}", "body", "list"},
    {"[5]", "[0]", "object"},
    {"[" + text + ",{}]", "[1].alert_id", "is needed"},
    {"[" + text + "," + text + "]", "[1].alert_id", "twice"},
    {"[" + text + "," +
       entry("c", R"("conditions":[{"type":"price","operator":"=>","value":1}])") + "]",
     "[1].conditions[0].operator", "unknown operator"},
    {"[" + entry("c", R"("expression":"close >")") + "]", "[0].expression", "column"},
    {"[" + entry("c", R"("expression":"close > 1","created_at":"now")") + "]",
     "[0].created_at", "a time"},
    {"[" + entry("c", R"("expression":"close > 1","nme":"x")") + "]", "[0].nme",
     "unknown field"},
  };
  for (const auto& x : table) {
    CAPTURE(x.body);
    const auto read = json::parse_alert_file(x.body);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().place == x.place);
    CHECK(read.error().text.find(x.says) != std::string::npos);
  }
}

TEST_CASE("a registration has the id of its condition whatever form it comes in") {
  const std::string own = R"("symbol":"btcusdt","type":"indicator","indicator":"RSI",)"
                          R"("operator":"<","compareWith":"value","compareValue":30)";
  const auto read = json::parse_registration("{" + own + R"(,"timeframe":"1h"})");
  REQUIRE(read.ok());
  const home at{"BTCUSDT", timeframe::h1};
  CHECK(read->condition_id == condition_id(*parse_condition("RSI(14) < 30", at)));
  CHECK(read->condition_id.size() == 16);
  CHECK(read->type == "indicator");
  CHECK(read->base == timeframe::h1);
  const auto same = json::parse_registration(
    "{" + own + R"(,"timeframe":"same","base_timeframe":"1h","settings":{"length":14}})");
  REQUIRE(same.ok());
  CHECK(same->condition_id == read->condition_id);

  const auto answer = *parse_document(json::render_registration(*read, true));
  CHECK(answer["status"] == "registered");
  CHECK(answer["condition"]["indicator_config"]["compareValue"] == 30);
  CHECK(answer["condition"]["last_triggered_at"].is_null());
  CHECK(answer["condition"]["timeframe"] == "1h");

  for (const auto& [text, place] : std::vector<std::pair<std::string, std::string>>{
         {"{" + own + "}", "timeframe"},
         {"{" + own + R"(,"timeframe":"same"})", "timeframe"},
         {R"({"type":"price","operator":">","value":1,"timeframe":"1h"})", "symbol"},
         {"{" + own + R"(,"timeframe":"1h","bot_id":"b"})", "bot_id"},
         {"{" + own + R"(,"timeframe":"1h","base_timeframe":"x"})", "base_timeframe"}}) {
    CAPTURE(text);
    const auto refused = json::parse_registration(text);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().place == place);
  }
}

TEST_CASE("a subscription is read and answered") {
  const std::string id = R"("condition_id":"0123456789abcdef")";
  const auto read = json::parse_subscription(
    R"({"bot_id":"b","bot_type":"dca","bot_config":{"fire":"level","x":1},)" + id + "}");
  REQUIRE(read.ok());
  CHECK(read->level);
  CHECK(read->bot_config == R"({"fire":"level","x":1})");
  CHECK_FALSE(
    json::parse_subscription(R"({"bot_id":"b","bot_type":"alert",)" + id + "}")->level);
  for (const auto& [text, place] : std::vector<std::pair<std::string, std::string>>{
         {"{}", "bot_id"},
         {R"({"bot_id":"b"})", "condition_id"},
         {R"({"bot_id":"b","condition_id":"xyz"})", "condition_id"},
         {R"({"bot_id":"b",)" + id + "}", "bot_type"},
         {R"({"bot_id":"b","bot_type":"x",)" + id + "}", "bot_type"},
         {R"({"bot_id":"b","bot_type":"dca","bot_config":[],)" + id + "}", "bot_config"},
         {R"({"bot_id":"b","bot_type":"dca","bot_config":{"fire":1},)" + id + "}",
          "bot_config.fire"},
         {R"({"bot_id":"b","bot_typ":"dca",)" + id + "}", "bot_typ"}}) {
    CAPTURE(text);
    const auto refused = json::parse_subscription(text);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().place == place);
  }
  registered_condition condition;
  condition.condition_id = read->condition_id;
  const auto list = *parse_document(json::render({{*read, condition}}));
  CHECK(list["count"] == 1);
  CHECK(list["subscriptions"][0]["condition_registry"]["condition_id"] ==
        "0123456789abcdef");
  CHECK(json::render_condition_stats(4, 6) ==
        R"({"success":true,"stats":{"total_conditions":4,"total_subscriptions":6,)"
        R"("avg_subscribers_per_condition":1.5}})");
}
