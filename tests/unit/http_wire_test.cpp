// What arrives on the socket, good and bad, and that the server lives on.
#include "tests/unit/http_kit.hpp"
#include "tests/unit/http_raw_client.hpp"

#include <list>

using namespace tradeeon;
using namespace tradeeon::test;

namespace {

const std::string simple = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

TEST_CASE("one connection serves any number of requests") {
  web w;
  raw_client client(w.port);
  for (int i = 0; i < 100; ++i) {
    client.forget();
    REQUIRE(client.send(simple));
    REQUIRE(client.read_until("\"status\":\"ok\""));
  }
}

TEST_CASE("a connection that always goes back to the gate serves on") {
  auto how = web::calm();
  how.request_threads = 1; // then no worker ever stays with a client
  how.streams = 0;
  web w(how);
  raw_client client(w.port);
  for (int i = 0; i < 100; ++i) {
    client.forget();
    REQUIRE(client.send(simple));
    REQUIRE(client.read_until("\"status\":\"ok\""));
  }
}

TEST_CASE("pipelined requests are answered in order") {
  web w;
  raw_client client(w.port);
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += i % 2 == 0 ? simple : "GET /me HTTP/1.1\r\nHost: a\r\n\r\n";
  text += "GET /last HTTP/1.1\r\nHost: a\r\n\r\n";
  REQUIRE(client.send(text));
  REQUIRE(client.read_until("NOT_FOUND"));
  CHECK(client.count("HTTP/1.1 200") == 300);
  CHECK(client.count("\"status\":\"ok\"") == 150);
}

TEST_CASE("a request may arrive byte by byte") {
  web w;
  raw_client client(w.port);
  const std::string text =
    "POST /conditions/register HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
  for (const char c : text)
    REQUIRE(client.send(std::string(1, c)));
  REQUIRE(client.read_until("VALIDATION_ERROR"));
}

TEST_CASE("malformed requests get an answer or a closed door") {
  web w;
  const std::string read = "GET /health HTTP/1.1\r\nHost: a\r\n";
  const std::string write = "POST /alerts HTTP/1.1\r\nHost: a\r\n";
  const std::vector<std::pair<std::string, std::string>> table{
    {"\r\n\r\nnonsense\r\n\r\n", "400"},
    {std::string("\x16\x03\x01\x00\xa5\x01\r\n\r\n", 10), "400"},
    {read + "Content-Length: -1\r\n\r\n", "400"},
    {read + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "400"},
    {read + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "411"},
    {write + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc", "411"},
    {write + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "400"},
    {write + "Content-Length: 1048577\r\n\r\n", "413"},
    {write + "Content-Length: 99999999999999999999\r\n\r\n", "400"},
    {"GET /health HTTP/1.1\r\n\r\n", "400"},
    {"GET /health HTTP/3.0\r\nHost: a\r\n\r\n", "400"},
    {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", "431"},
    {read + "A: " + std::string(20'000, 'a') + "\r\n\r\n", "431"},
    {read + "A: b\nB: c\r\n\r\n", "400"},
  };
  for (const auto& [text, status] : table) {
    CAPTURE(text.substr(0, 100));
    raw_client client(w.port);
    client.send(text);
    client.close_sending();
    CHECK(client.read_to_end());
    CHECK(client.received().find("HTTP/1.1 " + status + " ") == 0);
    CHECK(client.count("HTTP/1.1 4") == 1);
    CHECK(client.received().find("\"success\":false") != std::string::npos);
    CHECK(get(w, "/health").status == 200);
  }
}

TEST_CASE("a body over the bound is refused while its sender is still sending") {
  web w;
  raw_client client(w.port);
  const std::string body(2 * 1024 * 1024, 'x');
  client.send("POST /alerts HTTP/1.1\r\nHost: a\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n");
  client.send(body);
  CHECK(client.read_until("PAYLOAD_TOO_LARGE"));
  CHECK(client.received().find("HTTP/1.1 413") == 0);
}

TEST_CASE("a body within the bound is read whole, also after 100-continue") {
  web w;
  raw_client client(w.port);
  const std::string body(1024 * 1024, ' ');
  client.send("POST /alerts HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
              "Authorization: Bearer " +
              w.token("ann", http::role::user) +
              "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
  REQUIRE(client.read_until("100 Continue\r\n\r\n"));
  client.send(body);
  CHECK(client.read_until("VALIDATION_ERROR"));
  CHECK(client.count("100 Continue") == 1);
}

TEST_CASE("answers come neither in parts nor compressed") {
  web w;
  w.put_bars(300);
  const auto whole = get(w, "/api/klines?symbol=BTCUSDT&interval=1m&limit=300");
  const auto asked =
    get(w, "/api/klines?symbol=BTCUSDT&interval=1m&limit=300",
        {{"Range", "bytes=0-1,3-4,6-7"}, {"Accept-Encoding", "gzip, br"}});
  CHECK(asked.status == 200);
  CHECK(header(asked, "Content-Encoding").empty());
  CHECK(asked.body["klines"] == whole.body["klines"]);
}

TEST_CASE("slow and silent clients cost the others nothing") {
  auto how = web::calm();
  how.request_threads = 2;
  how.gate.header_time = std::chrono::milliseconds(500);
  web w(how);
  std::list<raw_client> silent;
  for (int i = 0; i < 300; ++i) {
    silent.emplace_back(w.port);
    if (i % 3 == 1)
      silent.back().send("GET /health HT");
    if (i % 3 == 2)
      silent.back().send(
        "POST /alerts HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");
  }
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i)
    CHECK(get(w, "/health").status == 200);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
  auto second = std::next(silent.begin());
  CHECK(second->read_until("HTTP/1.1 408"));
}

TEST_CASE("more connections than places push out the idle ones") {
  auto how = web::calm();
  how.gate.connections = 20;
  web w(how);
  std::list<raw_client> idle;
  for (int i = 0; i < 60; ++i)
    idle.emplace_back(w.port);
  for (int i = 0; i < 20; ++i)
    CHECK(get(w, "/health").status == 200);
}

TEST_CASE("many clients at once are all answered") {
  auto how = web::calm();
  how.request_threads = 4;
  web w(how);
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t)
    threads.emplace_back([&] {
      auto client = w.client();
      for (int i = 0; i < 50; ++i)
        if (auto said = client.Get("/me"); said && said->status == 200)
          ++good;
    });
  for (auto& one : threads)
    one.join();
  CHECK(good == 800);
}

TEST_CASE("the server starts on any port, says why where it can't, and stops twice") {
  web w;
  CHECK(w.port > 0);
  auto taken = web::calm();
  taken.port = static_cast<std::uint16_t>(w.port);
  taken.now = [] { return time_ms{0}; };
  http::http_server second(taken, w.engine, *w.queries, w.counts);
  const auto port = second.start();
  REQUIRE_FALSE(port.ok());
  CHECK(port.error().code == problem_code::unavailable);
  CHECK(port.error().text.find(std::to_string(w.port)) != std::string::npos);
  w.server->drain();
  w.server->stop();
  w.server->stop();
  CHECK_THROWS(raw_client(w.port));
}
