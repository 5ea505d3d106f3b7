#include "domain/support/numbers.hpp"
#include "http/json/bot_event_codec.hpp"
#include "http/json/candle_codec.hpp"
#include "http/json/document.hpp"
#include "http/json/trigger_codec.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tradeeon;
using json::parse_document;

namespace {

/// A candle object with one field replaced (or left out, for "").
std::string candle_with(const std::string& name, const std::string& content) {
  const std::vector<std::pair<std::string, std::string>> plain{
    {"symbol", "\"BTCUSDT\""},
    {"timeframe", "\"5m\""},
    {"open_time", "1700000100000"},
    {"open", "1"},
    {"high", "3"},
    {"low", "0.5"},
    {"close", "2"},
    {"volume", "10"},
    {"closed", "true"}};
  std::string out;
  for (const auto& [key, usual] : plain) {
    const auto& x = key == name ? content : usual;
    if (!x.empty())
      out += (out.empty() ? "\"" : ",\"") + key + "\":" + x;
  }
  return "{" + out + "}";
}

trigger example() {
  trigger x;
  x.seq = 7;
  x.event_id = "a1:1700000100000";
  x.subject = "a1";
  x.user_id = "u1";
  x.symbol = "BTCUSDT";
  x.base = timeframe::m5;
  x.bar_time = 1'700'000'100'000;
  x.price = 0.1 + 0.2;
  x.triggered_at = 1'700'000'400'000;
  x.why.bar = {1'700'000'100'000, 1, 3, 0.5, 0.1 + 0.2, 10, true, 0};
  explained_part part;
  part.condition_id = "0123456789abcdef";
  part.text = "BTCUSDT 5m RSI(14, close) < 30";
  part.state = truth::yes;
  part.left = 29.5;
  part.right = 30;
  part.right_high = no_value;
  part.previous_left = no_value;
  part.previous_right = 30;
  x.why.parts.push_back(part);
  part.state = truth::unknown;
  part.left = no_value;
  x.why.parts.push_back(part);
  return x;
}

} // namespace

TEST_CASE("candles are read from numbers and from texts") {
  const auto batch = json::parse_candles(
    "{\"candles\":[" + candle_with("", "") + "," +
    R"({"symbol":"btc-usdt","timeframe":"1h","open_time":"1700000100000000",)"
    R"("open":"1.5","high":"3","low":"0.5","close":"2","volume":"0","closed":false,)"
    R"("trades":5,"update_time":1700000200000}]})");
  REQUIRE(batch.ok());
  REQUIRE(batch->candles.size() == 2);
  CHECK(batch->refused.empty());
  CHECK(batch->candles[0].bar.open_time == 1'700'000'100'000);
  CHECK(batch->candles[0].bar.closed);
  CHECK(batch->candles[1].symbol == "BTCUSDT");
  CHECK(batch->candles[1].base == timeframe::h1);
  CHECK(batch->candles[1].bar.open_time == 1'700'000'100'000);
  CHECK(batch->candles[1].bar.open == 1.5);
  CHECK(batch->candles[1].bar.volume == 0);
  CHECK_FALSE(batch->candles[1].bar.closed);
  CHECK(batch->candles[1].bar.update_time == 1'700'000'200'000);
}

TEST_CASE("a bad candle refuses only itself, with its index and reason") {
  const std::vector<std::pair<std::string, std::string>> bad{
    {"5", "object"},
    {candle_with("symbol", ""), "symbol: is missing"},
    {candle_with("symbol", "5"), "symbol"},
    {candle_with("symbol", "\"B$\""), "symbol"},
    {candle_with("timeframe", "\"7m\""), "timeframe"},
    {candle_with("timeframe", "null"), "timeframe: is missing"},
    {candle_with("open_time", ""), "open_time"},
    {candle_with("open_time", "1.5"), "open_time"},
    {candle_with("open_time", "-1"), "open_time"},
    {candle_with("open_time", "1e300"), "open_time"},
    {candle_with("open_time", "\"noon\""), "open_time"},
    {candle_with("open", "null"), "open: is missing"},
    {candle_with("high", "\"nan\""), "high: a finite number"},
    {candle_with("low", "\"inf\""), "low: a finite number"},
    {candle_with("close", "true"), "close: a finite number"},
    {candle_with("close", "\"1e400\""), "close: a finite number"},
    {candle_with("volume", ""), "volume: is missing"},
    {candle_with("closed", ""), "closed: is missing"},
    {candle_with("closed", "1"), "closed: true or false"},
  };
  std::string list = candle_with("", "");
  for (const auto& [candle, reason] : bad)
    list += "," + candle + "," + candle_with("", "");
  const auto batch = json::parse_candles("{\"candles\":[" + list + "]}");
  REQUIRE(batch.ok());
  CHECK(batch->candles.size() == bad.size() + 1);
  REQUIRE(batch->refused.size() == bad.size());
  for (std::size_t i = 0; i < bad.size(); ++i) {
    CAPTURE(bad[i].first);
    CHECK(batch->refused[i].index == 2 * i + 1);
    CHECK(batch->refused[i].reason.find(bad[i].second) != std::string::npos);
  }
}

