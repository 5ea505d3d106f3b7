// Connections kept, replaced and stopped: the life of a webhook sender.
#include "tests/support/webhook_calls.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <thread>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using test::posted;
using test::received_webhook;
using test::sender_for;
using test::sink_reply;
using test::webhook_calls;
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

TEST_CASE("requests to one origin share a connection") {
  webhook_sink sink;
  const auto sender = sender_for(local());
  for (int i = 0; i < 50; ++i)
    REQUIRE(posted(*sender, {sink.url(), std::to_string(i), {}}).status == 200);
  CHECK(sink.connections() == 1);
  CHECK(sink.received().back().nth == 50);
}

TEST_CASE("settings change for what comes next, kept connections or not") {
  webhook_sink sink;
  const auto sender = sender_for(local());
  REQUIRE(posted(*sender, {sink.url(), "1", {}}).status == 200);
  sender->change(10s, false);
  const auto blocked = posted(*sender, {sink.url(), "2", {}});
  CHECK(blocked.status == 0);
  CHECK(blocked.error.rfind("blocked", 0) == 0);
  CHECK(sink.wait_open(0)); // what was kept leads where nothing may go now
  sender->change(10s, true);
  CHECK(posted(*sender, {sink.url(), "3", {}}).status == 200);
  CHECK(sink.count() == 2);
}

TEST_CASE("settings may change while webhooks are sent") {
  webhook_sink sink;
  const auto sender = sender_for(local());
  webhook_calls calls;
  std::thread changing{[&] {
    for (int i = 0; i < 200; ++i)
      sender->change(std::chrono::milliseconds{10'000 + i}, true);
  }};
  for (int i = 0; i < 100; ++i)
    sender->send({sink.url(), "{}", {}}, calls.next());
  changing.join();
  REQUIRE(calls.wait(100));
  for (const auto& answer : calls.answers())
    CHECK(answer.status == 200);
}

TEST_CASE("idle connections are bounded and closed after a while") {
  webhook_sink sink;
  auto options = local();
  options.idle.per_origin = 3;
  options.idle.longest = 50ms;
  const auto sender = sender_for(options);
  webhook_calls calls;
  for (int i = 0; i < 12; ++i)
    sender->send({sink.url(), "{}", {}}, calls.next());
  REQUIRE(calls.wait(12));
  for (const auto& answer : calls.answers())
    CHECK(answer.status == 200);
  CHECK(sink.wait_open(0));
}

TEST_CASE("a connection that the receiver has closed silently is not used again") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook&) {
    sink_reply reply;
    reply.close_after = true;
    return reply;
  });
  const auto sender = sender_for(local());
  for (int i = 0; i < 30; ++i)
    CHECK(posted(*sender, {sink.url(), "{}", {}}).status == 200);
  CHECK(sink.count() == 30);
}

TEST_CASE("a kept connection that dies under a request is replaced once") {
  for (const auto how : {manner::close, manner::reset}) {
    webhook_sink sink;
    sink.set_reply([=](const received_webhook& got) {
      sink_reply reply;
      if (got.nth > 1)
        reply.how = how;
      return reply;
    });
    const auto sender = sender_for(local());
    for (int i = 0; i < 5; ++i)
      CHECK(posted(*sender, {sink.url(), std::to_string(i), {}}).status == 200);
    const auto got = sink.received();
    REQUIRE(got.size() == 9); // each after the first came twice, the same
    for (std::size_t i = 1; i < got.size(); i += 2)
      CHECK(got[i].body == got[i + 1].body);
  }
}

TEST_CASE("a fresh connection that dies is not tried again") {
  for (const auto how : {manner::close, manner::reset}) {
    webhook_sink sink;
    sink.set_reply([=](const received_webhook&) {
      sink_reply reply;
      reply.how = how;
      return reply;
    });
    const auto answer = ask_once(sink);
    CHECK(answer.outcome == attempt_class::unreachable);
    CHECK(answer.status == 0);
    CHECK(!answer.error.empty());
    CHECK(sink.count() == 1);
  }
  test::sink_options options;
  options.close_on_accept = true;
  webhook_sink sink{options};
  CHECK(ask_once(sink).outcome == attempt_class::unreachable);
  CHECK(sink.connections() == 1);
}

