#include "tests/unit/http_kit.hpp"
#include "tests/unit/http_raw_client.hpp"

#include <list>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

std::string request(const web& w, const std::string& user, const std::string& query = "",
                    const std::string& extra = "") {
  return "GET /api/v1/events" + query + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
         w.token(user, http::role::user) + "\r\n" + extra + "\r\n";
}

alert row_of(const web& w, const std::string& user, const std::string& id) {
  return *w.queries->alert_of(user, id);
}

tagged_candle bar(const std::string& symbol, time_ms open_time) {
  return {symbol, timeframe::m1, {open_time, 100, 102, 99, 101, 5, true, 0}};
}

} // namespace

TEST_CASE("a stream carries the caller's triggers and bars as they happen") {
  web w;
  const auto mine = row_of(w, "ann", w.new_alert("ann"));
  const auto theirs = row_of(w, "bob", w.new_alert("bob"));
  raw_client stream(w.port);
  stream.send(request(w, "ann"));
  REQUIRE(stream.read_until("retry:"));
  CHECK(stream.received().find("Content-Type: text/event-stream") != std::string::npos);
  REQUIRE(wait_for([&] { return w.engine.streams() == 1; }));
  w.engine.fire(theirs, 0);
  const auto seq = w.engine.fire(mine, 60'000);
  REQUIRE(stream.read_until("id: " + std::to_string(seq) + "\nevent: trigger\ndata: {"));
  REQUIRE(stream.read_until(mine.alert_id + ":60000"));
  CHECK(stream.received().find(theirs.alert_id) == std::string::npos);
  stream.forget();
  (void)w.engine.ingest({bar("ETHUSDT", 0), bar("BTCUSDT", 0)});
  REQUIRE(stream.read_until("event: bar\ndata: {"));
  REQUIRE(stream.read_until("BTCUSDT"));
  CHECK(stream.received().find("ETHUSDT") == std::string::npos);
  CHECK(stream.received().find("id:") == std::string::npos); // bars are not logged
}

TEST_CASE("a stream may name its symbols and bring its token in the query") {
  web w;
  raw_client stream(w.port);
  stream.send("GET /api/v1/events?symbols=eth-usdt,SOLUSDT&access_token=" +
              w.token("ann", http::role::user) + " HTTP/1.1\r\nHost: a\r\n\r\n");
  REQUIRE(stream.read_until("retry:"));
  (void)w.engine.ingest({bar("BTCUSDT", 0), bar("ETHUSDT", 0), bar("SOLUSDT", 0)});
  REQUIRE(stream.read_until("SOLUSDT"));
  CHECK(stream.received().find("ETHUSDT") != std::string::npos);
  CHECK(stream.received().find("BTCUSDT") == std::string::npos);
}

TEST_CASE("a stream replays the lines of the caller's bots' diaries") {
  web w;
  bot_event line;
  line.type = "order_executed";
  line.category = "execution";
  line.symbol = "BTCUSDT";
  line.message = "Bought 1 BTC.";
  line.details = {{"price", "101.5"}};
  REQUIRE(w.store->begin().ok());
  REQUIRE(w.store->bots().insert_bot_event({"b2", "b2-r1", "bob", line}).ok());
  const auto mine = w.store->bots().insert_bot_event({"b1", "b1-r1", "ann", line});
  REQUIRE(mine.ok());
  REQUIRE(w.store->commit().ok());
  raw_client stream(w.port);
  stream.send(request(w, "ann", "?last_event_id=0"));
  REQUIRE(stream.read_until(
    "id: " + std::to_string(mine->row.seq) +
    "\nevent: bot\ndata: {\"seq\":" + std::to_string(mine->row.seq) +
    ",\"bot_id\":\"b1\",\"run_id\":\"b1-r1\",\"event_type\":\"order_executed\","
    "\"event_category\":\"execution\",\"symbol\":\"BTCUSDT\","
    "\"message\":\"Bought 1 BTC.\",\"details\":{\"price\":\"101.5\"},"
    "\"created_at\":\"1970-01-01T00:00:00.000Z\"}\n\n"));
  CHECK(stream.received().find("b2") == std::string::npos);
}

TEST_CASE("a stream resumes after the last event, over pages and without doubles") {
  web w;
  const auto row = row_of(w, "ann", w.new_alert("ann"));
  std::vector<std::int64_t> seqs;
  for (int i = 0; i < 450; ++i)
    seqs.push_back(w.engine.fire(row, i * 60'000));
  for (const bool by_header : {true, false}) {
    raw_client stream(w.port);
    const auto last = std::to_string(seqs[9]);
    stream.send(by_header ? request(w, "ann", "", "Last-Event-ID: " + last + "\r\n")
                          : request(w, "ann", "?last_event_id=" + last));
    REQUIRE(stream.read_until("id: " + std::to_string(seqs.back()) + "\n"));
    seqs.push_back(w.engine.fire(row, static_cast<time_ms>(seqs.size()) * 60'000));
    REQUIRE(stream.read_until("id: " + std::to_string(seqs.back()) + "\n"));
    CHECK(stream.count("event: trigger") == seqs.size() - 10);
    for (std::size_t i = 10; i < seqs.size(); ++i)
      CHECK(stream.count("id: " + std::to_string(seqs[i]) + "\n") == 1);
  }
}

TEST_CASE("without a last event a stream starts with what is new") {
  web w;
  const auto row = row_of(w, "ann", w.new_alert("ann"));
  w.engine.fire(row, 0);
  raw_client stream(w.port);
  stream.send(request(w, "ann"));
  REQUIRE(stream.read_until("retry:"));
  const auto seq = w.engine.fire(row, 60'000);
  REQUIRE(stream.read_until("id: " + std::to_string(seq)));
  CHECK(stream.count("event: trigger") == 1);
}

TEST_CASE("a last event that was never logged does not hide what is new") {
  web w;
  const auto row = row_of(w, "ann", w.new_alert("ann"));
  w.engine.fire(row, 0);
  raw_client stream(w.port);
  stream.send(request(w, "ann", "?last_event_id=1000000"));
  REQUIRE(stream.read_until("retry:"));
  const auto seq = w.engine.fire(row, 60'000);
  REQUIRE(stream.read_until("id: " + std::to_string(seq)));
  CHECK(stream.count("event: trigger") == 1);
}

TEST_CASE("a quiet stream is kept alive, and given up when its client leaves") {
  web w;
  {
    raw_client stream(w.port);
    stream.send(request(w, "ann"));
    REQUIRE(stream.read_until(": ping\n\n"));
    CHECK(w.engine.streams() == 1);
  }
  CHECK(wait_for([&] { return w.engine.streams() == 0; }));
}

TEST_CASE("streams have places of their own and starve no request") {
  auto how = web::calm();
  how.streams = 6;
  how.request_threads = 2;
  web w(how);
  std::list<raw_client> streams;
  for (int i = 0; i < 6; ++i) {
    streams.emplace_back(w.port);
    streams.back().send(request(w, "ann"));
    REQUIRE(streams.back().read_until("retry:"));
  }
  raw_client late(w.port);
  late.send(request(w, "ann"));
  REQUIRE(late.read_until("SERVICE_UNAVAILABLE"));
  CHECK(late.received().find("HTTP/1.1 503") == 0);
  CHECK(late.received().find("Retry-After: 5") != std::string::npos);
  for (int i = 0; i < 50; ++i)
    CHECK(get(w, "/health").status == 200);
  streams.pop_front();
  REQUIRE(wait_for([&] { return w.engine.streams() == 5; }));
  CHECK(wait_for([&] {
    raw_client next(w.port);
    next.send(request(w, "ann"));
    return next.read_until("\r\n") && next.received().find("HTTP/1.1 200") == 0;
  }));
}

TEST_CASE("a client too slow for its events loses its stream, and nothing else") {
  auto how = web::calm();
  how.write_time = std::chrono::milliseconds(300);
  web w(how);
  w.engine.queue_capacity = 64;
  const auto row = row_of(w, "ann", w.new_alert("ann"));
  raw_client slow(w.port, true);
  slow.send(request(w, "ann"));
  REQUIRE(slow.read_until("retry:"));
  time_ms bar_time = 0;
  std::int64_t last = 0;
  CHECK(wait_for([&] {
    last = w.engine.fire(row, bar_time += 60'000);
    return w.engine.streams() == 0;
  }));
  raw_client again(w.port);
  again.send(request(w, "ann", "?last_event_id=" + std::to_string(last - 1)));
  CHECK(again.read_until("id: " + std::to_string(last) + "\n"));
}

TEST_CASE("draining ends streams in good order") {
  web w;
  raw_client stream(w.port);
  stream.send(request(w, "ann"));
  REQUIRE(stream.read_until("retry:"));
  w.server->drain();
  CHECK(stream.read_to_end());
  const auto& text = stream.received();
  CHECK(text.substr(text.size() - 5) == "0\r\n\r\n");
  CHECK(w.engine.streams() == 0);
}

TEST_CASE("a stream's wishes are checked before it opens") {
  web w;
  const auto ann = w.as("ann");
  check_error(get(w, "/api/v1/events?symbols=A%23B", ann), 400, "VALIDATION_ERROR");
  check_error(get(w, "/api/v1/events?last_event_id=x", ann), 400, "VALIDATION_ERROR");
  check_error(get(w, "/api/v1/events"), 401, "AUTHENTICATION_ERROR");
  check_error(get(w, "/api/v1/events?access_token=nonsense"), 401,
              "AUTHENTICATION_ERROR");
  std::string many = "/api/v1/events?symbols=A0";
  for (int i = 1; i < 51; ++i)
    many += ",A" + std::to_string(i);
  check_error(get(w, many, ann), 400, "VALIDATION_ERROR");
  CHECK(w.engine.streams() == 0);
}
