#include "http/clients/webhook_signature.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace tradeeon {

namespace {

// The vector published with the Standard Webhooks libraries.
const std::string published_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string published_id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const std::string published_time = "1614265330";
const std::string published_body = R"({"test": 2432232314})";
const std::string published_signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr std::int64_t published_now = 1614265330;

// Made with Python's hmac module.
const std::string body = R"({"alert_id":"a1","symbol":"BTCUSDT"})";
constexpr std::int64_t now = 1700000000;
const std::string plain_hex =
  "17edfa52c45a32d94301ce8ec4f80d1620b71534ac1a2ba8384ade3b774488e9";
const std::string prefixed_hex =
  "d0f36e314754a3d7f1e463f6803a5e0bb75593ee443cba3d26463b02deecb725";

webhook_key key_of(const std::string& text) {
  auto key = webhook_key::make(secret{text});
  REQUIRE(key.ok());
  return *key;
}

std::string value_of(const webhook_headers& headers, const std::string& name) {
  const auto at = std::find_if(headers.begin(), headers.end(),
                               [&](const auto& each) { return each.first == name; });
  return at == headers.end() ? std::string{} : at->second;
}

} // namespace

TEST_CASE("the published Standard Webhooks vector comes out") {
  const auto key = key_of(published_secret);
  const auto headers = key.headers(published_body, {published_id, "e", published_now});
  CHECK(value_of(headers, "webhook-id") == published_id);
  CHECK(value_of(headers, "webhook-timestamp") == published_time);
  CHECK(value_of(headers, "webhook-signature") == published_signature);
  CHECK(key
          .verify_standard(published_id, published_time, published_signature,
                           published_body, published_now)
          .ok());
}

TEST_CASE("X-Tradeeon-Signature is keyed with the secret's text, prefix and all") {
  CHECK(value_of(key_of("topsecret").headers(body, {"d1", "e1", now}),
                 "X-Tradeeon-Signature") == "t=1700000000,s=" + plain_hex);
  CHECK(value_of(key_of(published_secret).headers(body, {"d1", "e1", now}),
                 "X-Tradeeon-Signature") == "t=1700000000,s=" + prefixed_hex);
}

TEST_CASE("a secret without whsec_ keys the standard signature with its raw bytes") {
  const auto headers = key_of("topsecret").headers(body, {"d1", "e1", now});
  CHECK(value_of(headers, "webhook-signature") ==
        "v1,vphIdyJnhQQXMe7+9rwu+M83aEzUCWKM0FmCLub5fp8=");
  CHECK(value_of(headers, "X-Tradeeon-EventId") == "e1");
  CHECK(value_of(headers, "User-Agent") == "Tradeeon-Alerts/1.0");
  CHECK(headers.size() == 6);
}

TEST_CASE("a secret is refused when it is empty or its base64 is broken") {
  for (const char* text : {"", "whsec_", "whsec_abc", "whsec_ab=d", "whsec_ab c",
                           "whsec_====", "whsec_a===", "whsec_ YWI=", "whsec_YWJj\n",
                           "whsec_-_-_", "whsec_YWK="}) {
    CAPTURE(text);
    const auto key = webhook_key::make(secret{text});
    REQUIRE(!key.ok());
    CHECK(key.error().code == problem_code::invalid);
    CHECK(key.error().place == "webhook_secret");
  }
  for (const char* text : {"x", "whsec", "whsec_YWI=", "whsec_YQ==", "whsec_YWJj"}) {
    CAPTURE(text);
    CHECK(webhook_key::make(secret{text}).ok());
  }
}

TEST_CASE("what is signed verifies, up to the tolerance and not beyond") {
  for (const auto& text : {std::string{"topsecret"}, published_secret}) {
    const auto key = key_of(text);
    const auto headers = key.headers(body, {"d1", "e1", now});
    const auto both = [&](std::int64_t at) {
      const bool ours =
        key.verify_tradeeon(value_of(headers, "X-Tradeeon-Signature"), body, at).ok();
      const bool standard =
        key
          .verify_standard("d1", "1700000000", value_of(headers, "webhook-signature"),
                           body, at)
          .ok();
      CHECK(ours == standard);
      return ours && standard;
    };
    CHECK(both(now));
    CHECK(both(now + 300));
    CHECK(both(now - 300));
    CHECK(!both(now + 301));
    CHECK(!both(now - 301));
  }
}

TEST_CASE("any changed byte of body, id, time or signature is refused") {
  const auto key = key_of("topsecret");
  const auto headers = key.headers(body, {"d1", "e1", now});
  const auto ours = value_of(headers, "X-Tradeeon-Signature");
  const auto standard = value_of(headers, "webhook-signature");
  for (std::size_t i = 0; i < body.size(); ++i) {
    auto changed = body;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK(!key.verify_tradeeon(ours, changed, now).ok());
    CHECK(!key.verify_standard("d1", "1700000000", standard, changed, now).ok());
  }
  for (std::size_t i = 0; i < ours.size(); ++i) {
    auto changed = ours;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK(!key.verify_tradeeon(changed, body, now).ok());
    CHECK(!key.verify_tradeeon(ours.substr(0, i), body, now).ok());
  }
  for (std::size_t i = 0; i < standard.size(); ++i) {
    auto changed = standard;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK(!key.verify_standard("d1", "1700000000", changed, body, now).ok());
    CHECK(
      !key.verify_standard("d1", "1700000000", standard.substr(0, i), body, now).ok());
  }
  CHECK(!key.verify_standard("d2", "1700000000", standard, body, now).ok());
  for (const char* time : {"1700000001", "", "+1700000000", "-1", "01700000000",
                           "1700000000 ", "1.7e9", "99999999999999999999", "x"}) {
    CAPTURE(time);
    CHECK(!key.verify_standard("d1", time, standard, body, now).ok());
  }
  const auto other = key_of("topsecreT");
  CHECK(!other.verify_tradeeon(ours, body, now).ok());
  CHECK(!other.verify_standard("d1", "1700000000", standard, body, now).ok());
}

TEST_CASE("a list of signatures verifies if one of them does") {
  const auto key = key_of("topsecret");
  const auto good = value_of(key.headers(body, {"d1", "e1", now}), "webhook-signature");
  const auto old =
    value_of(key_of("older").headers(body, {"d1", "e1", now}), "webhook-signature");
  const auto verifies = [&](const std::string& list) {
    return key.verify_standard("d1", "1700000000", list, body, now).ok();
  };
  CHECK(verifies(old + " " + good));
  CHECK(verifies(good + " " + old));
  CHECK(verifies("v1a,xx " + good));
  CHECK(!verifies(old));
  CHECK(!verifies(good + old));
  CHECK(!verifies(""));
  CHECK(!verifies("   "));
}

} // namespace tradeeon