TEST_CASE("one hanging receiver does not delay another") {
  webhook_sink bad;
  bad.set_reply([](const received_webhook&) {
    sink_reply reply;
    reply.how = manner::hang;
    return reply;
  });
  webhook_sink good;
  const auto sender = sender_for(local());
  webhook_calls stuck;
  for (int i = 0; i < 100; ++i)
    sender->send({bad.url(), "{}", {}}, stuck.next());
  REQUIRE(bad.wait_for(100));
  for (int i = 0; i < 100; ++i)
    CHECK(posted(*sender, {good.url(), "{}", {}}).elapsed_ms < 1000);
  CHECK(stuck.answers().empty());
  sender->stop();
  CHECK(stuck.answers().size() == 100);
}

TEST_CASE("stop answers what is pending, and sends after it are answered too") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook&) {
    sink_reply reply;
    reply.how = manner::hang;
    return reply;
  });
  const auto sender = sender_for(local());
  webhook_calls calls;
  for (int i = 0; i < 20; ++i)
    sender->send({sink.url(), "{}", {}}, calls.next());
  REQUIRE(sink.wait_for(10));
  sender->stop();
  sender->stop();
  CHECK(calls.answers().size() == 20);
  sender->send({sink.url(), "{}", {}}, calls.next());
  REQUIRE(calls.answers().size() == 21);
  for (const auto& answer : calls.answers()) {
    CHECK(answer.outcome == attempt_class::unreachable);
    CHECK(answer.error == "stopped");
  }
  CHECK(sink.wait_open(0));
}

TEST_CASE("every send is answered exactly once while another thread stops") {
  for (int round = 0; round < 20; ++round) {
    webhook_sink sink;
    const auto sender = sender_for(local());
    webhook_calls calls;
    std::thread sending{[&] {
      for (int i = 0; i < 200; ++i)
        sender->send({sink.url(), "{}", {}}, calls.next());
    }};
    sink.wait_for(static_cast<std::size_t>(round));
    std::thread also{[&] { sender->stop(); }};
    sender->stop();
    sending.join();
    also.join();
    CHECK(calls.wait(200));
    CHECK(calls.answers().size() == 200);
  }
}

TEST_CASE("done may send, stop and throw") {
  webhook_sink sink;
  const auto sender = sender_for(local());
  webhook_calls calls;
  sender->send({sink.url(), "1", {}}, [&](webhook_answer first) {
    sender->send({sink.url(), "2", {}}, calls.next());
    calls.next()(std::move(first));
    throw std::runtime_error("from done");
  });
  REQUIRE(calls.wait(2));
  for (const auto& answer : calls.answers())
    CHECK(answer.status == 200);
  sender->send({sink.url(), "3", {}}, [&, done = calls.next()](webhook_answer third) {
    sender->stop();
    done(std::move(third));
  });
  REQUIRE(calls.wait(3));
}

TEST_CASE("more than the allowed number in flight is answered, not queued") {
  webhook_sink sink;
  sink.set_reply([](const received_webhook&) {
    sink_reply reply;
    reply.how = manner::hang;
    return reply;
  });
  auto options = local();
  options.most_in_flight = 5;
  const auto sender = sender_for(options);
  webhook_calls calls;
  for (int i = 0; i < 8; ++i)
    sender->send({sink.url(), "{}", {}}, calls.next());
  REQUIRE(calls.wait(3));
  REQUIRE(sink.wait_for(5));
  for (const auto& answer : calls.answers())
    CHECK(answer.error == "too many webhooks in flight");
}

} // namespace tradeeon
