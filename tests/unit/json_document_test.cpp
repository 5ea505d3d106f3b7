#include "http/json/answers.hpp"
#include "http/json/document.hpp"
#include "http/json/fields.hpp"
#include "http/json/problem.hpp"
#include "http/json/time_text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace tradeeon;
using json::parse_document;

TEST_CASE("a document that is not plain JSON within the limits is refused") {
  const std::vector<std::string> bad{
    "",
    " ",
    "{",
    "}",
    "{]",
    "[1,]",
    "{\"a\":1,}",
    "{'a':1}",
    "{a:1}",
    "nul",
    "NaN",
    "[NaN]",
    "[Infinity]",
    "[-Infinity]",
    "[1e400]",
    "[-1e999]",
    "[01]",
    "[+1]",
    "[.5]",
    "[1.]",
    "[0x10]",
    "{} {}",
    "{}x",
    "// comment\n{}",
    "{\"a\":1,\"a\":2}",
    "{\"x\":{\"a\":1,\"b\":2,\"a\":1}}",
    "{\"a\":\"\xff\"}",
    "{\"a\":\"\xc0\xaf\"}",
    "{\"a\":\"\xed\xa0\x80\"}",
    "{\"\xf8\":1}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\x41\"}",
    "{\"a\":\"tab\there\"}",
    std::string("{\"a\":1}\0", 8),
  };
  for (const auto& text : bad) {
    CAPTURE(text);
    const auto read = parse_document(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == problem_code::invalid);
    CHECK(read.error().place == "body");
  }
}

