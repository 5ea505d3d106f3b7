// Exports of the former database: CSV and JSON as files, rows as domain values.
#include "app/import/csv.hpp"
#include "app/import/user_map.hpp"
#include "http/json/export_codec.hpp"

#include <doctest/doctest.h>

using namespace tradeeon;

namespace {

using cells = std::vector<std::optional<std::string>>;

std::vector<csv_record> csv(std::string_view text) {
  auto read = read_csv(text);
  REQUIRE_MESSAGE(read.ok(), (read ? "" : read.error().text));
  return *std::move(read);
}

json::export_row row(std::vector<std::pair<const char*, const char*>> columns) {
  json::export_row out;
  for (const auto& [name, text] : columns)
    out.push_back(
      {name, text == nullptr ? std::nullopt : std::optional<std::string>{text}});
  return out;
}

const char* rsi = R"([{"type":"indicator","indicator":"RSI","period":14,"operator":"<",)"
                  R"("compareWith":"value","compareValue":30}])";

json::export_row alert_row() {
  return row({{"alert_id", "a1"},
              {"user_id", "ann"},
              {"symbol", "BTC/USDT"},
              {"base_timeframe", "5m"},
              {"conditions", rsi},
              {"logic", "AND"},
              {"action", "{}"},
              {"status", "active"},
              {"created_at", "2025-11-03 10:15:00.5+00"},
              {"last_triggered_at", nullptr}});
}

std::string& cell(json::export_row& of, std::string_view name) {
  for (auto& x : of)
    if (x.column == name) {
      if (!x.text)
        x.text.emplace();
      return *x.text;
    }
  of.push_back({std::string{name}, std::string{}});
  return *of.back().text;
}

} // namespace

TEST_CASE("CSV keeps quotes, line ends, commas, empty texts and missing values apart") {
  const auto all = csv("\xEF\xBB\xBF"
                       "a,b,c\r\n"
                       "1,\"two, \"\"2\"\"\",\r\n"
                       "\r\n"
                       "\"x\ny\",\"\",é\n"
                       "last,,\"\"");
  REQUIRE(all.size() == 4);
  CHECK(all[0].cells == cells{"a", "b", "c"});
  CHECK(all[1].cells == cells{"1", "two, \"2\"", std::nullopt});
  CHECK(all[1].line == 2);
  CHECK(all[2].cells == cells{"x\ny", "", "é"});
  CHECK(all[2].line == 4);
  CHECK(all[3].cells == cells{"last", std::nullopt, ""});
  CHECK(all[3].line == 6);
  CHECK(csv("").empty());
  CHECK(csv("a\n\\.\n").size() == 1);
  CHECK(csv("a,b\n\\.,1\n").size() == 2);
}

TEST_CASE("broken CSV is refused at its line") {
  struct bad {
    const char* text;
    const char* place;
    const char* hint;
  };
  const bad all[] = {
    {"a\n\"x", "line 2", "never closed"},
    {"a\n\"x\n\ny", "line 2", "never closed"},
    {"a\n\"x\"y\n", "line 2", "after a closing quote"},
    {"a\nb\nx\"y\n", "line 3", "within a cell"},
  };
  for (const auto& x : all) {
    CAPTURE(x.text);
    const auto read = read_csv(x.text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().place == x.place);
    CHECK(read.error().text.find(x.hint) != std::string::npos);
  }
}

TEST_CASE("rows of JSON are found in a list and one a line, with their lines") {
  for (const auto* text : {"[{\"a\":\"}{\\\"]\"},\n {\"a\":{\"b\":[1]}}]\n",
                           "{\"a\":\"}{\\\"]\"}\n{\"a\":{\"b\":[1]}}\n",
                           "\xEF\xBB\xBF{\"a\":\"}{\\\"]\"}\r\n{\"a\":{\"b\":[1]}}"}) {
    CAPTURE(text);
    const auto rows = json::split_rows(text);
    REQUIRE(rows.ok());
    REQUIRE(rows->size() == 2);
    CHECK((*rows)[0].line == 1);
    CHECK((*rows)[1].line == 2);
    CHECK(json::parse_row((*rows)[0].text)->front().text == "}{\"]");
    CHECK(json::parse_row((*rows)[1].text)->front().text == "{\"b\":[1]}");
  }
  CHECK(json::split_rows("[]")->empty());
  for (const auto* text : {"[{}", "{", "[1]", "{} x", "[{}] {}", "[[{}]]", "[,{}]"})
    CHECK_MESSAGE(!json::split_rows(text).ok(), text);
  const auto cells = json::parse_row(R"({"n":null,"t":"x","i":3,"b":true})");
  REQUIRE(cells.ok());
  CHECK_FALSE((*cells)[0].text.has_value());
  CHECK((*cells)[1].text == "x");
  CHECK((*cells)[2].text == "3");
  CHECK((*cells)[3].text == "true");
}

