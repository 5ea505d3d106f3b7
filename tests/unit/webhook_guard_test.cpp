// What keeps webhooks away from hosts they must not reach: addresses and TLS.
#include "tests/support/test_certificate.hpp"
#include "tests/support/webhook_calls.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>

namespace tradeeon {

namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using test::make_certificate;
using test::posted;
using test::sender_for;
using test::webhook_calls;
using test::webhook_sink;

/// A resolver that gives `addresses` for every name.
name_lookup always(std::vector<std::string> addresses) {
  return [=](const std::string&) -> result<address_list> {
    address_list list;
    for (const auto& each : addresses)
      list.push_back(make_address(each));
    return list;
  };
}

/// `text` in a file that goes away with it.
class file_of {
public:
  explicit file_of(const std::string& text) {
    std::string pattern =
      (std::filesystem::temp_directory_path() / "tradeeon-ca-XXXXXX").string();
    std::fclose(fdopen(mkstemp(pattern.data()), "w"));
    path_ = pattern;
    std::ofstream{path_} << text;
  }
  ~file_of() { std::remove(path_.c_str()); }
  file_of(const file_of&) = delete;
  file_of& operator=(const file_of&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

private:
  std::string path_;
};

webhook_sink tls_sink(const test::test_certificate& from) {
  test::sink_options options;
  options.certificate_pem = from.certificate_pem;
  options.key_pem = from.key_pem;
  return webhook_sink{options};
}

std::string named_url(const webhook_sink& sink, const std::string& host) {
  return "https://" + host + ":" + std::to_string(sink.port()) + "/hook";
}

webhook_answer ask(const std::string& url, webhook_options options) {
  const auto sender = sender_for(std::move(options));
  return posted(*sender, {url, "{}", {}});
}

} // namespace

TEST_CASE("nothing reaches a private listener unless it is allowed") {
  webhook_sink canary;
  const auto port = std::to_string(canary.port());
  for (const std::string host : {"127.0.0.1",
                                 "localhost",
                                 "[::1]",
                                 "[::ffff:127.0.0.1]",
                                 "[::ffff:7f00:1]",
                                 "[64:ff9b::7f00:1]",
                                 "0.0.0.0",
                                 "[::]",
                                 "0",
                                 "127.1",
                                 "2130706433",
                                 "0x7f000001",
                                 "0177.0.0.1",
                                 "127.0.0.1.",
                                 "localhost.",
                                 "a.localhost",
                                 "user@127.0.0.1",
                                 "example.com@127.0.0.1",
                                 "127.0.0.1#@example.com",
                                 "127.0.0.1\\@example.com"})
    for (const std::string scheme : {"http://", "https://", "HTTP://"}) {
      const auto answer = ask(scheme + host + ":" + port + "/", {});
      CAPTURE(scheme + host);
      CHECK(answer.outcome == attempt_class::unreachable);
      CHECK(answer.error.find("blocked: ") == 0);
    }
  CHECK(canary.connections() == 0);
}

TEST_CASE("a name is refused if any of its addresses is not public") {
  webhook_sink canary;
  const auto url = named_url(canary, "rebind.example");
  for (const auto& addresses :
       std::vector<std::vector<std::string>>{{"127.0.0.1"},
                                             {"8.8.8.8", "127.0.0.1"},
                                             {"127.0.0.1", "8.8.8.8"},
                                             {"2606:4700::1111", "::1"},
                                             {"::ffff:127.0.0.1"},
                                             {"10.0.0.1"},
                                             {"169.254.169.254"},
                                             {"fe80::1"},
                                             {"0.0.0.0"}}) {
    webhook_options options;
    options.lookup = always(addresses);
    const auto answer = ask(url, options);
    CHECK(answer.outcome == attempt_class::unreachable);
    CHECK(answer.error.find("blocked: ") == 0);
  }
  CHECK(canary.connections() == 0);
}

TEST_CASE("a failed or empty lookup refuses") {
  webhook_options options;
  options.lookup = always({});
  CHECK(ask("https://empty.example/", options).error == "name lookup: no address");
  options.lookup = [](const std::string&) -> result<address_list> {
    return problem{problem_code::unavailable, "name lookup: it failed", "url"};
  };
  CHECK(ask("https://failing.example/", options).error == "name lookup: it failed");
  options.lookup = [](const std::string&) -> result<address_list> { throw 1; };
  CHECK(ask("https://throwing.example/", options).outcome == attempt_class::unreachable);
}

TEST_CASE("a public address of this very machine is refused") {
  webhook_options options;
  options.lookup = always({"8.8.8.8"});
  options.own = [] { return address_list{make_address("8.8.8.8")}; };
  const auto answer = ask("https://self.example/", options);
  CHECK(answer.error == "blocked: the host is this machine");
  const auto own = own_addresses();
  CHECK(std::find(own.begin(), own.end(), make_address("127.0.0.1")) != own.end());
}

TEST_CASE(
  "the system's resolver knows localhost and numbers, and says what it does not") {
  const auto found = system_lookup("127.0.0.1");
  REQUIRE(found.ok());
  CHECK(*found == address_list{make_address("127.0.0.1")});
  CHECK(!system_lookup("no such name").ok());
}

TEST_CASE("the name is looked up once per connection and the answer is what is used") {
  webhook_sink sink;
  std::atomic<int> lookups{0};
  webhook_options options;
  options.allow_private = true;
  options.lookup = [&](const std::string& host) {
    CHECK(host == "hooks.test");
    ++lookups;
    return always({"127.0.0.1"})(host);
  };
  const auto sender = sender_for(options);
  const auto url = "http://hooks.test:" + std::to_string(sink.port()) + "/x";
  for (int i = 0; i < 5; ++i)
    CHECK(posted(*sender, {url, "{}", {}}).status == 200);
  CHECK(lookups == 1);
  CHECK(sink.received().front().header("Host") ==
        "hooks.test:" + std::to_string(sink.port()));
}

TEST_CASE("a lookup that hangs delays neither other names nor stop") {
  struct gate {
    std::mutex mutex;
    std::condition_variable changed;
    bool open = false;
  };
  const auto held = std::make_shared<gate>(); // outlives this test with its threads
  webhook_sink sink;
  webhook_options options;
  options.allow_private = true;
  options.connect_timeout = 100ms;
  options.lookup = [=](const std::string& host) {
    if (host == "stuck.test") {
      std::unique_lock lock{held->mutex};
      held->changed.wait(lock, [&] { return held->open; });
    }
    return always({"127.0.0.1"})(host);
  };
  const auto sender = sender_for(options);
  webhook_calls stuck;
  for (int i = 0; i < 50; ++i)
    sender->send({named_url(sink, "stuck.test"), "{}", {}}, stuck.next());
  const auto url = "http://good.test:" + std::to_string(sink.port()) + "/x";
  CHECK(posted(*sender, {url, "{}", {}}).status == 200);
  REQUIRE(stuck.wait(50));
  for (const auto& answer : stuck.answers())
    CHECK(answer.error == "timed out while connecting");
  sender->send({named_url(sink, "stuck.test"), "{}", {}}, stuck.next());
  sender->stop();
  CHECK(stuck.answers().size() == 51);
  const std::lock_guard lock{held->mutex};
  held->open = true;
  held->changed.notify_all();
}

TEST_CASE("TLS is refused for self-signed, misnamed and expired certificates") {
  const auto good = make_certificate("DNS:hooks.test,IP:127.0.0.1");
  const auto old = make_certificate("DNS:hooks.test", -3600);
  const auto nameless = make_certificate("DNS:hooks.test");
  const file_of nameless_file{nameless.certificate_pem};
  const file_of good_file{good.certificate_pem};
  const file_of old_file{old.certificate_pem};
  struct row {
    const test::test_certificate& served;
    std::string ca_file, host, part_of_error;
  };
  const row rows[] = {
    {good, "", "hooks.test", "self-signed"},
    {good, "", "127.0.0.1", "self-signed"},
    {good, good_file.path(), "other.test", "mismatch"},
    {good, good_file.path(), "sub.hooks.test", "mismatch"},
    {nameless, nameless_file.path(), "127.0.0.1", "mismatch"},
    {old, old_file.path(), "hooks.test", "expired"},
  };
  for (const auto& each : rows) {
    auto sink = tls_sink(each.served);
    webhook_options options;
    options.allow_private = true;
    options.ca_file = each.ca_file;
    options.lookup = always({"127.0.0.1"});
    const auto answer = ask(named_url(sink, each.host), options);
    CAPTURE(each.host);
    CAPTURE(answer.error);
    CHECK(answer.outcome == attempt_class::unreachable);
    CHECK(answer.error.find(each.part_of_error) != std::string::npos);
    CHECK(sink.count() == 0);
  }
}

TEST_CASE(
  "TLS to a trusted receiver delivers, by name and by address, on one connection") {
  const auto certificate = make_certificate("DNS:hooks.test,IP:127.0.0.1");
  const file_of trusted{certificate.certificate_pem};
  for (const std::string host : {"hooks.test", "127.0.0.1"}) {
    auto sink = tls_sink(certificate);
    webhook_options options;
    options.allow_private = true;
    options.ca_file = trusted.path();
    options.lookup = always({"127.0.0.1"});
    const auto sender = sender_for(options);
    for (int i = 0; i < 20; ++i) {
      const auto answer = posted(*sender, {named_url(sink, host), "{}", {}});
      CAPTURE(answer.error);
      CHECK(answer.status == 200);
    }
    CHECK(sink.connections() == 1);
  }
}

TEST_CASE(
  "a receiver that speaks no TLS, or never finishes the handshake, is unreachable") {
  webhook_sink plain;
  webhook_options options;
  options.allow_private = true;
  options.connect_timeout = 200ms;
  CHECK(ask("https://127.0.0.1:" + std::to_string(plain.port()) + "/", options).outcome ==
        attempt_class::unreachable);
  CHECK(plain.count() == 0);
  CHECK(plain.wait_open(0));
}

TEST_CASE("TLS older than 1.2 is refused") {
  const auto certificate = make_certificate("IP:127.0.0.1");
  const file_of trusted{certificate.certificate_pem};
  test::sink_options old;
  old.certificate_pem = certificate.certificate_pem;
  old.key_pem = certificate.key_pem;
  old.old_tls = true;
  webhook_sink sink{old};
  webhook_options options;
  options.allow_private = true;
  options.ca_file = trusted.path();
  const auto answer = ask(sink.url(), options);
  CHECK(answer.outcome == attempt_class::unreachable);
  CHECK(answer.error.find("protocol version") != std::string::npos);
  CHECK(sink.count() == 0);
}

TEST_CASE("an authority file that cannot be read keeps the sender from starting") {
  webhook_options options;
  options.ca_file = "no/such/file.pem";
  const auto sender = webhook_sender::make(options);
  REQUIRE(!sender.ok());
  CHECK(sender.error().code == problem_code::unavailable);
}

} // namespace tradeeon
