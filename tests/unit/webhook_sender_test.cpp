#include "http/clients/webhook_signature.hpp"
#include "tests/support/webhook_calls.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <ctime>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using test::posted;
using test::received_webhook;
using test::sender_for;
using test::sink_reply;
using test::webhook_sink;
using manner = test::sink_reply::manner;

webhook_options local() {
  webhook_options options;
  options.allow_private = true;
  return options;
}

webhook_answer ask_once(webhook_sink& sink, webhook_options options = local()) {
  const auto sender = sender_for(options);
  return posted(*sender, {sink.url(), "{}", {}});
}

} // namespace

TEST_CASE("a webhook arrives as it was signed and a 2xx delivers it") {
  webhook_sink sink;
  const auto key = *webhook_key::make(secret{"topsecret"});
  const std::string body = "{\"n\":1,\"t\":\"\xc3\xa9\\u0000\"}";
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  const auto sender = sender_for(local());
  const auto answer =
    posted(*sender, {sink.url("/a/b?c=d"), body, key.headers(body, {"d1", "e1", now})});

  CHECK(answer.outcome == attempt_class::delivered);
  CHECK(answer.status == 200);
  CHECK(answer.error.empty());
  CHECK(answer.retry_after_ms == -1);
  CHECK(answer.elapsed_ms >= 0);
  REQUIRE(sink.count() == 1);
  const auto got = sink.received().front();
  CHECK(got.method == "POST");
  CHECK(got.path == "/a/b?c=d");
  CHECK(got.body == body);
  CHECK(got.header("host") == "127.0.0.1:" + std::to_string(sink.port()));
  CHECK(got.header("content-type") == "application/json");
  CHECK(got.header("user-agent") == "Tradeeon-Alerts/1.0");
  CHECK(key.verify_tradeeon(got.header("x-tradeeon-signature"), got.body, now).ok());
  CHECK(key
          .verify_standard(got.header("webhook-id"), got.header("webhook-timestamp"),
                           got.header("webhook-signature"), got.body, now)
          .ok());
}

TEST_CASE("every status tells its class; redirects are not followed") {
  webhook_sink sink;
  webhook_sink elsewhere;
  std::atomic<int> status{0};
  sink.set_reply([&](const received_webhook&) {
    return sink_reply{status, {{"Location", elsewhere.url()}}, "text"};
  });
  const auto sender = sender_for(local());
  for (const int each : {200, 201, 202, 299, 300, 301, 302, 303, 307, 308, 400, 401, 404,
                         410, 429, 500, 503, 599}) {
    CAPTURE(each);
    status = each;
    const auto answer = posted(*sender, {sink.url(), "{}", {}});
    CHECK(answer.status == each);
    CHECK(answer.outcome ==
          (each < 300 ? attempt_class::delivered : attempt_class::refused));
    CHECK(answer.error.empty() == (each < 300));
  }
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("204 and interim answers are understood") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook& got) {
    sink_reply reply;
    reply.how = manner::raw;
    reply.body = got.path == "/204"
                   ? "HTTP/1.1 204 No Content\r\n\r\n"
                   : "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: "
                     "</x>\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    return reply;
  });
  const auto sender = sender_for(local());
  for (int i = 0; i < 2; ++i) {
    CHECK(posted(*sender, {sink.url("/204"), "{}", {}}).status == 204);
    CHECK(posted(*sender, {sink.url("/1xx"), "{}", {}}).status == 202);
  }
  CHECK(sink.connections() == 1);
}

TEST_CASE("Retry-After comes along as seconds or as a date") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook& got) {
    const std::time_t later = std::time(nullptr) + 100;
    char date[64];
    std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&later));
    const std::string value = got.path == "/date" ? date : got.path.substr(1);
    return sink_reply{429, {{"Retry-After", value}}, {}};
  });
  const auto sender = sender_for(local());
  const auto wait_of = [&](const char* path) {
    return posted(*sender, {sink.url(path), "{}", {}}).retry_after_ms;
  };
  CHECK(wait_of("/7") == 7000);
  CHECK(wait_of("/86400") == 3'600'000);
  CHECK(wait_of("/soon") == -1);
  const auto dated = wait_of("/date");
  CHECK(dated >= 90'000);
  CHECK(dated <= 100'000);
}

TEST_CASE("a receiver that hangs is given up after the total time") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook&) {
    sink_reply reply;
    reply.how = manner::hang;
    return reply;
  });
  auto options = local();
  options.total_timeout = 80ms;
  const auto answer = ask_once(sink, options);
  CHECK(answer.outcome == attempt_class::unreachable);
  CHECK(answer.error.find("timed out") != std::string::npos);
  CHECK(answer.elapsed_ms >= 80);
  CHECK(answer.elapsed_ms < 5000);
  CHECK(sink.wait_open(0));
}