TEST_CASE("times are read as PostgreSQL and its JSON write them") {
  const time_ms wanted = 1'762'164'900'500;
  for (const auto* text :
       {"2025-11-03 10:15:00.5+00", "2025-11-03 10:15:00.500000+00:00",
        "2025-11-03T10:15:00.500000+00:00", "2025-11-03 15:45:00.5+05:30",
        "2025-11-03 15:45:00.5+0530", "2025-11-03 02:15:00.5-08", "2025-11-03 10:15:00.5",
        "2025-11-03T10:15:00.5Z"})
    CHECK_MESSAGE(*json::parse_export_time(text) == wanted, text);
  for (const auto* text : {"", "infinity", "2025-11-03", "03.11.2025 10:15:00", "now"})
    CHECK_MESSAGE(!json::parse_export_time(text).ok(), text);
}

TEST_CASE("the columns tell the table, however they are spelt") {
  using json::export_table;
  CHECK(json::table_with({"alert_id", "user_id", "symbol", "base_timeframe"}) ==
        export_table::alerts);
  CHECK(json::table_with({"ID", "baseTimeframe"}) == export_table::alerts);
  CHECK(json::table_with({"condition_id", "indicator_config"}) ==
        export_table::conditions);
  CHECK(json::table_with({"id", "bot_id", "conditionId"}) == export_table::subscriptions);
  CHECK_FALSE(json::table_with({"id", "name"}).has_value());
  CHECK(json::columns_left_out(export_table::subscriptions,
                               {"id", "botId", "updated_at", "ACTIVE"}) ==
        std::vector<std::string>{"updated_at"});
}

TEST_CASE("a row of alerts becomes the alert that POST /alerts would make of it") {
  const auto made = json::alert_of(alert_row());
  REQUIRE_MESSAGE(made.ok(), (made ? "" : made.error().place + made.error().text));
  CHECK(made->alert_id == "a1");
  CHECK(made->user_id == "ann");
  CHECK(made->symbol == "BTCUSDT");
  CHECK(made->base == timeframe::m5);
  CHECK(made->expression == "RSI(14, close) < 30");
  CHECK(made->mode == fire_mode::per_bar);
  REQUIRE(made->actions.size() == 1);
  CHECK(made->actions[0].kind == action_kind::notify); // {} was the column's default
  CHECK(made->created_at == 1'762'164'900'500);
  CHECK(made->last_triggered_at == 0);
  auto other = alert_row();
  cell(other, "fire_mode") = "per_edge";
  cell(other, "action") =
    R"({"type":"bot_trigger","bot_id":"b","action_type":"execute_entry"})";
  cell(other, "last_triggered_at") = "2025-11-04 00:00:00+00";
  cell(other, "status") = "paused";
  const auto more = json::alert_of(other);
  REQUIRE(more.ok());
  CHECK(more->mode == fire_mode::per_edge);
  CHECK(more->status == alert_status::paused);
  CHECK(more->actions[0].command == "execute_entry");
  CHECK(more->last_triggered_at == 1'762'214'400'000);
}

TEST_CASE("a bad alert is refused at its column, with what would be accepted") {
  struct bad {
    const char* column;
    const char* text;
    const char* place;
    const char* hint;
  };
  const bad all[] = {
    {"alert_id", "", "alert_id", "is needed"},
    {"user_id", "", "user_id", "is needed"},
    {"base_timeframe", "7m", "base_timeframe", "1m"},
    {"conditions", "[{", "conditions", "not valid JSON"},
    {"conditions", "[]", "conditions", "needed"},
    {"conditions", R"([{"type":"indicator","indicator":"RSY","operator":"<","value":1}])",
     "conditions[0].indicator", "RSI"},
    {"logic", "XOR", "logic", "AND or OR"},
    {"action", R"({"type":"webhook"})", "action.url", "https://"},
    {"status", "asleep", "status", "paused"},
    {"created_at", "yesterday", "created_at", "2026-01-31 12:00:00"},
  };
  for (const auto& x : all) {
    CAPTURE(x.text);
    auto changed = alert_row();
    cell(changed, x.column) = x.text;
    const auto made = json::alert_of(changed);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().place == x.place);
    CHECK_MESSAGE(made.error().text.find(x.hint) != std::string::npos, made.error().text);
  }
}

