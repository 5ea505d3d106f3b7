#include "http/server/framing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using tradeeon::http::frame;
using tradeeon::http::framing;
using tradeeon::http::framing_limits;

namespace {

framing seen(const std::string& text) {
  return frame(text, framing_limits{});
}

} // namespace

TEST_CASE("a request without a body is its header block") {
  const std::string text = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
  const auto got = seen(text + "GET /next");
  CHECK(got.now == framing::state::complete);
  CHECK(got.size == text.size());
  CHECK_FALSE(got.close_after);
}

TEST_CASE("a request is incomplete at each of its proper prefixes") {
  const std::string text =
    "POST /alerts HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t n = 0; n < text.size(); ++n) {
    CAPTURE(n);
    CHECK(seen(text.substr(0, n)).now == framing::state::incomplete);
  }
  CHECK(seen(text).now == framing::state::complete);
  CHECK(seen(text).size == text.size());
}

TEST_CASE("what two programs could read differently is refused") {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
  const std::vector<std::pair<std::string, int>> table{
    {get + "Transfer-Encoding: chunked\r\n\r\n", 411},
    {get + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 411},
    {get + "transfer-encoding: identity\r\n\r\n", 411},
    {get + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n", 400},
    {get + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n", 400},
    {get + "Content-Length: -1\r\n\r\n", 400},
    {get + "Content-Length: +1\r\n\r\n", 400},
    {get + "Content-Length: 0x10\r\n\r\n", 400},
    {get + "Content-Length: 1, 1\r\n\r\n", 400},
    {get + "Content-Length:\r\n\r\n", 400},
    {get + "Content-Length: 18446744073709551617\r\n\r\n", 400},
    {get + "Content-Length: 1048577\r\n\r\n", 413},
    {get + "Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n", 400},
    {get + "Host: b\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\n\r\n", 400},
    {get + "Bad Name: x\r\n\r\n", 400},
    {get + "Name : x\r\n\r\n", 400},
    {get + " folded\r\n\r\n", 400},
    {get + "no colon\r\n\r\n", 400},
    {get + "A: b\nContent-Length: 5\r\n\r\n", 400},
    {get + "A: b\rc\r\n\r\n", 400},
    {get + std::string("A: b\0c\r\n\r\n", 10), 400},
    {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400},
    {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"GET /\r\nHost: a\r\n\r\n", 400},
    {"\x16\x03\x01\x02 / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
  };
  for (const auto& [text, status] : table) {
    CAPTURE(text);
    const auto got = seen(text);
    CHECK(got.now == framing::state::refused);
    CHECK(got.status == status);
    CHECK_FALSE(got.reason.empty());
  }
}

TEST_CASE("a header block has a bound, however it is made up") {
  const std::string endless(16 * 1024, 'a');
  CHECK(seen(endless).status == 431);
  std::string many = "GET / HTTP/1.1\r\n";
  while (many.size() < 16 * 1024)
    many += "A: b\r\n";
  CHECK(seen(many).status == 431);
}

TEST_CASE("the body bound is met exactly") {
  const std::string head =
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n";
  CHECK(seen(head).now == framing::state::incomplete);
  CHECK(seen(head).size == head.size() + 1048576);
  CHECK(seen(head + std::string(1048576, 'x')).now == framing::state::complete);
}

TEST_CASE("the connection header and the version decide who closes") {
  CHECK(seen("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n").close_after);
  CHECK(seen("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n").close_after);
  CHECK_FALSE(
    seen("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n").close_after);
  CHECK(seen("GET / HTTP/1.0\r\n\r\n").close_after);
  CHECK_FALSE(seen("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").close_after);
}

TEST_CASE("an expectation is reported once the header is there") {
  const auto got = seen("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                        "Expect: 100-continue\r\n\r\n");
  CHECK(got.now == framing::state::incomplete);
  CHECK(got.wants_continue);
}