TEST_CASE("a body that is no batch refuses the request") {
  const std::vector<std::pair<std::string, std::string>> bad{
    {"[]", "body"},
    {"{}", "candles"},
    {R"({"candles":{}})", "candles"},
    {R"({"candle":[]})", "candle"},
    {R"({"candles":[],"x":1})", "x"},
    {R"({"candles":[{"open":1e400}]})", "body"},
  };
  for (const auto& [body, place] : bad) {
    CAPTURE(body);
    const auto read = json::parse_candles(body);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().place == place);
  }
  CHECK(json::parse_candles(R"({"candles":[]})").ok());
}

TEST_CASE("ten thousand candles fit in one request, one more does not") {
  std::string list = candle_with("", "");
  const auto one = "," + list;
  for (std::size_t i = 1; i < json::max_candles; ++i)
    list += one;
  const auto read = json::parse_candles("{\"candles\":[" + list + "]}");
  REQUIRE(read.ok());
  CHECK(read->candles.size() == json::max_candles);
  const auto refused = json::parse_candles("{\"candles\":[" + list + one + "]}");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == problem_code::too_large);
}

TEST_CASE("a receipt names candles by their place in the body") {
  const auto batch = *json::parse_candles("{\"candles\":[5," + candle_with("", "") +
                                          ",6," + candle_with("", "") + "]}");
  ingest_receipt receipt;
  receipt.accepted = 1;
  receipt.refused.push_back({1, "in the future"});
  const auto out = *parse_document(json::render_receipt(receipt, batch));
  CHECK(out["accepted"] == 1);
  CHECK(out["duplicates"] == 0);
  REQUIRE(out["rejected"].size() == 3);
  CHECK(out["rejected"][0]["index"] == 0);
  CHECK(out["rejected"][1]["index"] == 2);
  CHECK(out["rejected"][2]["index"] == 3);
  CHECK(out["rejected"][2]["reason"] == "in the future");
}