TEST_CASE("a row of the registry is read in its own spelling and in the client's") {
  const char* const configs[] = {
    R"({"condition_type":"indicator","symbol":"BTCUSDT","timeframe":"1h","indicator":"RSI",)"
    R"("component":"RSI","operator":"crosses_below","compare_with":"value",)"
    R"("compare_value":30,"period":14})",
    R"({"condition_type":"rsi conditions","indicator":"RSI","operator":"crosses_below",)"
    R"("compare_with":"value","compare_value":30,"period":14})",
    R"({"type":"indicator","indicator":"RSI","operator":"crosses_below",)"
    R"("compareWith":"value","compareValue":30,"period":14})"};
  for (const auto* config : configs) {
    CAPTURE(config);
    const auto made = json::condition_of(row({{"condition_id", "187efde11d740283"},
                                              {"condition_type", "indicator"},
                                              {"symbol", "BTCUSDT"},
                                              {"timeframe", "1h"},
                                              {"indicator_config", config},
                                              {"created_at", "2025-11-03 10:15:00+00"},
                                              {"evaluation_count", "12"},
                                              {"trigger_count", nullptr}}));
    REQUIRE_MESSAGE(made.ok(), (made ? "" : made.error().place + made.error().text));
    CHECK(made->former_id == "187efde11d740283");
    CHECK(made->row.text == "BTCUSDT 1h 30 crosses_above RSI(14, close)");
    CHECK(made->row.base == timeframe::h1);
    CHECK(made->row.evaluation_count == 12);
  }
  const auto price = json::condition_of(row(
    {{"condition_id", "1"},
     {"symbol", "BTCUSDT"},
     {"timeframe", "1m"},
     {"indicator_config", R"({"condition_type":"price","indicator":"","component":"",)"
                          R"("operator":">","compare_with":"value","compare_value":0})"},
     {"created_at", "2025-11-03 10:15:00+00"}}));
  REQUIRE_MESSAGE(price.ok(), (price ? "" : price.error().text));
  CHECK(price->row.text == "BTCUSDT 1m 0 < close");
  const auto bad = json::condition_of(
    row({{"condition_id", "1"},
         {"symbol", "BTCUSDT"},
         {"timeframe", "1m"},
         {"indicator_config", R"({"condition_type":"price","operator":"~"})"},
         {"created_at", "2025-11-03 10:15:00+00"}}));
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().place == "indicator_config.operator");
}

TEST_CASE("a subscription keeps its id, and an ended one says so") {
  auto given = row({{"id", "s1"},
                    {"user_id", "ann"},
                    {"bot_id", "b1"},
                    {"condition_id", "187efde11d740283"},
                    {"bot_type", "dca"},
                    {"bot_config", R"({"fire":"level"})"},
                    {"active", "t"},
                    {"created_at", "2025-11-03 10:15:00+00"}});
  const auto made = json::subscription_of(given);
  REQUIRE(made.ok());
  CHECK(made->row.subscription_id == "s1");
  CHECK(made->row.level);
  CHECK(made->active);
  cell(given, "active") = "f";
  CHECK_FALSE(json::subscription_of(given)->active);
  cell(given, "active") = "maybe";
  CHECK(json::subscription_of(given).error().place == "active");
  cell(given, "active") = "true";
  cell(given, "bot_type") = "pirate";
  CHECK(json::subscription_of(given).error().place == "bot_type");
}

TEST_CASE("users get other ids where the map has them") {
  const auto map = read_user_map("ann,u-1\n\"b,ob\",u-2\n");
  REQUIRE(map.ok());
  CHECK(map->at("ann") == "u-1");
  CHECK(map->at("b,ob") == "u-2");
  CHECK(read_user_map("ann\n").error().place == "line 1");
  CHECK(read_user_map("a,b\na,c\n").error().place == "line 2");
}