TEST_CASE("limits on size, depth and number of fields hold exactly") {
  const auto nested = [](std::size_t n) {
    return std::string(n, '[') + std::string(n, ']');
  };
  CHECK(parse_document(nested(32)).ok());
  CHECK_FALSE(parse_document(nested(33)).ok());
  CHECK_FALSE(parse_document(nested(500'000)).ok());

  const auto with_keys = [](int n) {
    std::string out = "{";
    for (int i = 0; i < n; ++i)
      out += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
    return out + "}";
  };
  CHECK(parse_document(with_keys(1'000)).ok());
  CHECK_FALSE(parse_document(with_keys(1'001)).ok());
  CHECK_FALSE(parse_document(with_keys(1'001), {1 << 20, 32, 100'000}).ok());

  const std::string large = "\"" + std::string(1 << 20, 'a') + "\"";
  const auto refused = parse_document(large);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == problem_code::too_large);
  CHECK(parse_document(large, {2 << 20, 32, 10}).ok());
}

TEST_CASE("every kind of problem has its status and name, and an envelope") {
  const std::vector<std::tuple<problem_code, int, std::string>> table{
    {problem_code::invalid, 400, "VALIDATION_ERROR"},
    {problem_code::unauthenticated, 401, "AUTHENTICATION_ERROR"},
    {problem_code::forbidden, 403, "AUTHORIZATION_ERROR"},
    {problem_code::not_found, 404, "NOT_FOUND"},
    {problem_code::conflict, 409, "CONFLICT"},
    {problem_code::too_large, 413, "PAYLOAD_TOO_LARGE"},
    {problem_code::bad_transition, 400, "INVALID_STATUS_TRANSITION"},
    {problem_code::rate_limited, 429, "RATE_LIMIT_EXCEEDED"},
    {problem_code::unavailable, 503, "SERVICE_UNAVAILABLE"},
    {problem_code::internal, 500, "INTERNAL_SERVER_ERROR"},
  };
  for (const auto& [code, status, name] : table) {
    CHECK(json::status_of(code) == status);
    CHECK(json::name_of(code) == name);
  }
  CHECK(json::status_of(static_cast<problem_code>(99)) == 500);
  CHECK(
    json::render(bad_input("conditions[0].operator", "no \"such\" thing"),
                 1'700'000'000'123) ==
    R"({"success":false,"error":{"code":"VALIDATION_ERROR","message":)"
    R"("conditions[0].operator: no \"such\" thing","details":{"field":"conditions[0].operator"}},)"
    R"("detail":"conditions[0].operator: no \"such\" thing","timestamp":1700000000})");
  CHECK(json::render({problem_code::not_found, "no such alert", "a-1"}, 0)
          .find(R"("details":{})") != std::string::npos);
  CHECK(
    parse_document(json::render({problem_code::internal, "bad \xff text", ""}, 0)).ok());
}

TEST_CASE("times are written in ISO 8601 with milliseconds and read back") {
  CHECK(json::iso_time(0) == "1970-01-01T00:00:00.000Z");
  CHECK(json::iso_time(1'709'210'096'789) == "2024-02-29T12:34:56.789Z");
  CHECK(json::iso_time(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(json::iso_time(std::numeric_limits<time_ms>::max()) ==
        "9999-12-31T23:59:59.999Z");
  std::mt19937_64 random{7};
  for (int i = 0; i < 5'000; ++i) {
    const auto t =
      static_cast<time_ms>(random() % 315'569'520'000'000) - 62'000'000'000'000;
    const auto back = json::parse_iso_time(json::iso_time(t), "at");
    REQUIRE(back.ok());
    CHECK(*back == t);
  }
  CHECK(*json::parse_iso_time("1970-01-01T02:00:00+02:00", "") == 0);
  CHECK(*json::parse_iso_time("1970-01-01 00:00:00.1234567Z", "") == 123);
  for (const auto* bad :
       {"", "2024", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
        "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:00",
        "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx", "2024-1-1T00:00:00Z",
        "2024-01-01T00:00:00+99:00"}) {
    CAPTURE(bad);
    const auto read = json::parse_iso_time(bad, "created_at");
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().place == "created_at");
  }
}

TEST_CASE("only absence and null are absence: 0, false and text are values") {
  const auto document = *parse_document(
    R"({"zero":0,"no":false,"nothing":null,"text":"0","large":"1e400","bool":true})");
  json::complaint out;
  json::fields from{
    out, document, "", {"zero", "no", "nothing", "text", "large", "bool", "absent"}};
  CHECK(from.number("zero") == 0.0);
  CHECK(from.flag("no") == false);
  CHECK(from.number("text") == 0.0);
  CHECK_FALSE(from.number("nothing").has_value());
  CHECK_FALSE(from.number("absent").has_value());
  CHECK_FALSE(out.said());
  CHECK_FALSE(from.number("large").has_value());
  CHECK(out.said());
  CHECK(out.take().place == "large");
}

TEST_CASE("numbers that are not finite decimals are refused as text, too") {
  for (const auto* text :
       {"\"nan\"", "\"inf\"", "\"-inf\"", "\"1e400\"", "\"\"", "\" 1\"", "\"1 \"",
        "\"0x10\"", "\"1,5\"", "true", "[]", "{}", "\"--1\""}) {
    CAPTURE(text);
    CHECK_FALSE(json::number_of(*parse_document(text)).has_value());
  }
  CHECK(json::number_of(*parse_document("\"-0.25\"")) == -0.25);
  CHECK(json::number_of(*parse_document("\"1e3\"")) == 1000.0);
  CHECK(json::number_of(*parse_document("12345678901234567")) == 12345678901234567.0);
}

TEST_CASE("small answers have the shape that clients expect") {
  CHECK(json::ok_answer() == R"({"ok":true})");
  CHECK(json::me_answer("", "") == R"({"user":null})");
  CHECK(json::me_answer("u\"1", "user") == R"({"user":{"id":"u\"1","role":"user"}})");
  json::health x;
  x.version = "0.1.0";
  x.uptime_seconds = 5;
  const auto health = *parse_document(json::render(x, 12'345));
  CHECK(health["status"] == "ok");
  CHECK(health["timestamp"] == 12);
  CHECK(health["database"] == "connected");
  CHECK(health["bot_execution_service"] == "available");
  CHECK(json::quoted("a\"\n") == R"("a\"\n")");
}