TEST_CASE("klines and prices keep every digit") {
  const candle bar{1'700'000'100'000, 0.1, 1e-8, 1.0 / 3, 123456789.12345679, 0, true, 0};
  const auto out =
    *parse_document(json::render_klines("BTCUSDT", timeframe::m5, {bar}, 5'000));
  const auto& line = out["klines"][0];
  CHECK(line["open_time"] == 1'700'000'100'000);
  CHECK(line["close_time"] == 1'700'000'399'999);
  CHECK(line["open"].get<double>() == bar.open);
  CHECK(line["high"].get<double>() == bar.high);
  CHECK(line["low"].get<double>() == bar.low);
  CHECK(line["close"].get<double>() == bar.close);
  CHECK(out["interval"] == "5m");
  CHECK(out["timestamp"] == 5);
  const auto price =
    *parse_document(json::render_ticker("BTCUSDT", timeframe::m5, bar, 5'000));
  CHECK(price["data"]["price"].get<double>() == bar.close);
  const auto symbols =
    *parse_document(json::render_symbols({{"BTCUSDT", timeframe::m5, bar}}, 5'000));
  CHECK(symbols["count"] == 1);
  CHECK(symbols["symbols"][0]["symbol"] == "BTCUSDT");
}

TEST_CASE("a replay line has its keys in a fixed order") {
  std::string line;
  json::append_replay_line(line, example());
  CHECK(line.rfind(R"({"event_id":"a1:1700000100000","alert_id":"a1","symbol":"BTCUSDT",)"
                   R"("timeframe":"5m","bar_time":1700000100000,)"
                   R"("price":0.30000000000000004,)",
                   0) == 0);
  CHECK(line.find('\n') == line.size() - 1);
}

TEST_CASE("what is written by the line says what the tree says") {
  auto x = example();
  x.subject = "quote \" and \\ and \t and \u00e9";
  x.price = 1e-7;
  for (const double price : {0., 100., -0.1, 1e22, 123456789.123456789, no_value}) {
    x.why.bar.close = price;
    x.why.parts[0].left = price;
    std::string line;
    json::append_replay_line(line, x);
    const auto out = *parse_document(line);
    CHECK(out["alert_id"] == x.subject);
    CHECK(out["price"] == x.price);
    CHECK(out["explanation"] == *parse_document(json::render(x.why)));
  }
}

TEST_CASE("an explanation shows no value as null and unknown as null") {
  const auto out = *parse_document(json::render(example().why));
  CHECK(out["bar"]["close"].get<double>() == 0.1 + 0.2);
  CHECK(out["conditions"][0]["ok"] == true);
  CHECK(out["conditions"][0]["left"] == 29.5);
  CHECK(out["conditions"][0]["right_high"].is_null());
  CHECK(out["conditions"][0]["previous_left"].is_null());
  CHECK(out["conditions"][1]["ok"].is_null());
  CHECK(out["conditions"][1]["left"].is_null());
}

TEST_CASE("a log row has the prices and the indicators that took part") {
  const auto out = *parse_document(json::render_alert_log({example()}));
  CHECK(out[0]["id"] == 7);
  CHECK(out[0]["alert_id"] == "a1");
  CHECK(out[0]["triggered_at"] == "2023-11-14T22:20:00.000Z");
  CHECK(out[0]["payload"]["timeframe"] == "5m");
  CHECK(out[0]["payload"]["time"] == "2023-11-14T22:15:00.000Z");
  CHECK(out[0]["payload"]["price"]["volume"] == 10);
  CHECK(out[0]["payload"]["indicators"].contains("RSI(14, close)"));
}

TEST_CASE("triggers page by the sequence") {
  CHECK(json::render_triggers({}, 41) == R"({"triggers":[],"next":41})");
  const auto out = *parse_document(json::render_triggers({example()}, 0));
  CHECK(out["next"] == 7);
  for (const auto* name : {"seq", "event_id", "alert_id", "symbol", "timeframe",
                           "bar_time", "price", "triggered_at", "late_by", "explanation"})
    CHECK(out["triggers"][0].contains(name));
}

TEST_CASE("a webhook's body is the same for the same trigger") {
  const auto body = json::webhook_body(example());
  CHECK(body == json::webhook_body(example()));
  const auto out = *parse_document(body);
  for (const auto* name : {"alert_id", "user_id", "symbol", "triggered_at", "conditions",
                           "snapshot", "event_id", "timestamp", "version"})
    CHECK(out.contains(name));
  CHECK(out["timestamp"] == 1'700'000'400);
  CHECK(out["version"] == "1.0");
  CHECK(out["conditions"].size() == 2);
}

TEST_CASE("a simulation says whether and why") {
  explained_bar seen;
  seen.why = example().why;
  seen.reason = "warming up";
  auto out = *parse_document(json::render_simulation(seen));
  CHECK(out["would_fire"] == false);
  CHECK(out["state"].is_null());
  CHECK(out["reason"] == "warming up");
  CHECK(out["reasons"][0]["condition_id"] == "0123456789abcdef");
  CHECK(out["reasons"][0]["ok"] == true);
  CHECK(out["snapshot"]["price"]["high"] == 3);
  seen.fires = true;
  CHECK((*parse_document(json::render_simulation(seen)))["would_fire"] == true);
}

TEST_CASE("stream events are whole objects on one line") {
  attempt sent;
  sent.delivery_id = "d";
  sent.error = "line\nbreak";
  handoff handed;
  handed.bot_id = "b";
  bot_event line;
  line.message = "line\nbreak";
  line.details = {{"na\nme", "\n"}};
  tagged_candle bar;
  bar.symbol = "BTCUSDT";
  for (const auto& text :
       {json::render(example()), json::render(sent), json::render(handed),
        json::render(line, "b", ""), json::render(bar)}) {
    CHECK(parse_document(text).ok());
    CHECK(text.find('\n') == std::string::npos);
  }
}