TEST_CASE("a header that drips is given up after the total time") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook&) {
    return sink_reply{200, {}, "HTTP/1.1 200 OK\r\nX-Long: ", manner::drip};
  });
  auto options = local();
  options.total_timeout = 120ms;
  const auto answer = ask_once(sink, options);
  CHECK(answer.outcome == attempt_class::unreachable);
  CHECK(sink.wait_open(0));
}

TEST_CASE("the status counts when the body drips, never ends or claims too much") {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const sink_reply replies[] = {
    {200, {}, ok + "Content-Length: 100000\r\n\r\n", manner::drip},
    {200, {}, ok + "\r\n", manner::endless},
    {200, {}, ok + "Content-Length: 18446744073709551615\r\n\r\n", manner::endless},
    {200, {}, ok + "Content-Length: 1000000000000\r\n\r\nx", manner::raw},
    {200, {}, ok + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n", manner::endless},
  };
  for (const auto& reply : replies) {
    webhook_sink sink;
    sink.set_reply([&](const received_webhook&) { return reply; });
    auto options = local();
    options.drain_timeout = 100ms;
    const auto answer = ask_once(sink, options);
    CHECK(answer.outcome == attempt_class::delivered);
    CHECK(answer.status == 200);
    CHECK(answer.elapsed_ms < 5000);
    CHECK(sink.wait_open(0));
  }
}

TEST_CASE("what is not an HTTP answer of sane size is unreachable") {
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 10'000; ++i)
    many += "X-" + std::to_string(i) + ": y\r\n";
  const sink_reply replies[] = {
    {200, {}, "SSH-2.0-OpenSSH_9.2\r\n", manner::raw},
    {200, {}, many + "\r\n", manner::raw},
    {200, {}, "HTTP/1.1 200 OK\r\nX: ", manner::endless},
    {200, {}, "HTTP/1.1 99999 OK\r\n\r\n", manner::raw},
    {200, {}, "", manner::endless},
    {200, {}, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", manner::raw},
  };
  for (const auto& reply : replies) {
    webhook_sink sink;
    sink.set_reply([&](const received_webhook&) { return reply; });
    auto options = local();
    options.total_timeout = 2000ms;
    const auto answer = ask_once(sink, options);
    CAPTURE(reply.body.substr(0, 40));
    CHECK(answer.outcome == attempt_class::unreachable);
    CHECK(answer.error.find("timed out") == std::string::npos);
    CHECK(!answer.error.empty());
    CHECK(sink.wait_open(0));
  }
}

TEST_CASE("bytes after an answer are not taken for the next one") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook& got) {
    const std::string empty = "Content-Length: 0\r\n\r\n";
    if (got.path == "/forged")
      return sink_reply{200,
                        {},
                        "HTTP/1.1 200 OK\r\n" + empty + "HTTP/1.1 200 OK\r\n" + empty,
                        manner::raw};
    return sink_reply{500, {}, {}};
  });
  const auto sender = sender_for(local());
  CHECK(posted(*sender, {sink.url("/forged"), "{}", {}}).status == 200);
  CHECK(posted(*sender, {sink.url("/true"), "{}", {}}).status == 500);
}

TEST_CASE("headers cannot smuggle, nor replace what the transport owns") {
  webhook_sink sink;
  const auto sender = sender_for(local());
  for (const auto& [name, value] : webhook_headers{{"X-A", "a\r\nX-B: b"},
                                                   {"X-A", std::string("a\0b", 3)},
                                                   {"X A", "a"},
                                                   {"X-A:", "a"},
                                                   {"", "a"},
                                                   {"X-A\r\nX-B", "a"},
                                                   {"Host", "example.com"},
                                                   {"content-length", "0"},
                                                   {"Transfer-Encoding", "chunked"},
                                                   {"Connection", "close"}}) {
    CAPTURE(name);
    const auto answer = posted(*sender, {sink.url(), "{}", {{name, value}}});
    CHECK(answer.outcome == attempt_class::unreachable);
    CHECK(answer.error.find("header") != std::string::npos);
  }
  CHECK(sink.connections() == 0);
  const auto answer =
    posted(*sender, {sink.url(), "a=b", {{"content-type", "text/plain"}}});
  CHECK(answer.status == 200);
  CHECK(sink.received().front().header("Content-Type") == "text/plain");
}

TEST_CASE("a port where nobody listens is unreachable at once") {
  std::string url;
  {
    const webhook_sink gone;
    url = gone.url();
  }
  const auto sender = sender_for(local());
  const auto answer = posted(*sender, {url, "{}", {}});
  CHECK(answer.outcome == attempt_class::unreachable);
  CHECK(answer.error.find("connect") == 0);
  CHECK(answer.elapsed_ms < 3000);
}

} // namespace tradeeon
